package io.rangecast.jmh.compare;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Watches a contender that must not allocate, and whose first value is the time of one operation in nanoseconds. Its
 * first operations may: structures grow to what is asked of them. So the sample that allocates least counts; what
 * sampling itself allocates is less than a byte for each operation.
 */
final class GarbageFree implements Contender {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double BYTES = 1;

    private final Contender contender;
    private double least = Double.POSITIVE_INFINITY;

    GarbageFree(Contender contender) {
        this.contender = contender;
    }

    @Override
    public String name() {
        return contender.name();
    }

    @Override
    public double[] sample(int round, long nanos) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        double[] values = contender.sample(round, nanos);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, allocated * values[0] / nanos);
        return values;
    }

    /**
     * To be called when all is over.
     *
     * @throws IllegalStateException if there was no sample without allocation
     */
    void check() {
        if (least >= BYTES) {
            throw new IllegalStateException(name() + " allocates " + least + " bytes for an operation");
        }
    }
}
