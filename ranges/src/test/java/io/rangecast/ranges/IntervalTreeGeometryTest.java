package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of section B of the conformance list, as far as they are the tree's. */
@ExtendWith(Seed.class)
class IntervalTreeGeometryTest {
    private final IntervalTree<Interval> tree = new IntervalTree<>();

    @Test
    @DisplayName("whatever the order of insertion, a query visits in ascending start")
    void b7VisitsInAscendingStart() {
        Interval third = insert(0x3000, 0x4000);
        Interval first = insert(0x1000, 0x2000);
        Interval second = insert(0x2000, 0x3000);

        assertThat(Queries.overlapping(tree, 0x1000, 0x4000)).containsExactly(first, second, third);
    }

    @Test
    @DisplayName("a query visits each of several intervals with equal start or equal range")
    void b8VisitsEachOfSeveralEqualIntervals() {
        Interval one = insert(0x1000, 0x2000);
        Interval longer = insert(0x1000, 0x3000);
        Interval same = insert(0x1000, 0x2000);

        assertThat(Queries.overlapping(tree, 0x1800, 0x1801)).containsExactly(one, same, longer);
    }

    @Test
    @DisplayName("a thousand equal intervals lie between their neighbours")
    void b7b8ManyEqualIntervalsLieBetweenTheirNeighbours(SplittableRandom random) {
        List<Interval> intervals = new ArrayList<>();
        intervals.add(new Interval(0x1000, 0x5000));
        for (int i = 0; i < 1000; i++) {
            intervals.add(new Interval(0x2000, 0x3000));
        }
        intervals.add(new Interval(0x2fff, 0x3000));
        List<Interval> shuffled = new ArrayList<>(intervals);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        shuffled.forEach(tree::insert);

        List<Interval> found = Queries.overlapping(tree, 0x2fff, 0x3000);

        assertThat(found).containsExactlyInAnyOrderElementsOf(intervals).startsWith(intervals.get(0));
        assertThat(found.get(found.size() - 1)).isSameAs(intervals.get(intervals.size() - 1));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("100 random intervals, 100 random queries, 1000 rounds: what a scan of all finds")
    void b10FindsWhatAScanOfAllFinds(RangeShape shape, SplittableRandom random) {
        int rounds = 1000 / RangeShape.values().length + 1;
        for (int round = 0; round < rounds; round++) {
            IntervalTree<Interval> fresh = new IntervalTree<>();
            NaiveIntervals naive = new NaiveIntervals();
            for (int i = 0; i < 100; i++) {
                Interval interval = shape.next(random);
                fresh.insert(interval);
                naive.insert(interval);
            }
            for (int i = 0; i < 100; i++) {
                Interval range = shape.next(random);
                assertThat(Queries.overlapping(fresh, range.start(), range.end()))
                        .isEqualTo(naive.overlapping(range.start(), range.end(), Interval.EVERY_MASK));
            }
        }
    }

    @Test
    @DisplayName("queries outside the span of all intervals, or by a mask that none shares, find nobody")
    void b12QueriesOutsideTheSpanFindNobody() {
        insert(0x1000, 0x9000, 0b001);
        for (long page = 0x2000; page < 0x8000; page += 0x10) {
            insert(page, page + 0x10, 0b010);
        }

        assertFindsNobody(0, 0x1000);
        assertFindsNobody(0xfff, 0x1000);
        assertFindsNobody(0x9000, 0x9001);
        assertFindsNobody(0x9000, Interval.MAX_END);
        assertThat(Queries.overlapping(tree.snapshot(), 0, Interval.MAX_END, 0b100))
                .isEmpty();
        assertThat(Queries.overlapping(tree.snapshot(), 0, Interval.MAX_END, 0)).isEmpty();
        assertThat(Queries.overlapping(tree.snapshot(), 0, Interval.MAX_END, 0b101))
                .hasSize(1);
    }

    @Test
    @DisplayName("after the removal of the greatest end, queries past the new one find nobody, queries at it find it")
    void b13TheGreatestEndShrinksWithARemoval() {
        Interval wide = insert(0x1000, 0x100_0000);
        Interval last = null;
        for (long page = 0x2000; page < 0x10_0000; page += 0x1000) {
            last = insert(page, page + 0x1000);
        }

        assertThat(tree.remove(wide)).isTrue();

        assertFindsNobody(last.end(), last.end() + 1);
        assertFindsNobody(0xff_ffff, 0x100_0000);
        assertThat(Queries.overlapping(tree, last.end() - 1, last.end())).containsExactly(last);
        tree.snapshot().check();
    }

    @Test
    @DisplayName("the greatest end is found though it belongs to the first of many intervals")
    void b13TheGreatestEndMayBelongToTheFirst() {
        Interval wide = insert(0x1000, Interval.MAX_END);
        for (long page = 0x2000; page < 0x40_0000; page += 0x1000) {
            insert(page, page + 0x1000);
        }

        assertThat(Queries.overlapping(tree, -2, Interval.MAX_END)).containsExactly(wide);
    }

    @Test
    @DisplayName("the highest and the widest range are accepted and found by ranges that touch them")
    void b14TheHighestAndTheWidestRangeAreFound() {
        Interval highest = insert(Interval.MAX_END - 1, Interval.MAX_END);
        Interval widest = insert(0, Interval.MAX_END);

        assertThat(Queries.overlapping(tree, -2, Interval.MAX_END)).containsExactly(widest, highest);
        assertThat(Queries.overlapping(tree, -3, -2)).containsExactly(widest);
        assertThat(Queries.overlapping(tree, 0, 1)).containsExactly(widest);
        assertThat(Queries.overlapping(tree, 0, Interval.MAX_END)).containsExactly(widest, highest);
        assertThat(tree.snapshot().firstOverlap(-2, Interval.MAX_END, Interval.EVERY_MASK))
                .isSameAs(widest);
    }

    private void assertFindsNobody(long start, long end) {
        assertThat(Queries.overlapping(tree, start, end)).isEmpty();
        assertThat(tree.snapshot().firstOverlap(start, end, Interval.EVERY_MASK))
                .isNull();
    }

    private Interval insert(long start, long end) {
        return insert(start, end, Interval.EVERY_MASK);
    }

    private Interval insert(long start, long end, int mask) {
        Interval interval = new Interval(start, end, mask);
        tree.insert(interval);
        return interval;
    }
}
