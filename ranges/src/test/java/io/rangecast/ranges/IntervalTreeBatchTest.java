package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.BatchOrder;
import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many intervals in one step: as if they had come and gone one by one. */
@ExtendWith(Seed.class)
class IntervalTreeBatchTest {
    private static final int LEAF = Leaf.maxSize(false);
    private static final int LOADED_LEAF = LEAF * 7 / 8;
    private static final int BRANCH = Branch.MAX_CHILDREN;
    private static final int LOADED_BRANCH = BRANCH * 7 / 8;

    /** Around the sizes at which a tree gets a leaf, a branch, or a level more. */
    private static int[] seams() {
        return IntStream.of(
                        1,
                        LOADED_LEAF,
                        LEAF,
                        Leaf.MAX_ALONE,
                        2 * LOADED_LEAF,
                        2 * LEAF,
                        LOADED_LEAF * LOADED_BRANCH,
                        LEAF * LOADED_BRANCH,
                        LEAF * BRANCH,
                        LOADED_LEAF * LOADED_BRANCH * LOADED_BRANCH)
                .flatMap(size -> IntStream.rangeClosed(size - 1, size + 1))
                .toArray();
    }

    @ParameterizedTest
    @EnumSource
    void aTreeIsMadeOfAnyNumberInAnyOrder(BatchOrder order, SplittableRandom random) {
        for (int size : seams()) {
            NaiveIntervals naive = new NaiveIntervals();
            naive.insertAll(order.intervals(size, random));

            IntervalTree<Interval> tree = new IntervalTree<>(naive.inInsertionOrder());

            assertHolds(tree, naive);
            for (int i = 0; i < 3; i++) { // the order of insertion goes on
                Interval next = order.intervals(1, random).get(0);
                tree.insert(next);
                naive.insert(next);
            }
            assertHolds(tree, naive);
            for (Interval interval : naive.removeSome(Math.min(naive.size(), 500), random)) {
                assertThat(tree.remove(interval)).isTrue();
            }
            assertHolds(tree, naive);
            naive.removeSome(naive.size(), random).forEach(tree::remove);
            assertHolds(tree, naive);
        }
    }

    /** Of 800, a batch of 100 changes one after the other, one of 101 builds the tree anew. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50, 99, 100, 101, 102, 400, 800, 3000})
    void aBatchOfAnySizeIsAsInAList(int batch, SplittableRandom random) {
        for (BatchOrder order : BatchOrder.values()) {
            NaiveIntervals naive = new NaiveIntervals();
            naive.insertAll(order.intervals(800, random));
            IntervalTree<Interval> tree = new IntervalTree<>(naive.inInsertionOrder());
            IntervalSnapshot<Interval> held = tree.snapshot();
            List<Interval> before = naive.all();

            List<Interval> inserted = order.intervals(batch, random);
            tree.insertAll(inserted);
            naive.insertAll(inserted);
            assertHolds(tree, naive);

            List<Interval> removed = naive.removeSome(batch, random);
            assertThat(tree.removeAll(removed)).isEqualTo(batch);
            assertHolds(tree, naive);

            List<Interval> gone = naive.removeSome(Math.min(batch, 800) / 2, random);
            List<Interval> come = order.intervals(batch - batch / 2, random);
            assertThat(tree.replaceAll(gone, come)).isEqualTo(gone.size());
            naive.insertAll(come);
            assertHolds(tree, naive);

            assertThat(tree.removeAll(naive.inInsertionOrder())).isEqualTo(naive.size());
            assertHolds(tree, new NaiveIntervals());
            held.check();
            assertThat(Queries.all(held)).isEqualTo(before);
        }
    }

    /** Beside few others a batch builds the tree anew, beside many it changes one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {5, 500})
    void whatIsNotThereIsNotCounted(int others, SplittableRandom random) {
        List<Interval> content = BatchOrder.SHUFFLED.intervals(others, random);
        IntervalTree<Interval> tree = new IntervalTree<>(content);
        Interval twin = new Interval(content.get(0).start(), content.get(0).end());
        Interval stranger = new Interval(content.get(1).start(), content.get(1).end());
        new IntervalTree<>(List.of(stranger));
        IntervalSnapshot<Interval> before = tree.snapshot();

        assertThat(tree.removeAll(List.of(twin, stranger))).isZero();
        assertThat(tree.replaceAll(List.of(), List.of())).isZero();
        assertThat(tree.removeAll(List.of())).isZero();
        tree.insertAll(List.of());
        assertThat(tree.snapshot()).isSameAs(before);

        Interval first = content.get(0);
        assertThat(tree.removeAll(List.of(first, twin, first, stranger, first))).isEqualTo(1);
        assertThat(tree.removeAll(List.of(first, first))).isZero();
        assertThat(tree.replaceAll(List.of(twin, first), List.of(twin))).isZero(); // it comes after what goes
        assertThat(Queries.all(tree.snapshot())).hasSize(others).contains(twin).doesNotContain(first, stranger);
        tree.snapshot().check();
    }

    @Test
    void anEmptyBatchLeavesAnEmptyTreeAsItIs() {
        IntervalTree<Interval> tree = new IntervalTree<>(List.of());
        IntervalSnapshot<Interval> before = tree.snapshot();

        assertThat(tree.removeAll(List.of(new Interval(0, 1)))).isZero();
        tree.insertAll(List.of());

        assertThat(tree.snapshot()).isSameAs(before);
        assertThat(before.isEmpty()).isTrue();
    }

    @Test
    void theListOfTheCallerIsReadOnce() {
        List<Interval> list = new ArrayList<>(List.of(new Interval(0, 1), new Interval(1, 2)));
        IntervalTree<Interval> tree = new IntervalTree<>(list);
        Interval first = list.remove(0);

        assertThat(tree.removeAll(list)).isEqualTo(1);

        assertThat(Queries.all(tree.snapshot())).containsExactly(first);
    }

    private static void assertHolds(IntervalTree<Interval> tree, NaiveIntervals naive) {
        IntervalSnapshot<Interval> snapshot = tree.snapshot();
        snapshot.check();
        assertThat(Queries.all(snapshot)).isEqualTo(naive.all());
        assertThat(snapshot.size()).isEqualTo(naive.size());
        assertThat(snapshot.isEmpty()).isEqualTo(naive.size() == 0);
    }
}
