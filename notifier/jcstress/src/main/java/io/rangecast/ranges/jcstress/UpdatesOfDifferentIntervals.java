package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * <b>Rule</b> ({@link IntervalTree}; docs/memory-model.md, 7): no update is lost. It replaces the root by compare-and-set;
 * one that loses the race is made again on the root of the one that won.
 *
 * <p>Without the comparison, the later of two updates would write a root that was made before the earlier one.
 */
public final class UpdatesOfDifferentIntervals {
    private static final int ONE = 1;
    private static final int OTHER = 2;

    private UpdatesOfDifferentIntervals() {}

    @JCStressTest
    @Outcome(id = "3, 2", expect = ACCEPTABLE, desc = "both are in")
    @Outcome(expect = FORBIDDEN, desc = "an insertion is lost")
    @State
    public static class TwoInserts {
        private final IntervalTree<Interval> tree = new IntervalTree<>();

        @Actor
        public void one() {
            tree.insert(new Interval(2, 5, ONE));
        }

        @Actor
        public void other() {
            tree.insert(new Interval(2, 5, OTHER));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = masks(tree);
            r.r2 = tree.snapshot().size();
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "one is out, the other is in")
    @Outcome(id = "3, .*", expect = FORBIDDEN, desc = "the removal is lost")
    @Outcome(id = "0, .*", expect = FORBIDDEN, desc = "the insertion is lost")
    @Outcome(expect = FORBIDDEN, desc = "no mix of the two updates leaves this")
    @State
    public static class InsertAndRemove {
        private final IntervalTree<Interval> tree = new IntervalTree<>();
        private final Interval first = new Interval(2, 5, ONE);

        public InsertAndRemove() {
            tree.insert(first);
        }

        @Actor
        public void remover() {
            tree.remove(first);
        }

        @Actor
        public void inserter() {
            tree.insert(new Interval(2, 5, OTHER));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = masks(tree);
            r.r2 = tree.snapshot().size();
        }
    }

    private static int masks(IntervalTree<Interval> tree) {
        int[] masks = new int[1];
        tree.snapshot().forEach(interval -> {
            masks[0] |= interval.mask();
            return true;
        });
        return masks[0];
    }
}
