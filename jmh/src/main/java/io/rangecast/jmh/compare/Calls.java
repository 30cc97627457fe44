package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.notify.RangeCallback;

/**
 * Counts calls, by one thread at a time. Who waits for that thread may read the number: it is a part of the contract
 * under comparison that what a listener did happens before its start returns. The number stands apart, in the middle of
 * an array, or it would slow down who reads what lies beside it by chance.
 */
final class Calls implements RangeCallback {
    private static final int MADE = 128 / Long.BYTES;

    private final long[] words = new long[2 * MADE + 1];

    @Override
    public void onInvalidate(long start, long end) {
        words[MADE]++;
    }

    long made() {
        return words[MADE];
    }
}
