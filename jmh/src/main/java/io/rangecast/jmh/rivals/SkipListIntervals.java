package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The lock-free structure of the JDK, ordered by start. An overlap may start as far before a window as the longest range
 * is long, so a query scans from there; one very long range makes every query slow, for good.
 *
 * <p>The key carries all a scan needs, so that it touches no value. Equal starts are told apart by a number.
 */
public final class SkipListIntervals implements IntervalIndex<SkipListIntervals.Key> {
    private final ConcurrentSkipListMap<Key, Object> map = new ConcurrentSkipListMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private volatile long longest;

    /**
     * Where a range lies, and its value.
     *
     * @param start first byte
     * @param sequence tells equal starts apart
     * @param end the byte after the last
     * @param value what a query visits
     */
    public record Key(long start, long sequence, long end, Object value) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int c = Long.compare(start, other.start);
            return c == 0 ? Long.compare(sequence, other.sequence) : c;
        }
    }

    /** An empty one. */
    public SkipListIntervals() {}

    @Override
    public Key insert(Interval interval) {
        Key key = new Key(interval.start(), sequence.incrementAndGet(), interval.end(), interval);
        growTo(key.end - key.start);
        map.put(key, interval);
        return key;
    }

    /** Before the range can be found: no query that could find it begins too late. */
    private void growTo(long length) {
        if (length > longest) {
            synchronized (this) {
                longest = Math.max(longest, length);
            }
        }
    }

    @Override
    public void remove(Key key) {
        map.remove(key);
    }

    @Override
    public void forEachOverlap(long start, long end, Predicate<Object> visitor) {
        Key from = new Key(start - longest, 0, 0, null);
        for (Key key : map.tailMap(from).keySet()) { // with an upper bound, the map would compare each key by itself
            if (key.start >= end || key.end > start && !visitor.test(key.value)) {
                return;
            }
        }
    }
}
