package io.rangecast.notifier;

/**
 * Whether the current thread runs a callback, of whatever space. Such a thread must not wait for readers or for other
 * callbacks: it would wait for itself, or for one that waits for it.
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

    void exit() {
        depth--;
    }

    static void check(String what, Object subject) {
        if (OF_THREAD.get().depth > 0) {
            throw new IllegalStateException(what + " of " + subject + " inside a callback: it might wait for itself");
        }
    }
}
