package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries by mask, in trees where no mask, few masks or all masks differ. */
@ExtendWith(Seed.class)
class IntervalMaskTest {
    private static final int[] ASKED = {0, 1, 2, 3, 4, 8, Integer.MIN_VALUE, Interval.EVERY_MASK};

    /** Enough for three levels. */
    private static final int SIZE = 5000;

    private final NaiveIntervals naive = new NaiveIntervals();
    private final IntervalTree<Interval> tree = new IntervalTree<>();

    private interface Mask {
        int of(int position);
    }

    @Test
    void allMasksMayBeOneAndTheSame(SplittableRandom random) {
        fill(i -> 0b11, random);
        assertThat(tree.snapshot().root.isUniform()).isTrue();
        compareAndShrink(random);
    }

    @Test
    void masksMayDifferInOnePlaceAlone(SplittableRandom random) {
        fill(i -> i == SIZE / 2 ? 0b100 : 0b11, random);
        assertThat(tree.snapshot().root.isUniform()).isFalse();
        compareAndShrink(random);
    }

    @Test
    void masksMayDifferInSomeSubtrees(SplittableRandom random) {
        fill(i -> i < SIZE / 3 ? 1 : i < SIZE / 2 ? 1 << (i & 1) : Integer.MIN_VALUE, random);
        compareAndShrink(random);
    }

    @Test
    void masksMayShareABitAllOver(SplittableRandom random) {
        fill(i -> 0b10 | i & 0b101, random);
        assertThat(tree.snapshot().root.common).isEqualTo(0b10);
        compareAndShrink(random);
    }

    @Test
    void everyMaskMayBeRandom(SplittableRandom random) {
        fill(i -> 1 << random.nextInt(32) | 1 << random.nextInt(4), random);
        compareAndShrink(random);
    }

    @Test
    void theUnionOfMasksShrinksWithARemovalSoThatQueriesEndAtTheRoot(SplittableRandom random) {
        fill(i -> 0b1, random);
        List<Interval> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(new Interval(0x10L * i, 0x10L * i + 1, 0b10));
        }
        others.forEach(tree::insert);
        assertThat(tree.snapshot().root.union).isEqualTo(0b11);
        assertThat(tree.snapshot().root.common).isZero();

        others.forEach(tree::remove);

        assertThat(tree.snapshot().root.union).isEqualTo(0b1);
        assertThat(tree.snapshot().root.common).isEqualTo(0b1);
        assertThat(tree.snapshot().root.meets(Long.MIN_VALUE, Long.MAX_VALUE, 0b10))
                .isFalse();
        Object[] items = tree.snapshot().root.items;
        assertThat(items[items.length - 1])
                .as("masks, which all children share again")
                .isNull();
        compare(random);
    }

    /** All begin below the query; only the first of the first leaf is long enough, and it has another mask. */
    @ParameterizedTest
    @ValueSource(ints = {2, 100, SIZE})
    void aQueryTurnsBackWhereTheMaskAndTheRangeAreOfDifferentIntervals(int size, SplittableRandom random) {
        Interval wide = insert(0, 0x100_0000, 0b01);
        for (int i = 0; i < size; i++) {
            insert(0x10 * i, 0x10 * i + 0x10, 0b10);
        }
        assertThat(tree.snapshot().firstOverlap(0x10_0000, 0x10_0001, 0b10)).isNull();
        assertThat(tree.snapshot().anyOverlap(0x10_0000, 0x10_0001, 0b10)).isFalse();

        Interval answer = insert(0x10_0000, 0x10_0001, 0b10);

        assertThat(tree.snapshot().firstOverlap(0x10_0000, 0x10_0001, 0b10)).isSameAs(answer);
        assertThat(tree.snapshot().anyOverlap(0x10_0000, 0x10_0001, 0b10)).isTrue();
        assertThat(tree.snapshot().countOverlaps(0x10_0000, 0x10_0001, 0b10)).isEqualTo(1);
        assertThat(tree.snapshot().firstOverlap(0x10_0000, 0x10_0001, 0b11)).isSameAs(wide);
        assertThat(tree.snapshot().countOverlaps(0x10_0000, 0x10_0001, 0b11)).isEqualTo(2);
        compare(random);
    }

    @Test
    void aVisitorStopsAQueryByMaskWhereverItIs(SplittableRandom random) {
        fill(i -> i < SIZE / 2 ? 1 << (i & 1) : 0b01, random);
        List<Interval> all = naive.overlapping(0, Interval.MAX_END, 0b01);
        for (int stop = 1; stop <= all.size(); stop += random.nextInt(1, 100)) {
            List<Interval> expected = all.subList(0, stop);
            List<Interval> visited = new ArrayList<>();

            boolean wentOn = tree.snapshot().forEachOverlap(0, Interval.MAX_END, 0b01, interval -> {
                visited.add(interval);
                return visited.size() < expected.size();
            });

            assertThat(wentOn).isFalse();
            assertThat(visited).isEqualTo(expected);
        }
    }

    @Test
    void leavesThatJoinShareOnlyTheBitsThatBothShare(SplittableRandom random) {
        for (int i = 0; i <= Leaf.MAX_ALONE; i++) {
            insert(0x10 * i, 0x10 * i + 0x10, i < Leaf.MAX_ALONE / 2 ? 0b01 : 0b10);
        }
        while (tree.snapshot().root.height > 0) {
            assertThat(tree.remove(naive.removeAny(random))).isTrue();
        }

        assertThat(tree.snapshot().root.common).isZero();
        assertThat(Queries.overlapping(tree.snapshot(), 0, Interval.MAX_END, 0b01))
                .isEqualTo(naive.overlapping(0, Interval.MAX_END, 0b01));
    }

    @Test
    void anEmptyTreeAnswersEveryMaskAndRejectsBadRanges() {
        IntervalSnapshot<Interval> empty = tree.snapshot();
        for (int mask : ASKED) {
            assertThat(empty.firstOverlap(0, Interval.MAX_END, mask)).isNull();
            assertThat(empty.anyOverlap(0, Interval.MAX_END, mask)).isFalse();
            assertThat(empty.countOverlaps(0, Interval.MAX_END, mask)).isZero();
            assertThat(empty.forEachOverlap(0, Interval.MAX_END, mask, interval -> false))
                    .isTrue();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> empty.anyOverlap(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> empty.countOverlaps(-1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> empty.forEachOverlap(2, 1, 1, interval -> true));
    }

    private void fill(Mask mask, SplittableRandom random) {
        for (int i = 0; i < SIZE; i++) {
            insert(0x10 * i, 0x10 * i + random.nextInt(1, 0x40), mask.of(i));
        }
    }

    private Interval insert(int start, int end, int mask) {
        Interval interval = new Interval(start, end, mask);
        tree.insert(interval);
        naive.insert(interval);
        return interval;
    }

    private void compareAndShrink(SplittableRandom random) {
        while (naive.size() > 0) {
            compare(random);
            naive.removeSome(naive.size() / 2 + 1, random).forEach(tree::remove);
        }
        compare(random);
    }

    private void compare(SplittableRandom random) {
        IntervalSnapshot<Interval> snapshot = tree.snapshot();
        snapshot.check();
        for (int i = 0; i < 20; i++) {
            long start = random.nextInt(0x10 * SIZE);
            long end = start + random.nextInt(1, 2 << random.nextInt(18));
            for (int mask : ASKED) {
                List<Interval> expected = naive.overlapping(start, end, mask);
                assertThat(Queries.overlapping(snapshot, start, end, mask)).isEqualTo(expected);
                assertThat(snapshot.countOverlaps(start, end, mask)).isEqualTo(expected.size());
                assertThat(snapshot.anyOverlap(start, end, mask)).isEqualTo(!expected.isEmpty());
                Interval first = snapshot.firstOverlap(start, end, mask);
                assertThat(first == null ? List.of() : List.of(first.start()))
                        .isEqualTo(
                                expected.stream().limit(1).map(Interval::start).toList());
                assertThat(first).isIn(expected.isEmpty() ? Collections.singletonList(null) : expected);
            }
        }
    }
}
