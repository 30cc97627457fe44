package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.function.Predicate;

/**
 * What the comparison asks of every structure that finds ranges by overlap. Addresses are below 2<sup>63</sup>, so that
 * rivals may compare them as signed.
 *
 * <p>Visitors take any object: a visitor of a narrower type would have its argument cast, which reads the object's class
 * word and so costs a cache miss per hit, in every structure alike.
 *
 * @param <H> by which a range is taken out again: whatever makes that fastest
 */
public interface IntervalIndex<H> {
    /**
     * Puts a range in.
     *
     * @param interval in no structure of ours before; to rivals it is the value that goes with the bounds
     * @return the handle for {@link #remove}
     */
    H insert(Interval interval);

    /**
     * Takes a range out.
     *
     * @param handle what {@link #insert} returned, once
     */
    void remove(H handle);

    /**
     * Visits the values whose ranges share a byte with a window, until the visitor returns false; ascending by start.
     *
     * @param start first byte
     * @param end the byte after the last
     * @param visitor of the values
     */
    void forEachOverlap(long start, long end, Predicate<Object> visitor);
}
