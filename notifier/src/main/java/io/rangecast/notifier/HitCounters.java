package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Two counters of one thread, which any thread may read. One writer needs no atomic addition. They lie in the middle of
 * an array, 128 bytes from either end: a reader takes no line from the owner but their own.
 */
final class HitCounters {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PADDING = 128 / Long.BYTES;
    private static final int HITS = PADDING;
    private static final int MISSES = PADDING + 1;

    private final long[] counts = new long[PADDING + 2 + PADDING];

    void hit() {
        countOpaque(HITS, counts[HITS] + 1);
    }

    void miss() {
        countOpaque(MISSES, counts[MISSES] + 1);
    }

    long hitsOpaque() {
        return (long) COUNT.getOpaque(counts, HITS);
    }

    long missesOpaque() {
        return (long) COUNT.getOpaque(counts, MISSES);
    }

    /** Orders nothing: a count says nothing about other memory. */
    private void countOpaque(int counter, long value) {
        COUNT.setOpaque(counts, counter, value);
    }
}
