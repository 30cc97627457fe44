package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Latencies;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.MemoryReader;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Replaces a block again and again while others read it. The values are three percentiles of the time from the wish to
 * revoke the block until nobody can use it, in microseconds, and how much all readers read per second meanwhile.
 */
final class Revoking implements Contender {
    /** 16,000 revocations a second, if one takes no longer than that. */
    private static final long PERIOD_NANOS = 62_500;

    /** So long the system may take to give each reader a core of its own, as far as there are. */
    private static final long SETTLING_NANOS = 3_000_000;

    private static final int TURNS_WITHOUT_PAUSE = 20;

    /** Batches of a reader between two looks whether the sample is over. */
    private static final int BATCHES = 64;

    private final String name;
    private final RevocableMemory memory;
    private final boolean revokes;
    private final Blocks blocks;
    private final List<MemoryReader> readers;
    private final Crew crew;
    private final Latencies latencies = new Latencies();
    private final AtomicInteger reading = new AtomicInteger();
    private final SplittableRandom random = new SplittableRandom(1);
    private volatile boolean measuring;
    private volatile boolean stop;

    /**
     * A contender.
     *
     * @param memory whose first block is the current one of these
     * @param revokes false to leave the readers alone
     * @param count of readers, and least size of the crew
     */
    Revoking(String name, RevocableMemory memory, boolean revokes, Blocks blocks, int count, Crew crew) {
        this.name = name;
        this.memory = memory;
        this.revokes = revokes;
        this.blocks = blocks;
        this.crew = crew;
        readers = Stream.generate(memory::newReader).limit(count).toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        latencies.begin();
        double rate = readWhileRevoked(nanos, PERIOD_NANOS);
        if (!revokes) {
            return new double[] {0, 0, 0, rate};
        }
        return new double[] {latencies.ofSample(0.5), latencies.ofSample(0.99), latencies.ofLast(0.999), rate};
    }

    /** Without pauses at first, or few revocations would be compiled when the warm-up is over. */
    @Override
    public void useOtherwise(int round, long nanos) {
        if (revokes && round < TURNS_WITHOUT_PAUSE) {
            readWhileRevoked(nanos, 0);
        }
    }

    private double readWhileRevoked(long nanos, long period) {
        DoubleAdder rate = new DoubleAdder();
        measuring = false;
        stop = false;
        reading.set(0);
        crew.together(() -> revoke(nanos, period), number -> {
            if (number < readers.size()) { // the crew may be larger
                rate.add(read(readers.get(number)));
            }
        });
        return rate.sum();
    }

    private void revoke(long nanos, long period) {
        while (reading.get() < readers.size()) {
            Thread.yield();
        }
        if (readers.size() > 1) {
            LockSupport.parkNanos(SETTLING_NANOS);
        }
        measuring = true;
        long begun = System.nanoTime();
        long next = begun;
        long now;
        do {
            if (revokes) {
                latencies.record(revokeOnce());
            }
            next = Math.max(next + aroundMean(period), System.nanoTime());
            awaitTime(next);
            now = System.nanoTime();
        } while (now - begun < nanos);
        stop = true;
    }

    private long revokeOnce() {
        blocks.heal();
        memory.prepare(blocks.spare());
        long begun = System.nanoTime();
        memory.revoke();
        long taken = System.nanoTime() - begun;
        memory.resume();
        blocks.turn();
        return taken;
    }

    /** Equal periods would meet the timer interrupts of the system, or miss them, for long. */
    private long aroundMean(long period) {
        return period / 2 + random.nextLong(period + 1);
    }

    /** Sleeps, as who evicts does, and leaves the core to the readers. */
    private static void awaitTime(long when) {
        long left = when - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = when - System.nanoTime();
        }
    }

    private double read(MemoryReader reader) {
        reader.begin();
        reading.incrementAndGet();
        while (!measuring) {
            reader.readBatches(BATCHES);
        }
        long sum = 0;
        long reads = 0;
        long begun = System.nanoTime();
        do {
            sum += reader.readBatches(BATCHES);
            reads += BATCHES * MemoryReader.BATCH;
        } while (!stop);
        long taken = System.nanoTime() - begun;
        reader.end();
        if (sum != reads) {
            throw new IllegalStateException(name + ": somebody has read what was revoked: " + sum + " of " + reads);
        }
        return reads * 1e9 / taken;
    }
}
