package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lincheck")
class IntervalTreeLinearizabilityTest {
    @Test
    void everyUpdateAndEveryQueryOfATreeIsOneStep() {
        Linearizability.modelChecking(CopyOnWriteIntervals.class).check(Tree.class);
    }

    @Test
    void soItIsWhereLeavesAreReplacedInPlace() {
        Linearizability.modelCheckingInSnapshots(CopyOnWriteIntervals.class).check(GrownTree.class);
    }

    @Test
    @Tag("long")
    void soItIsInPlaceAtFullSpeed() {
        Linearizability.stress(CopyOnWriteIntervals.class).check(GrownTree.class);
    }

    @Test
    @Tag("long")
    void itIsOneStepAtFullSpeedToo() {
        Linearizability.stress(CopyOnWriteIntervals.class).check(Tree.class);
    }

    @Test
    void anIndexThatReplacesItsRootWithoutComparingIsCaught() {
        Linearizability.assertCatches(
                Linearizability.modelChecking(CopyOnWriteIntervals.class), CopyOnWriteIntervals.class);
    }

    public static class Tree extends IntervalOperations<IntervalSnapshot<Interval>> {
        private final IntervalTree<Interval> tree;

        public Tree() {
            this(List.of());
        }

        /** A tree that holds others besides, none of which is seen. */
        Tree(List<Interval> others) {
            tree = new IntervalTree<>(others);
        }

        @Override
        void add(Handle handle) {
            tree.insert(handle);
        }

        @Override
        boolean take(Handle handle) {
            return tree.remove(handle);
        }

        @Override
        int exchange(List<Handle> taken, List<Handle> added) {
            return tree.replaceAll(taken, added);
        }

        @Override
        void takeAll() {
            tree.clear();
        }

        @Override
        IntervalSnapshot<Interval> snapshot() {
            return tree.snapshot();
        }

        @Override
        int size(IntervalSnapshot<Interval> snapshot) {
            return snapshot.size();
        }

        @Override
        void forEachOverlap(IntervalSnapshot<Interval> snapshot, long start, long end, Predicate<Handle> visitor) {
            snapshot.forEachOverlap(
                    start,
                    end,
                    Interval.EVERY_MASK,
                    interval -> !(interval instanceof Handle handle) || visitor.test(handle));
        }

        @Override
        Handle firstOverlap(IntervalSnapshot<Interval> snapshot, long start, long end) {
            return (Handle) snapshot.firstOverlap(start, end, Interval.EVERY_MASK);
        }
    }

    /**
     * A tree of two leaves that holds others besides, none of which is seen. Of the handles, those at 0 go into the first
     * leaf, and those at 1 into the second, until all are taken out.
     */
    public static final class GrownTree extends Tree {
        public GrownTree() {
            super(others());
        }

        private static List<Interval> others() {
            List<Interval> others = new ArrayList<>();
            for (int i = 0; i < Leaf.maxSize(false) * 3 / 4; i++) {
                others.add(new Interval(0, 1));
                others.add(new Interval(1, 2));
            }
            others.add(new Interval(0, 3)); // ends no earlier than a handle
            others.add(new Interval(1, 4));
            return others;
        }

        @Override
        int size(IntervalSnapshot<Interval> snapshot) {
            int[] size = new int[1];
            forEachOverlap(snapshot, 0, Interval.MAX_END, handle -> ++size[0] > 0);
            return size[0];
        }

        @Override
        Handle firstOverlap(IntervalSnapshot<Interval> snapshot, long start, long end) {
            Handle[] first = new Handle[1];
            forEachOverlap(snapshot, start, end, handle -> {
                first[0] = handle;
                return false;
            });
            return first[0];
        }
    }
}
