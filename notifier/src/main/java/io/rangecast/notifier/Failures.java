package io.rangecast.notifier;

/** The throwables of several actions, each of which is run whatever the others do. One thread. */
final class Failures {
    private Throwable first;

    /** Adds one, unless it is null. */
    void add(Throwable next) {
        if (first == null) {
            first = next;
        } else if (next != null && next != first) {
            first.addSuppressed(next);
        }
    }

    /** Tells a space of the first, with the others suppressed; nothing if there are none. */
    void reportTo(AddressSpace space) {
        if (first != null) {
            space.report(first, null, space);
        }
    }

    /** Throws the first, with the others suppressed in it; nothing if there are none. */
    void rethrow() {
        if (first != null) {
            Failures.<RuntimeException>rethrow(first);
        }
    }

    /** Also what a Runnable must not throw, and has. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
