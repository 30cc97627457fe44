package io.rangecast.examples.pagecache;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import io.rangecast.notifier.Vma;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Pages are revoked: an eviction tries to, and passes over what somebody holds; write-back revokes the right to write, and
 * waits. An address of its space is an offset in the file. Without its gate it revokes nothing.
 */
final class GatedPageCache extends PageCache {
    private static final long FILE = (long) PAGES * PAGE;

    private final boolean optimistic;
    private final boolean gated;
    private final AddressSpace space = new AddressSpace();
    private final Vma writable = Vma.of(space, 0, FILE).withId(1).withProtection(Vma.READ | Vma.WRITE);
    private final Vma readable = writable.withProtection(Vma.READ);

    /** Under the lock. */
    private final Invalidator evictor = space.newInvalidator("evictor");

    private final InvalidationRange victim = new InvalidationRange();

    /** Of each page, for optimistic readers. */
    private final Subscription[] guards = new Subscription[PAGES];

    /**
     * A cache with accessors of one form; both at once would do.
     *
     * @param optimistic readers copy and validate, and writers lock; else both keep translations
     * @param gated whether anybody is asked
     */
    GatedPageCache(Path path, boolean optimistic, boolean gated) throws IOException {
        super(path);
        this.optimistic = optimistic;
        this.gated = gated;
        for (int page = 0; page < PAGES && optimistic; page++) {
            guards[page] = space.guard((long) page * PAGE, PAGE);
        }
    }

    @Override
    boolean tryUnlink(int page) {
        victim.init(space, (long) page * PAGE, (page + 1L) * PAGE);
        try (victim) {
            boolean unused = !gated || evictor.invalidateRangeStartNonblock(victim) == InvalidationResult.COMPLETED;
            if (unused) {
                frames.set(page, NOWHERE);
            }
            return unused;
        }
    }

    @Override
    void whileNobodyWrites(int page, Runnable clean) {
        if (gated) {
            long start = (long) page * PAGE;
            InvalidationRange range = new InvalidationRange();
            range.init(InvalidationEvent.PROTECTION_VMA, 0, readable, space, start, start + PAGE);
            try (Invalidator invalidator = space.borrowInvalidator()) {
                invalidator.change(range, clean);
            }
        } else {
            clean.run();
        }
    }

    @Override
    Accessor newAccessor() {
        return optimistic ? new Optimistic() : new Translating();
    }

    /** Reads are validated. A write cannot be taken back, so it is made under the lock, as evictions are. */
    private final class Optimistic implements Accessor {
        @Override
        public long read(int page, int offset) {
            use(page);
            while (true) {
                long seen = guards[page].readBegin();
                int frame = frames.get(page);
                if (frame == NOWHERE) {
                    load(page);
                    continue;
                }
                long value = get(frame * PAGE + offset);
                if (!guards[page].readRetry(seen)) {
                    return value;
                }
            }
        }

        @Override
        public void increment(int page, int offset) {
            use(page);
            lock.lock();
            try {
                load(page);
                soil(page);
                add(frames.get(page) * PAGE + offset);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Reads and writes by raw addresses, from one poll to the next. */
    private final class Translating implements Accessor {
        private static final int ENTRIES = 128;
        private static final int BETWEEN_POLLS = 16;

        private final TranslationCache cache = TranslationCache.withSubscriber("accessor", space, ENTRIES, PAGE);
        private final Subscriber subscriber = cache.subscriber();
        private final Subscription subscription = space.subscribe(0, FILE, subscriber);
        private int accesses;

        @Override
        public long read(int page, int offset) {
            return get((int) translate(page, Vma.READ) + offset);
        }

        @Override
        public void increment(int page, int offset) {
            add((int) translate(page, Vma.WRITE) + offset);
        }

        private long translate(int page, int access) {
            if (++accesses % BETWEEN_POLLS == 0) {
                subscriber.poll(Integer.MAX_VALUE);
            }
            while (true) {
                long raw = cache.translate((long) page * PAGE, access);
                if (raw != TranslationCache.MISS) {
                    return raw;
                }
                fill(page, access);
            }
        }

        private void fill(int page, int access) {
            use(page);
            long seen = subscription.readBegin();
            int frame = frames.get(page);
            if (frame == NOWHERE) {
                subscriber.poll(Integer.MAX_VALUE); // so that what was held is in nobody's way
                load(page);
                return;
            }
            if (access == Vma.WRITE) {
                soil(page); // after the begin: who cleans it meanwhile makes the fill fail
            }
            cache.fill(
                    subscription,
                    seen,
                    (long) page * PAGE,
                    (long) frame * PAGE,
                    access == Vma.WRITE ? writable : readable);
        }

        @Override
        public void close() {
            subscriber.close();
        }
    }
}
