package io.rangecast.notifier;

/**
 * Whether the current thread runs a callback, of whatever space, and how deep they nest. Such a thread must not wait for
 * readers or for other callbacks: it would wait for itself, or for one that waits for it.
 *
 * <p>Callbacks may start invalidations that call others. How deep is bounded, so that one that goes on for ever is told
 * so, and never by the end of the stack, which might strike anywhere.
 *
 * <p>What a thread keeps is an array of ints: a thread of a pool holds no class of this library by it.
 */
final class InCallback {
    /** 128 bytes from whatever lies beside: it is written at each start with callbacks. */
    private static final int SEPARATION = 32;

    /** Where the depth stands. To be counted down by no call behind the callbacks, as an error could strike there. */
    static final int DEPTH = SEPARATION;

    private static final ThreadLocal<int[]> OF_THREAD = new ThreadLocal<>();

    private InCallback() {}

    /** Callbacks run from here on, until the {@link #DEPTH} of what this returns is counted down. */
    static int[] enter() {
        int[] here = ofThread();
        here[DEPTH]++;
        return here;
    }

    /**
     * For a start that is going to call somebody, before it has done anything: whose {@link #DEPTH} to count up when
     * callbacks run. Fails if too many nest already.
     */
    static int[] toStart(Object what) {
        int[] here = ofThread();
        if (here[DEPTH] >= Invalidator.MAX_NESTING) {
            throw new IllegalStateException(what + " would call inside 0x" + Integer.toHexString(here[DEPTH])
                    + " callbacks of this thread, each inside the one before; no more may nest");
        }
        return here;
    }

    static void check(String what, Object subject) {
        int[] here = OF_THREAD.get();
        if (here != null && here[DEPTH] > 0) {
            throw new IllegalStateException(what + " of " + subject + " inside a callback: it might wait for itself");
        }
    }

    private static int[] ofThread() {
        int[] here = OF_THREAD.get();
        if (here == null) {
            here = new int[2 * SEPARATION + 1];
            OF_THREAD.set(here);
        }
        return here;
    }
}
