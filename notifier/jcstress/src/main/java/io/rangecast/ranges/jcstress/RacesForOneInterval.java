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
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * <b>Rule</b> ({@link Interval}, {@link IntervalTree#remove}; docs/memory-model.md, 7): of two threads one puts an interval
 * in, and one takes it out.
 *
 * <p>An insertion claims the interval by compare-and-set before it touches the tree; a removal succeeds with the
 * compare-and-set whose old root held the interval, and a second such root cannot be.
 */
public final class RacesForOneInterval {
    private RacesForOneInterval() {}

    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = ACCEPTABLE,
            desc = "one inserts it, the other is told that it was inserted")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "claimed twice")
    @Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "claimed by nobody")
    @Outcome(expect = FORBIDDEN, desc = "claimed once, but not in the tree once")
    @State
    public static class TwoInserts {
        private final IntervalTree<Interval> tree = new IntervalTree<>();
        private final Interval interval = new Interval(2, 5);

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = inserts();
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = inserts();
        }

        private boolean inserts() {
            try {
                tree.insert(interval);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Arbiter
        public void after(ZZI_Result r) {
            r.r3 = tree.snapshot().size();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = ACCEPTABLE,
            desc = "one takes it out, the other finds it gone")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "taken out twice")
    @Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "taken out by nobody")
    @Outcome(expect = FORBIDDEN, desc = "taken out once, but still there")
    @State
    public static class TwoRemoves {
        private final IntervalTree<Interval> tree = new IntervalTree<>();
        private final Interval interval = new Interval(2, 5);

        public TwoRemoves() {
            tree.insert(interval);
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = tree.remove(interval);
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = tree.remove(interval);
        }

        @Arbiter
        public void after(ZZI_Result r) {
            r.r3 = tree.snapshot().size();
        }
    }
}
