package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link IntervalTree#snapshot}; docs/memory-model.md, 7): a snapshot is of one moment, whatever leaves are
 * replaced in place.
 *
 * <p>The mover puts an interval into the first leaf, and then takes one out of the second, so one of the two is there at
 * any moment. A reader that asks for the first, and then for the second, finds neither only if it looks at two moments.
 * A snapshot that is taken while the path is copied is made in two attempts.
 */
public class SnapshotOfTwoLeaves {
    final IntervalTree<Interval> tree = TwoLeaves.tree();
    final Interval low = TwoLeaves.low();
    final Interval high = TwoLeaves.high();

    public SnapshotOfTwoLeaves() {
        tree.insert(high);
    }

    final void move() {
        tree.insert(low);
        tree.remove(high);
    }

    private static boolean holds(IntervalSnapshot<Interval> seen, Interval interval) {
        return seen.anyOverlap(interval.start(), interval.end(), Interval.EVERY_MASK);
    }

    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "before")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "between")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "after")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "neither: two moments in one snapshot")
    @State
    public static class BesideCopies extends SnapshotOfTwoLeaves {
        @Actor
        public void mover() {
            tree.insert(TwoLeaves.copying());
            move();
        }

        @Actor
        public void reader(ZZ_Result r) {
            IntervalSnapshot<Interval> seen = tree.snapshot();
            r.r1 = holds(seen, low);
            r.r2 = holds(seen, high);
        }
    }

    /** What a query of the tree itself does not promise. That this is seen shows that the test above could see it. */
    @JCStressTest
    @Outcome(
            id = {"false, true", "true, true", "true, false"},
            expect = ACCEPTABLE,
            desc = "as of one moment")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "each leaf at a moment of its own")
    @State
    public static class WithoutSnapshot extends SnapshotOfTwoLeaves {
        @Actor
        public void mover() {
            move();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r1 = TwoLeaves.isFound(tree, low);
            r.r2 = TwoLeaves.isFound(tree, high);
        }
    }
}
