package io.rangecast.notifier;

import java.util.AbstractMap.SimpleImmutableEntry;

/**
 * Whether the current thread runs a callback, of whatever space, and how deep they nest. Such a thread must not wait for
 * readers or for other callbacks: it would wait for itself, or for one that waits for it.
 *
 * <p>Callbacks may start invalidations that call others. Their depth is bounded, so that a nesting without end fails by
 * a clear error, and not by the end of the stack, which might strike anywhere.
 *
 * <p>The word that a thread keeps is of the JDK's classes, so a thread of a pool holds no class of this library by it.
 * It names the thread, so that a {@link Producer} may remember it, and see whether it is the current thread's;
 * immutable, so that it is whole also for two threads that share a producer by mistake.
 */
final class CallbackScope {
    /** 128 bytes from whatever lies beside: it is written at each start with callbacks. */
    private static final int SEPARATION = 32;

    /** The index of the depth. To be counted down by no call behind the callbacks, as an error could strike there. */
    static final int DEPTH = SEPARATION;

    /** The index at which {@link GracePeriod} counts how many completions the thread is in. */
    static final int COMPLETING = SEPARATION + 1;

    /** The index at which {@link NestedReaps} counts how many reaps are inside each other; behind it, how many were put off. */
    static final int REAPING = SEPARATION + 2;

    static final int PUT_OFF = SEPARATION + 3;

    /** From here on the spaces of those reaps, the outermost first. */
    static final int REAPED = SEPARATION + 4;

    private static final int LENGTH = 2 * SEPARATION + 4 + NestedReaps.MOST;

    private static final ThreadLocal<SimpleImmutableEntry<Thread, int[]>> OF_THREAD = new ThreadLocal<>();

    /** Nobody's, to begin with. */
    static final SimpleImmutableEntry<Thread, int[]> NOBODYS = new SimpleImmutableEntry<>(null, null);

    private CallbackScope() {}

    /** Callbacks run from here on, until the {@link #DEPTH} of what this returns is counted down. */
    static int[] enter() {
        int[] here = ofThread().getValue();
        here[DEPTH]++;
        return here;
    }

    /** For a start that is going to call somebody, before it has done anything: fails if too many nest already. */
    static void checkNesting(int[] here, Object what) {
        if (here[DEPTH] >= Invalidator.MAX_NESTING) {
            throw new IllegalStateException(what + " would call inside 0x" + Integer.toHexString(here[DEPTH])
                    + " callbacks of this thread, each inside the one before; no more may nest");
        }
    }

    static void check(String what, Object subject) {
        SimpleImmutableEntry<Thread, int[]> here = OF_THREAD.get();
        if (here != null && here.getValue()[DEPTH] > 0) {
            throw new IllegalStateException(what + " of " + subject + " inside a callback: it might wait for itself");
        }
    }

    /** The current thread, and where its {@link #DEPTH} and other counts stand. Allocates once for each thread. */
    static SimpleImmutableEntry<Thread, int[]> ofThread() {
        SimpleImmutableEntry<Thread, int[]> here = OF_THREAD.get();
        if (here == null) {
            here = new SimpleImmutableEntry<>(Thread.currentThread(), new int[LENGTH]);
            OF_THREAD.set(here);
        }
        return here;
    }
}
