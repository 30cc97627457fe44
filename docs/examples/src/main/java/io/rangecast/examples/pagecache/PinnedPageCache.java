package io.rangecast.examples.pagecache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** What Rangecast stands beside: each access pins the page, and what is pinned stays. */
final class PinnedPageCache extends PageCache {
    /** Of pages. Who excludes others from a page that nobody pins ends that, too. */
    private record Pins(IntConsumer pin, IntConsumer unpin, IntPredicate tryExclude, IntConsumer endExclude) {}

    private final Pins pins;

    /**
     * A cache.
     *
     * @param locked whether pages have read locks; else they have reference counts
     */
    PinnedPageCache(Path path, boolean locked) throws IOException {
        super(path);
        pins = locked ? locks() : counts();
    }

    @Override
    boolean tryUnlink(int page) {
        return tryAlone(page, () -> frames.set(page, NOWHERE));
    }

    @Override
    void whileNobodyWrites(int page, Runnable clean) {
        tryAlone(page, clean);
    }

    private boolean tryAlone(int page, Runnable action) {
        boolean alone = pins.tryExclude.test(page);
        if (alone) {
            try {
                action.run();
            } finally {
                pins.endExclude.accept(page);
            }
        }
        return alone;
    }

    @Override
    Accessor newAccessor() {
        return new Accessor() {
            @Override
            public long read(int page, int offset) {
                pins.pin.accept(page);
                try {
                    return get(locate(page) + offset);
                } finally {
                    pins.unpin.accept(page);
                }
            }

            @Override
            public void increment(int page, int offset) {
                pins.pin.accept(page);
                try {
                    int raw = locate(page);
                    soil(page);
                    add(raw + offset);
                } finally {
                    pins.unpin.accept(page);
                }
            }
        };
    }

    private int locate(int page) {
        use(page);
        int frame = frames.get(page);
        while (frame == NOWHERE) {
            load(page);
            frame = frames.get(page);
        }
        return frame * PAGE;
    }

    private static Pins locks() {
        ReadWriteLock[] locks =
                Stream.generate(ReentrantReadWriteLock::new).limit(PAGES).toArray(ReadWriteLock[]::new);
        return new Pins(
                page -> locks[page].readLock().lock(),
                page -> locks[page].readLock().unlock(),
                page -> locks[page].writeLock().tryLock(),
                page -> locks[page].writeLock().unlock());
    }

    /** Of a page that nobody may pin the count is -1. */
    private static Pins counts() {
        AtomicIntegerArray counts = new AtomicIntegerArray(PAGES);
        return new Pins(
                page -> {
                    int count = counts.get(page);
                    while (count < 0 || !counts.compareAndSet(page, count, count + 1)) {
                        Thread.yield();
                        count = counts.get(page);
                    }
                },
                counts::decrementAndGet,
                page -> counts.compareAndSet(page, 0, -1),
                page -> counts.set(page, 0));
    }
}
