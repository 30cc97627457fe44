package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random batches on a tree and on a list side by side, beside single updates: they always agree. */
@ExtendWith(Seed.class)
@Tag("proof")
class IntervalTreeBatchOracleTest {
    private static final int STEPS = Effort.of(600);

    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final NaiveIntervals naive = new NaiveIntervals();

    @ParameterizedTest
    @EnumSource
    void batchesOfFewAreAsInAList(RangeShape shape, SplittableRandom random) {
        run(shape, 100, random);
    }

    @ParameterizedTest
    @EnumSource
    void batchesOfManyAreAsInAList(RangeShape shape, SplittableRandom random) {
        run(shape, 3000, random);
    }

    private void run(RangeShape shape, int most, SplittableRandom random) {
        for (int i = 0; i < STEPS; i++) {
            int come = someOf(most - naive.size(), random);
            int gone = someOf(naive.size(), random);
            switch (random.nextInt(5)) {
                case 0 -> replace(List.of(), intervals(shape, come, random));
                case 1 -> replace(naive.removeSome(gone, random), List.of());
                case 2 -> replace(naive.removeSome(gone, random), intervals(shape, gone, random));
                case 3 -> replace(naive.removeSome(gone, random), intervals(shape, come, random));
                default -> {
                    Interval single = intervals(shape, 1, random).get(0);
                    tree.insert(single);
                    naive.insert(single);
                    assertThat(tree.remove(naive.removeAny(random))).isTrue();
                }
            }
            compare(shape, random);
        }
        replace(naive.removeSome(naive.size(), random), List.of());
        compare(shape, random);
    }

    /** Of any order of magnitude. */
    private static int someOf(int most, SplittableRandom random) {
        return most <= 0 ? 0 : random.nextInt(most + 1) >>> random.nextInt(10);
    }

    private static List<Interval> intervals(RangeShape shape, int count, SplittableRandom random) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int mask = random.nextInt() & 0x80000007;
            intervals.add(shape.next(random, mask == 0 ? Interval.EVERY_MASK : mask));
        }
        return intervals;
    }

    private void replace(List<Interval> gone, List<Interval> come) {
        assertThat(tree.replaceAll(gone, come)).isEqualTo(gone.size());
        naive.insertAll(come);
    }

    private void compare(RangeShape shape, SplittableRandom random) {
        IntervalSnapshot<Interval> snapshot = tree.snapshot();
        snapshot.check();
        assertThat(Queries.all(snapshot)).isEqualTo(naive.all());
        assertThat(snapshot.size()).isEqualTo(naive.size());
        Interval range = shape.next(random);
        int mask = random.nextInt() & 0x80000007;
        assertThat(Queries.overlapping(snapshot, range.start(), range.end(), mask))
                .isEqualTo(naive.overlapping(range.start(), range.end(), mask));
    }
}
