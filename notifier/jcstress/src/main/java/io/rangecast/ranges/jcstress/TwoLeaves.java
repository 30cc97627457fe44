package io.rangecast.ranges.jcstress;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.List;

/** Trees of two leaves that are replaced in place, and intervals that go into them so. */
final class TwoLeaves {
    /** Of all that fill the tree, one after the other. */
    private static final int[] MASKS = {1, 2, 4};

    private static final int FILLERS = 72;
    private static final long STEP = 0x10;

    /** That of an interval which does not fit in place, as none below has it. */
    private static final int NEW_MASK = 8;

    private TwoLeaves() {}

    static IntervalTree<Interval> tree() {
        List<Interval> fillers = new ArrayList<>(FILLERS);
        for (int i = 0; i < FILLERS; i++) {
            fillers.add(new Interval(STEP * i, STEP * i + 1, MASKS[i % MASKS.length]));
        }
        return new IntervalTree<>(fillers);
    }

    /** One for the first leaf; no filler touches it. */
    static Interval low() {
        return new Interval(2 * STEP + 8, 2 * STEP + 9, MASKS[0]);
    }

    /** One for the second. */
    static Interval high() {
        return new Interval((FILLERS - 2) * STEP + 8, (FILLERS - 2) * STEP + 9, MASKS[0]);
    }

    /** One for the first leaf, for which the path is copied. */
    static Interval copying() {
        return new Interval(3 * STEP + 8, 3 * STEP + 9, NEW_MASK);
    }

    static boolean holds(IntervalTree<Interval> tree, Interval interval) {
        return tree.snapshot().anyOverlap(interval.start(), interval.end(), Interval.EVERY_MASK);
    }

    /** Asks the tree itself. */
    static boolean isFound(IntervalTree<Interval> tree, Interval interval) {
        return !tree.forEachOverlap(interval.start(), interval.end(), Interval.EVERY_MASK, found -> false);
    }
}
