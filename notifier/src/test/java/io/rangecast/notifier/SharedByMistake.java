package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Two threads that use one invalidator at the same time, each for a range of its own. */
final class SharedByMistake {
    private static final long POOL = 0x100000;
    private static final int ROUNDS = 1_000;

    /** How often a start has answered COMPLETED for what the subscriber had not taken. */
    final AtomicInteger untrue = new AtomicInteger();

    /** How often a thread was told. */
    final AtomicInteger refused = new AtomicInteger();

    private final ConcurrentHashMap<Long, Long> taken = new ConcurrentHashMap<>();
    private final World world;
    private final Invalidator shared;

    SharedByMistake(World world) {
        this.world = world;
        shared = world.space.newInvalidator("shared", 1_000_000);
    }

    SharedByMistake run() {
        try (PollingThread polling =
                new PollingThread("polling", record -> taken.merge(record.start(), 1L, Long::sum))) {
            world.space.subscribe(POOL, 0x10000, polling.subscriber());
            List<Thread> threads = new ArrayList<>();
            for (long start = POOL; start < POOL + 0x2000; start += 0x1000) {
                long of = start;
                threads.add(new Thread(() -> invalidate(of)));
            }
            threads.forEach(Thread::start);
            threads.forEach(Uninterruptibly::join);
        }
        return this;
    }

    private void invalidate(long start) {
        for (int round = 0; round < ROUNDS || refused.get() == 0; round++) {
            long before = taken.getOrDefault(start, 0L);
            InvalidationRange range = world.range(start, start + 0x10);
            try {
                if (shared.invalidateRangeStart(range) == COMPLETED && taken.getOrDefault(start, 0L) == before) {
                    untrue.incrementAndGet();
                }
                shared.invalidateRangeEnd(range);
            } catch (RuntimeException misuse) {
                refused.incrementAndGet();
            }
        }
    }
}
