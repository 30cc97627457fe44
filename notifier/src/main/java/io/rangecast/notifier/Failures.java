package io.rangecast.notifier;

/**
 * The throwables of several actions, each of which is run whatever the others do. One thread.
 *
 * <p>The first is thrown, with the others suppressed in it. Some take none, such as those of a JVM without memory: such a one
 * is the cause of one that does.
 */
final class Failures {
    private Throwable first;

    /** What is thrown: the first, or what has it as its cause. */
    private Throwable thrown;

    /** To ask is to copy all of them. */
    private boolean takesOthers;

    /** Adds one, unless it is null. */
    void add(Throwable next) {
        if (first == null) {
            first = next;
            thrown = next;
        } else if (next != null && next != first) {
            try {
                suppress(next);
            } catch (Throwable noMemory) {
                // whoever adds it has others to run
            }
        }
    }

    private void suppress(Throwable next) {
        thrown.addSuppressed(next);
        if (!takesOthers && thrown.getSuppressed().length == 0) {
            Throwable carrier = carrier(first);
            carrier.addSuppressed(next);
            thrown = carrier;
        }
        takesOthers = true;
    }

    private static Throwable carrier(Throwable first) {
        String message = "several have failed: the cause was first, and cannot take the others as suppressed";
        return first instanceof Error ? new Error(message, first) : new RuntimeException(message, first);
    }

    /** Throws one, with another suppressed; returns nothing, but can be thrown. */
    static RuntimeException both(Throwable first, Throwable next) {
        Failures failures = new Failures();
        failures.add(first);
        failures.add(next);
        return Failures.rethrow(failures.thrown);
    }

    /** Tells a space of the first, with the others suppressed; nothing if there are none. */
    void reportTo(AddressSpace space) {
        if (thrown != null) {
            space.report(thrown, null, space);
        }
    }

    /** Throws the first, with the others suppressed in it; nothing if there are none. */
    void rethrow() {
        if (thrown != null) {
            throw Failures.<RuntimeException>rethrow(thrown);
        }
    }

    /** Also what a Runnable must not throw, and has. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
