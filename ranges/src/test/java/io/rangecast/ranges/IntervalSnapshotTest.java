package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntervalSnapshotTest {
    private final Interval low = new Interval(0x1000, 0x2000);
    private final Interval middle = new Interval(0x2000, 0x3000);
    private final Interval high = new Interval(0x3000, 0x4000);
    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private IntervalSnapshot<Interval> three;

    @BeforeEach
    void takeSnapshotOfThree() {
        List.of(high, low, middle).forEach(tree::insert);
        three = tree.snapshot();
    }

    @Test
    void aVisitorThatAnswersFalseIsNotCalledAgain() {
        List<Interval> visited = new ArrayList<>();

        boolean wentOn = three.forEach(interval -> {
            visited.add(interval);
            return interval != middle;
        });

        assertThat(wentOn).isFalse();
        assertThat(visited).containsExactly(low, middle);
    }

    @Test
    void aVisitorStopsAWalkThroughManyNodes() {
        for (int i = 0; i < 10_000; i++) {
            tree.insert(new Interval(0x1_0000 + i, 0x2_0000));
        }
        List<Interval> visited = new ArrayList<>();

        boolean wentOn = tree.snapshot().forEachOverlap(0x1_ffff, 0x2_0000, Interval.EVERY_MASK, interval -> {
            visited.add(interval);
            return visited.size() < 5000;
        });

        assertThat(wentOn).isFalse();
        assertThat(visited).hasSize(5000);
    }

    @Test
    void aQueryThatIsNotStoppedAnswersTrue() {
        assertThat(three.forEachOverlap(0x1000, 0x3000, Interval.EVERY_MASK, interval -> true))
                .isTrue();
        assertThat(three.forEachOverlap(0x4000, 0x5000, Interval.EVERY_MASK, interval -> false))
                .isTrue();
        assertThat(new IntervalTree<>().snapshot().forEach(interval -> false)).isTrue();
    }

    @Test
    void whatAVisitorThrowsIsPassedOn() {
        IllegalStateException thrown = new IllegalStateException("by the visitor");

        assertThatThrownBy(() -> three.forEach(interval -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void badRangesAreNoQueries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> three.forEachOverlap(0x1800, 0x1800, Interval.EVERY_MASK, interval -> true))
                .withMessage("empty range [0x1800,0x1800)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> three.firstOverlap(-1, 0x1800, Interval.EVERY_MASK))
                .withMessage("reversed range [0xffffffffffffffff,0x1800)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntervalTree<>().snapshot().firstOverlap(2, 1, Interval.EVERY_MASK))
                .withMessage("reversed range [0x2,0x1)");
    }

    @Test
    void aSnapshotKeepsWhatTheTreeHeldThen() {
        tree.remove(low);
        IntervalSnapshot<Interval> two = tree.snapshot();
        tree.clear();

        assertThat(Queries.all(three)).containsExactly(low, middle, high);
        assertThat(Queries.all(two)).containsExactly(middle, high);
        assertThat(tree.snapshot().size()).isZero();
    }
}
