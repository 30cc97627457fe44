package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Crew;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/** Reads of more threads than there are processors; the value is how many all do in a microsecond. */
final class ReadRate implements Contender {
    /** The clock is read once in so many reads. */
    private static final int READS = 1024;

    /** Several turns of each thread: in a shorter time, some would not have come to theirs. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final String name;
    private final List<IntToLongFunction> readers;
    private final Crew crew;

    /**
     * A contender.
     *
     * @param readers one for each thread: reads so many times, and returns how many reads were right
     * @param crew all threads but one
     */
    ReadRate(String name, List<IntToLongFunction> readers, Crew crew) {
        this.name = name;
        this.readers = readers;
        this.crew = crew;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        AtomicLong reads = new AtomicLong();
        long begun = System.nanoTime();
        long least = Math.max(nanos, LEAST_NANOS);
        crew.together(() -> reads.getAndAdd(readFor(least)), number -> reads.getAndAdd(readOn(number + 1)));
        return new double[] {reads.get() * 1e3 / (System.nanoTime() - begun)};
    }

    private long readFor(long nanos) {
        long begun = System.nanoTime();
        long reads = 0;
        do {
            reads += read(0);
        } while (System.nanoTime() - begun < nanos);
        return reads;
    }

    private long readOn(int number) {
        long reads = 0;
        while (!crew.isStopped()) {
            reads += read(number);
        }
        return reads;
    }

    private long read(int number) {
        long right = readers.get(number).applyAsLong(READS);
        if (right != READS) {
            throw new IllegalStateException(name + " has read " + right + " instead of " + READS);
        }
        return READS;
    }
}
