package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seed.class)
class IntervalTreeTest {
    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final Interval low = new Interval(0x1000, 0x2000);
    private final Interval middle = new Interval(0x2000, 0x3000);
    private final Interval high = new Interval(0x3000, 0x4000);

    @BeforeEach
    void insertThree() {
        tree.insert(middle);
        tree.insert(low);
        tree.insert(high);
    }

    @Test
    void anIntervalIsInsertedOnce() {
        IntervalSnapshot<Interval> before = tree.snapshot();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.insert(middle))
                .withMessageContaining("[0x2000,0x3000)");

        assertThat(tree.snapshot()).isSameAs(before);
        assertThat(Queries.all(before)).containsExactly(low, middle, high);
        assertThat(tree.remove(middle)).isTrue();
    }

    @Test
    void aRemovedIntervalIsNotInsertedAgain() {
        tree.remove(middle);

        assertThatIllegalArgumentException().isThrownBy(() -> tree.insert(middle));

        assertThat(Queries.all(tree.snapshot())).containsExactly(low, high);
    }

    @Test
    void anIntervalOfOneTreeIsNotInsertedIntoAnother() {
        IntervalTree<Interval> other = new IntervalTree<>();

        assertThatIllegalArgumentException().isThrownBy(() -> other.insert(middle));

        assertThat(other.snapshot().isEmpty()).isTrue();
    }

    @Test
    void onlyWhatIsInTheTreeIsRemoved() {
        IntervalTree<Interval> other = new IntervalTree<>();
        Interval stranger = new Interval(0x2000, 0x3000);
        other.insert(stranger);
        Interval neverInserted = new Interval(0x2000, 0x3000);
        IntervalSnapshot<Interval> before = tree.snapshot();

        assertThat(tree.remove(stranger)).isFalse();
        assertThat(tree.remove(neverInserted)).isFalse();
        assertThat(new IntervalTree<>().remove(stranger)).isFalse();

        assertThat(tree.snapshot()).isSameAs(before);
        assertThat(other.remove(stranger)).isTrue();
        assertThat(other.remove(stranger)).isFalse();
    }

    @Test
    void aClearedTreeIsUsedOn() {
        tree.clear();
        Interval next = new Interval(0x2000, 0x3000);
        tree.insert(next);

        assertThat(tree.remove(middle)).isFalse();
        assertThat(Queries.all(tree.snapshot())).containsExactly(next);
    }

    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyEqualIntervalsAreRemovedInAnyOrder(SplittableRandom random) {
        List<Interval> equal = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            Interval interval = new Interval(0x2000, 0x3000);
            tree.insert(interval);
            equal.add(interval);
        }
        Collections.shuffle(equal, new Random(random.nextLong()));

        int left = equal.size();
        for (Interval interval : equal) {
            assertThat(tree.remove(interval)).isTrue();
            if (--left % 50_000 == 0) {
                tree.snapshot().check();
                assertThat(tree.snapshot().size()).isEqualTo(left + 3);
            }
        }

        assertThat(Queries.all(tree.snapshot())).containsExactly(low, middle, high);
    }
}
