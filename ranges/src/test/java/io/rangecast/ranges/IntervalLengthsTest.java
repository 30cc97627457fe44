package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals much longer than the others: found far from their neighbours, in order, and gone without a trace. */
@ExtendWith(Seed.class)
class IntervalLengthsTest {
    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final NaiveIntervals naive = new NaiveIntervals();

    /** After each number of visits the visitor says stop, wherever the query is then. */
    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x30, 0x100, 0x1000})
    void startsAscendAndAStopIsObeyedAnywhere(int step) {
        for (int i = 0; i < 200; i++) {
            insert(0x40 * i, 0x20);
            insert(0x40 * i + 0x10, 0x40);
        }
        for (int i = 0; i < 0x3000 / step; i++) {
            insert(step * i, 0x10_0000 - 0x100 * i % 0x700);
        }
        long[][] ranges = {{0, 0x20_0000}, {0x800, 0x900}, {0, 0x10}, {0x3200, 0x3300}, {0x8000, 0x9000}, {0x10, 0x11}};
        for (long[] range : ranges) {
            List<Interval> all = new ArrayList<>();
            tree.snapshot().forEachOverlap(range[0], range[1], Interval.EVERY_MASK, all::add);
            assertThat(all).isSortedAccordingTo(Comparator.comparing(Interval::start));
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(naive.overlapping(range[0], range[1], Interval.EVERY_MASK));
            for (int stop = 1; stop <= all.size(); stop++) {
                assertStops(range, all.subList(0, stop));
            }
        }
    }

    private void assertStops(long[] range, List<Interval> expected) {
        List<Interval> visited = new ArrayList<>();
        boolean wentOn = tree.snapshot().forEachOverlap(range[0], range[1], Interval.EVERY_MASK, interval -> {
            visited.add(interval);
            return visited.size() < expected.size();
        });
        assertThat(wentOn).isFalse();
        assertThat(visited).isEqualTo(expected);
    }

    @Test
    void theFirstIsTheLongOneOnlyIfItBeginsFirst() {
        insertAll(mixed(1000));
        Interval before = insert(0x8000_0000L, 0x1000_0000L, 0b10);
        Interval inside = insert(0x8000_0010L, 1, 0b01);
        IntervalSnapshot<Interval> seen = tree.snapshot();

        assertThat(seen.firstOverlap(0x8000_0010L, 0x8000_0011L, 0b11)).isSameAs(before);
        assertThat(seen.firstOverlap(0x8000_0010L, 0x8000_0011L, 0b01)).isSameAs(inside);
        assertThat(seen.firstOverlap(0x8000_0011L, 0x8000_0012L, 0b01)).isNull();
        assertThat(seen.anyOverlap(0x8000_0011L, 0x8000_0012L, 0b10)).isTrue();
        assertThat(seen.anyOverlap(0x8000_0011L, 0x8000_0012L, 0b01)).isFalse();
        assertThat(seen.anyOverlap(0x8000_0010L, 0x8000_0011L, 0b01)).isTrue();
        assertThat(seen.countOverlaps(0x8000_0010L, 0x8000_0011L, 0b11)).isEqualTo(2);
        assertThat(seen.countOverlaps(0x8000_0010L, 0x8000_0011L, 0b10)).isEqualTo(1);

        Interval earlier = insert(0x7fff_ffffL, 0x20, 0b01);
        assertThat(tree.snapshot().firstOverlap(0x8000_0010L, 0x8000_0011L, 0b11))
                .isSameAs(earlier);
    }

    @Test
    void theTreeShrinksAndHeldSnapshotsStay(SplittableRandom random) {
        insertAll(mixed(2000));
        IntervalSnapshot<Interval> held = tree.snapshot();
        List<Interval> content = naive.all();
        while (naive.size() > 0) {
            List<Interval> gone = naive.removeSome(Math.min(naive.size(), 50), random);
            if (random.nextBoolean()) {
                assertThat(tree.removeAll(gone)).isEqualTo(gone.size());
            } else {
                assertThat(gone).allMatch(tree::remove).noneMatch(tree::remove);
            }
            tree.snapshot().check();
            assertThat(Queries.all(tree.snapshot())).isEqualTo(naive.all());
        }
        assertThat(tree.snapshot().root).isSameAs(Leaf.EMPTY);
        held.check();
        assertThat(Queries.all(held)).isEqualTo(content);
    }

    /** One in ten reaches far. */
    private static List<Interval> mixed(int size) {
        List<Interval> mixed = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            mixed.add(new Interval(0x10 * i, 0x10 * i + (i % 10 == 0 ? 0x100_0000 : 0x20)));
        }
        return mixed;
    }

    private void insertAll(List<Interval> intervals) {
        tree.insertAll(intervals);
        naive.insertAll(intervals);
    }

    private Interval insert(long start, long length) {
        return insert(start, length, Interval.EVERY_MASK);
    }

    private Interval insert(long start, long length, int mask) {
        Interval interval = new Interval(start, start + length, mask);
        tree.insert(interval);
        naive.insert(interval);
        return interval;
    }
}
