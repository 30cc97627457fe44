package io.rangecast.ranges;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What calls allocate in the thread that makes them, once they are warm. */
final class AllocatedBytes {
    /** A hot path is called so often that one object in a million calls would be seen. */
    static final int CALLS = 300_000;

    private static final int ROUNDS = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    static long now() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /**
     * By a million calls: the least of a few rounds, up to the first of 0, as the JVM itself allocates a little in this
     * thread when it links or compiles anew.
     */
    static long by(Runnable call) {
        repeat(CALLS / 10, call);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = now();
            repeat(CALLS, call);
            least = Math.min(least, now() - before);
        }
        return least;
    }

    private static void repeat(int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }
}
