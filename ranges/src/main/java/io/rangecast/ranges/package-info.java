/**
 * Ranges of addresses, found fast by many threads. Usable on its own.
 *
 * <p>Three conventions hold throughout. Addresses are unsigned 64-bit; ranges are half-open {@code [start, end)} in
 * bytes. Bad ranges are rejected with an {@link java.lang.IllegalArgumentException} that shows both addresses in hex,
 * before anything has changed. No query takes a lock or allocates.
 *
 * <p>{@link io.rangecast.ranges.IntervalTree} holds ranges that may overlap, {@link io.rangecast.ranges.AreaMap} areas
 * that do not; each hands out snapshots. {@link io.rangecast.ranges.RangeSet} gathers the ranges of one thread into a
 * bounded number.
 */
package io.rangecast.ranges;
