package io.rangecast.notifier;

/**
 * Whether the current thread runs a callback, of whatever space. Such a thread must not wait for readers or for other
 * callbacks: it would wait for itself, or for one that waits for it.
 */
final class InCallback {
    private static final ThreadLocal<InCallback> OF_THREAD = ThreadLocal.withInitial(InCallback::new);

    private int depth;

    private InCallback() {}

    /** Runs the callbacks of a window. */
    static boolean callAll(Window window) {
        InCallback here = OF_THREAD.get();
        here.depth++;
        try {
            return window.callAll();
        } finally {
            here.depth--;
        }
    }

    static void check(String what, Subscription subscription) {
        if (OF_THREAD.get().depth > 0) {
            throw new IllegalStateException(
                    what + " of " + subscription + " inside a callback: it might wait for itself");
        }
    }
}
