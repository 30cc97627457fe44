package io.rangecast.jmh.compare.notify;

import com.sun.management.ThreadMXBean;
import io.rangecast.jmh.compare.engine.Contender;
import java.lang.management.ManagementFactory;

/**
 * Watches a contender that must not allocate, and whose first value is the time of one operation in nanoseconds. Its
 * first operations may: structures grow to what is asked of them. So the sample that allocates least counts; what
 * sampling itself allocates is less than a byte for each operation.
 */
final class GarbageFree implements Contender {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double BYTES = 1;

    /** A shorter sample tells nothing: its calls are still being linked, and its structures grow. */
    private static final int OPERATIONS = 1_000;

    private final Contender contender;
    private double least = Double.POSITIVE_INFINITY;
    private int samples;

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
        double operations = nanos / values[0];
        if (operations >= OPERATIONS) {
            least = Math.min(least, allocated / operations);
            samples++;
        }
        return values;
    }

    /**
     * To be called when all is over.
     *
     * @throws IllegalStateException if each sample allocated, of those that were long enough to tell
     */
    void check() {
        if (samples > 0 && least >= BYTES) {
            throw new IllegalStateException(name() + " allocates " + least + " bytes for an operation");
        }
    }
}
