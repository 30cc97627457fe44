package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.fixture.BatchOrder;
import io.rangecast.ranges.fixture.Seed;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that fails changes nothing, and what was good in it can be inserted later. */
@ExtendWith(Seed.class)
class IntervalTreeBatchFaultTest {
    private static final int SIZE = 100;

    private final List<Interval> content = new ArrayList<>();
    private final List<Interval> batch = new ArrayList<>();
    private IntervalTree<Interval> tree;
    private IntervalSnapshot<Interval> before;

    @BeforeEach
    void fill(SplittableRandom random) {
        content.addAll(BatchOrder.ASCENDING.intervals(SIZE, random));
        batch.addAll(BatchOrder.SHUFFLED.intervals(SIZE, random));
        tree = new IntervalTree<>(content);
        before = tree.snapshot();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE / 2, SIZE})
    void oneThatWasInsertedBeforeFailsAll(int at) {
        Interval bad = content.get(SIZE / 2);
        assertRejected(with(bad, at), bad);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE / 2, SIZE})
    void oneOfAnotherTreeFailsAll(int at) {
        Interval bad = new Interval(0x1000, 0x2000);
        IntervalTree<Interval> other = new IntervalTree<>(List.of(bad));
        assertRejected(with(bad, at), bad);
        assertThat(Queries.all(other.snapshot())).containsExactly(bad);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE / 2, SIZE})
    void oneThatWasTakenOutFailsAll(int at) {
        Interval bad = content.get(7);
        tree.remove(bad);
        before = tree.snapshot();
        assertRejected(with(bad, at), bad);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SIZE / 2, SIZE})
    void oneThatIsThereTwiceFailsAll(int at) {
        assertRejected(with(batch.get(0), at), batch.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE / 2, SIZE})
    void nullFailsAll(int at) {
        assertThatNullPointerException().isThrownBy(() -> tree.insertAll(with(null, at)));
        assertThatNullPointerException().isThrownBy(() -> tree.removeAll(with(null, at)));
        assertThatNullPointerException().isThrownBy(() -> tree.replaceAll(content, with(null, at)));
        assertThatNullPointerException().isThrownBy(() -> new IntervalTree<>(with(null, at)));
        assertNothingChanged();
    }

    @Test
    void aCollectionThatThrowsFailsAll() {
        IllegalStateException thrown = new IllegalStateException("by the collection");
        List<Interval> throwing = new AbstractList<>() {
            @Override
            public Interval get(int i) {
                if (i == SIZE / 2) {
                    throw thrown;
                }
                return batch.get(i);
            }

            @Override
            public int size() {
                return SIZE;
            }
        };

        assertThatThrownBy(() -> tree.insertAll(throwing)).isSameAs(thrown);
        assertThatThrownBy(() -> tree.replaceAll(content, throwing)).isSameAs(thrown);
        assertNothingChanged();
    }

    @Test
    void whatIsTakenOutCannotBePutInByTheSameStep() {
        assertRejected(Collections.singletonList(content.get(0)), content.get(0));
    }

    private List<Interval> with(Interval bad, int at) {
        List<Interval> faulty = new ArrayList<>(batch);
        faulty.add(at, bad);
        return faulty;
    }

    private void assertRejected(List<Interval> faulty, Interval bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.insertAll(faulty))
                .withMessageContaining(bad.toString());
        assertThatIllegalArgumentException().isThrownBy(() -> tree.replaceAll(content, faulty));
        assertThatIllegalArgumentException().isThrownBy(() -> new IntervalTree<>(faulty));
        assertNothingChanged();
    }

    /** Not even for the objects of the batch. */
    private void assertNothingChanged() {
        assertThat(tree.snapshot()).isSameAs(before);
        assertThat(tree.removeAll(batch)).isZero();
        for (Interval interval : batch) {
            tree.insert(interval);
        }
        tree.snapshot().check();
        assertThat(tree.snapshot().size()).isEqualTo(before.size() + SIZE);
        assertThat(tree.removeAll(batch)).isEqualTo(SIZE);
        assertThat(Queries.all(tree.snapshot())).isEqualTo(Queries.all(before));
    }
}
