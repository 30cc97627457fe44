package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Reads under a guard, in one thread or in two; the value, for each question, is what one read takes a thread. */
final class GuardedReads implements Contender {
    /** The clock is read once in so many reads. */
    private static final int READS = 1024;

    private final String name;
    private final List<? extends IntToLongFunction> readers;
    private final Partner partner;
    private final int questions;
    private double there;

    /**
     * A contender.
     *
     * @param readers one for each thread: reads so many longs, each of them 1, and sums them up
     * @param partner the second thread, or null
     * @param questions how many have the same value
     */
    GuardedReads(String name, List<? extends IntToLongFunction> readers, Partner partner, int questions) {
        this.name = name;
        this.readers = readers;
        this.partner = partner;
        this.questions = questions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        double[] nanosPerRead = new double[1];
        if (partner == null) {
            nanosPerRead[0] = read(readers.get(0), nanos);
        } else {
            partner.together(
                    () -> nanosPerRead[0] = read(readers.get(0), nanos), () -> there = read(readers.get(1), nanos));
            nanosPerRead[0] = (nanosPerRead[0] + there) / 2;
        }
        double[] values = new double[questions];
        Arrays.fill(values, nanosPerRead[0]);
        return values;
    }

    private double read(IntToLongFunction reader, long nanos) {
        long begun = System.nanoTime();
        long reads = 0;
        long sum = 0;
        long taken;
        do {
            sum += reader.applyAsLong(READS);
            reads += READS;
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        if (sum != reads) {
            throw new IllegalStateException(name + " has read " + sum + " instead of " + reads);
        }
        return (double) taken / reads;
    }
}
