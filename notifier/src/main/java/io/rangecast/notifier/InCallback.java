package io.rangecast.notifier;

/**
 * Whether the current thread runs a callback, of whatever space, and how deep they nest. Such a thread must not wait for
 * readers or for other callbacks: it would wait for itself, or for one that waits for it.
 *
 * <p>Callbacks may start invalidations that call others. How deep is bounded, so that one that goes on for ever is told
 * so, and never by the end of the stack, which might strike anywhere.
 */
final class InCallback extends Padded {
    private static final ThreadLocal<InCallback> OF_THREAD = ThreadLocal.withInitial(InCallback::new);

    /** To be counted down by no call behind the callbacks, as an error could strike there. */
    int depth;

    private InCallback() {}

    /** Callbacks run from here on, until the {@link #depth} of what this answers is counted down. */
    static InCallback enter() {
        InCallback here = OF_THREAD.get();
        here.depth++;
        return here;
    }

    /**
     * For a start that is going to call somebody, before it has done anything: whose {@link #depth} to count up when
     * callbacks run. Fails if too many nest already.
     */
    static InCallback toStart(Object what) {
        InCallback here = OF_THREAD.get();
        if (here.depth >= Invalidator.MAX_NESTING) {
            throw new IllegalStateException(what + " would call inside 0x" + Integer.toHexString(here.depth)
                    + " callbacks of this thread, each inside the one before; no more may nest");
        }
        return here;
    }

    static void check(String what, Object subject) {
        if (OF_THREAD.get().depth > 0) {
            throw new IllegalStateException(what + " of " + subject + " inside a callback: it might wait for itself");
        }
    }
}
