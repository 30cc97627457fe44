package io.rangecast.jmh.rivals.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the consumer writes: its sum, and the acknowledgement for a way that has none of its own. Each lies 128 bytes from
 * anything else.
 */
final class ConsumerWords {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SEPARATION = 128 / Long.BYTES;
    private static final int SUM = SEPARATION;
    private static final int HANDLED = 2 * SEPARATION;

    private final long[] words = new long[3 * SEPARATION];

    /** Consumer: has read a record. */
    void handled(long number, long sum) {
        words[SUM] += sum;
        WORD.setRelease(words, HANDLED, number); // pairs with isHandled()
    }

    /** Consumer: has read records, which are acknowledged elsewhere. */
    void add(long sum) {
        words[SUM] += sum;
    }

    long sum() {
        return words[SUM];
    }

    boolean isHandled(long number) {
        return handledAcquire() >= number;
    }

    long handledAcquire() {
        return (long) WORD.getAcquire(words, HANDLED);
    }
}
