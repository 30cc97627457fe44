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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> (docs/memory-model.md, 7): no update of a leaf is lost, be it replaced in place by both, or by one while the
 * other copies the branch.
 */
public final class UpdatesOfOneLeaf {
    private UpdatesOfOneLeaf() {}

    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one is in, the other is out")
    @Outcome(expect = FORBIDDEN, desc = "an update is lost")
    @State
    public static class InsertAndRemove {
        private final IntervalTree<Interval> tree = TwoLeaves.tree();
        private final Interval in = TwoLeaves.low();
        private final Interval out = new Interval(in.start() + 0x10, in.end() + 0x10, in.mask());

        public InsertAndRemove() {
            tree.insert(out);
        }

        @Actor
        public void inserter() {
            tree.insert(in);
        }

        @Actor
        public void remover() {
            tree.remove(out);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = TwoLeaves.holds(tree, in);
            r.r2 = TwoLeaves.holds(tree, out);
        }
    }

    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are in")
    @Outcome(expect = FORBIDDEN, desc = "an insertion is lost")
    @State
    public static class InPlaceBesideCopy {
        private final IntervalTree<Interval> tree = TwoLeaves.tree();
        private final Interval inPlace = TwoLeaves.low();
        private final Interval copying = TwoLeaves.copying();

        @Actor
        public void inserter() {
            tree.insert(inPlace);
        }

        @Actor
        public void copier() {
            tree.insert(copying);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = TwoLeaves.holds(tree, inPlace);
            r.r2 = TwoLeaves.holds(tree, copying);
        }
    }
}
