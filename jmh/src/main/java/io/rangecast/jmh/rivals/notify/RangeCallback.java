package io.rangecast.jmh.rivals.notify;

/** What a listener does when its range is about to change. */
@FunctionalInterface
public interface RangeCallback {
    /**
     * Lets go of a range.
     *
     * @param start first byte
     * @param end the byte after the last
     */
    void onInvalidate(long start, long end);
}
