package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the snapshots that were taken of one {@link IntervalTree}: nodes that were made before the last of them are
 * kept as they are.
 */
final class Epoch {
    private static final VarHandle NUMBER;

    static {
        try {
            NUMBER = MethodHandles.lookup().findVarHandle(Epoch.class, "number", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long number;

    long number() {
        return number;
    }

    /** From now on every {@link Gate} that was made before is closed. Wait-free. */
    void advance() {
        NUMBER.getAndAdd(this, 1L);
    }
}
