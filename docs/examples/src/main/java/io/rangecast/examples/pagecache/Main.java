package io.rangecast.examples.pagecache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Two threads read and write pages at random, low ones more often, while a third writes dirty ones back: in both forms of
 * Rangecast, with a lock for each page, and with counts. With {@code -ungated} nothing keeps a page where it is.
 */
public final class Main {
    private static final int THREADS = 2;
    private static final int READS_FOR_A_WRITE = 64;
    private static final int WRITTEN_AT_ONCE = 32;

    /** How often a number below one is squared: the more, the more often low pages are meant. */
    private static final int SKEW = 7;

    private final PageCache cache;
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile boolean stop;

    private Main(PageCache cache) {
        this.cache = cache;
    }

    /** What keeps pages where they are. */
    enum Form {
        OPTIMISTIC,
        TRANSLATED,
        LOCKED,
        COUNTED,
        UNGATED;

        private PageCache newCache(Path path) throws IOException {
            return switch (this) {
                case OPTIMISTIC -> new GatedPageCache(path, true, true);
                case TRANSLATED -> new GatedPageCache(path, false, true);
                case LOCKED -> new PinnedPageCache(path, true);
                case COUNTED -> new PinnedPageCache(path, false);
                case UNGATED -> new GatedPageCache(path, false, false);
            };
        }
    }

    /** What was seen. Writes are lost that the file does not have. */
    record Outcome(long reads, long evictions, long wrong, long writes, long lost) {}

    static Outcome run(Form form, long nanos) throws IOException, InterruptedException {
        Path path = Files.createTempFile("pages", null);
        try {
            return new Main(form.newCache(path)).run(nanos);
        } finally {
            Files.delete(path);
        }
    }

    private Outcome run(long nanos) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            threads.add(new Thread(() -> access(new SplittableRandom(seed)), "accessor " + i));
        }
        threads.forEach(Thread::start);
        writeBack(System.nanoTime() + nanos);
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (int page = 0; page < PageCache.PAGES; page++) {
            cache.writeBack(page);
        }
        return new Outcome(reads.sum(), cache.evictions, wrong.sum(), writes.sum(), writes.sum() - cache.sumOfFile());
    }

    private void writeBack(long until) {
        for (int page = 0; System.nanoTime() < until; page = (page + 1) % PageCache.PAGES) {
            cache.writeBack(page);
            if (page % WRITTEN_AT_ONCE == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private void access(SplittableRandom random) {
        try (Accessor accessor = cache.newAccessor()) {
            while (!stop) {
                for (int i = 0; i < READS_FOR_A_WRITE; i++) {
                    int page = page(random);
                    if (accessor.read(page, offset(random)) >>> 32 != page) {
                        wrong.increment();
                    }
                }
                reads.add(READS_FOR_A_WRITE);
                accessor.increment(page(random), offset(random));
                writes.increment();
            }
        }
    }

    private static int page(SplittableRandom random) {
        double uniform = random.nextDouble();
        for (int i = 0; i < SKEW; i++) {
            uniform *= uniform;
        }
        return (int) (PageCache.PAGES * uniform);
    }

    private static int offset(SplittableRandom random) {
        return random.nextInt(PageCache.PAGE) & -Long.BYTES;
    }

    /**
     * Runs for three seconds in each form, and once more, as the first time warms up.
     *
     * @param args {@code -ungated}, or nothing
     * @throws IOException if it finds no place for its file
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Form> forms = Arrays.asList(args).contains("-ungated")
                ? List.of(Form.UNGATED)
                : List.of(Form.OPTIMISTIC, Form.TRANSLATED, Form.LOCKED, Form.COUNTED);
        for (int round = 1; round <= 2; round++) {
            for (Form form : forms) {
                Outcome outcome = run(form, TimeUnit.SECONDS.toNanos(3));
                System.out.printf(
                        "%d %s: %,d reads, %,d wrong; %,d writes, %,d lost; %,d evictions%n",
                        round, form, outcome.reads, outcome.wrong, outcome.writes, outcome.lost, outcome.evictions);
            }
        }
    }
}
