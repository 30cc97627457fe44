package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;

/** The answers of a snapshot as lists. */
final class Queries {
    private Queries() {}

    static <I extends Interval> List<I> overlapping(IntervalSnapshot<I> snapshot, long start, long end, int mask) {
        List<I> found = new ArrayList<>();
        snapshot.forEachOverlap(start, end, mask, found::add);
        return found;
    }

    static <I extends Interval> List<I> overlapping(IntervalTree<I> tree, long start, long end) {
        return overlapping(tree.snapshot(), start, end, Interval.EVERY_MASK);
    }

    static <I extends Interval> List<I> all(IntervalSnapshot<I> snapshot) {
        List<I> found = new ArrayList<>();
        snapshot.forEach(found::add);
        return found;
    }
}
