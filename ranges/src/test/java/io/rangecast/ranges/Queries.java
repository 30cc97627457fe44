package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The answers of a snapshot as lists. */
final class Queries {
    private Queries() {}

    static <I extends Interval> List<I> overlapping(IntervalSnapshot<I> snapshot, long start, long end, int mask) {
        List<I> found = new ArrayList<>();
        snapshot.forEachOverlap(start, end, mask, found::add);
        List<I> others = new ArrayList<>();
        I first = snapshot.firstOverlap(start, end, mask, others::add);
        assertThat(first).isSameAs(found.isEmpty() ? null : found.get(0));
        assertThat(others).isEqualTo(found.subList(Math.min(1, found.size()), found.size()));
        return checkedAndSorted(found);
    }

    /** Starts ascend; among equal starts a tree promises no order, so they are put into that of the naive list. */
    private static <I extends Interval> List<I> checkedAndSorted(List<I> found) {
        assertThat(found).isSortedAccordingTo(Comparator.comparing(Interval::start, Long::compareUnsigned));
        found.sort(Interval::compare);
        return found;
    }

    static <I extends Interval> List<I> overlapping(IntervalTree<I> tree, long start, long end) {
        return overlapping(tree.snapshot(), start, end, Interval.EVERY_MASK);
    }

    static <I extends Interval> List<I> all(IntervalSnapshot<I> snapshot) {
        List<I> found = new ArrayList<>();
        snapshot.forEach(found::add);
        return checkedAndSorted(found);
    }

    static <A extends Interval> List<A> overlapping(AreaSnapshot<A> snapshot, long start, long end) {
        List<A> found = new ArrayList<>();
        snapshot.forEachOverlap(start, end, found::add);
        return found;
    }

    static <A extends Interval> List<A> all(AreaSnapshot<A> snapshot) {
        List<A> found = new ArrayList<>();
        snapshot.forEach(found::add);
        return found;
    }
}
