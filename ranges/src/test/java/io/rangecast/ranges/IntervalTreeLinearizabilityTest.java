package io.rangecast.ranges;

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
    void itIsOneStepAtFullSpeedToo() {
        Linearizability.stress(CopyOnWriteIntervals.class).check(Tree.class);
    }

    @Test
    void anIndexThatReplacesItsRootWithoutComparingIsCaught() {
        Linearizability.assertCatches(
                Linearizability.modelChecking(CopyOnWriteIntervals.class), CopyOnWriteIntervals.class);
    }

    public static final class Tree extends IntervalOperations<IntervalSnapshot<IntervalOperations.Handle>> {
        private final IntervalTree<Handle> tree = new IntervalTree<>();

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
        IntervalSnapshot<Handle> snapshot() {
            return tree.snapshot();
        }

        @Override
        int size(IntervalSnapshot<Handle> snapshot) {
            return snapshot.size();
        }

        @Override
        void forEachOverlap(IntervalSnapshot<Handle> snapshot, long start, long end, Predicate<Handle> visitor) {
            snapshot.forEachOverlap(start, end, Interval.EVERY_MASK, visitor);
        }

        @Override
        Handle firstOverlap(IntervalSnapshot<Handle> snapshot, long start, long end) {
            return snapshot.firstOverlap(start, end, Interval.EVERY_MASK);
        }
    }
}
