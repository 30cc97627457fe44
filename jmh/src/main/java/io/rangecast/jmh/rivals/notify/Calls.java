package io.rangecast.jmh.rivals.notify;

/**
 * Counts calls, by one thread at a time. Who waits for that thread may read the number: it is a part of the contract
 * under comparison that what a listener did happens before its start returns. The number stands apart, in the middle of
 * an array, or it would slow down who reads what lies beside it by chance.
 */
public final class Calls implements RangeCallback {
    private static final int MADE = 128 / Long.BYTES;

    private final long[] words = new long[2 * MADE + 1];

    /** None were made. */
    public Calls() {}

    @Override
    public void onInvalidate(long start, long end) {
        words[MADE]++;
    }

    /**
     * How many there were.
     *
     * @return the number of calls
     */
    public long made() {
        return words[MADE];
    }
}
