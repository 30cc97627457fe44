package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.util.function.Predicate;

/** The candidate: our {@link IntervalTree}, asked for what is in it now, as a concurrent reader does. */
public final class RangecastIntervals implements IntervalIndex<Interval> {
    private final IntervalTree<Interval> tree = new IntervalTree<>();

    /** An empty one. */
    public RangecastIntervals() {}

    @Override
    public Interval insert(Interval interval) {
        tree.insert(interval);
        return interval;
    }

    @Override
    public void remove(Interval interval) {
        if (!tree.remove(interval)) {
            throw new IllegalStateException(interval + " was not there");
        }
    }

    @Override
    public void forEachOverlap(long start, long end, Predicate<Object> visitor) {
        tree.forEachOverlap(start, end, Interval.EVERY_MASK, visitor);
    }
}
