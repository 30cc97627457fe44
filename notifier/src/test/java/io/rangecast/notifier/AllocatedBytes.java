package io.rangecast.notifier;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What calls allocate in the thread that makes them, once they are warm. */
final class AllocatedBytes {
    /** A hot path is called so often that one object in a million calls would be seen. */
    static final int CALLS = 300_000;

    private static final int ROUNDS = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    private static long now() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /**
     * By so many calls: the least of a few rounds, up to the first of 0, as the JVM itself allocates a little in this
     * thread when it links or compiles anew.
     */
    static long by(int calls, Runnable call) {
        repeat(calls / 10, call);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = now();
            repeat(calls, call);
            least = Math.min(least, now() - before);
        }
        return least;
    }

    static long by(Runnable call) {
        return by(CALLS, call);
    }

    private static void repeat(int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }
}
