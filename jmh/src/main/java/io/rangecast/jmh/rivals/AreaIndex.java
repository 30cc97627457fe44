package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;

/**
 * What the comparison asks of every structure that finds, by address, one of several areas that do not overlap. Addresses
 * are below 2<sup>63</sup>, so that rivals may compare them as signed.
 */
public interface AreaIndex {
    /**
     * Puts an area in where there is none.
     *
     * @param area in no structure of ours before; to rivals it is the value that goes with the bounds
     */
    void put(Interval area);

    /**
     * Takes an area out.
     *
     * @param area with the bounds of one that is held
     */
    void remove(Interval area);

    /**
     * The area that contains an address.
     *
     * @param address any
     * @return what was put in, or null
     */
    Interval find(long address);
}
