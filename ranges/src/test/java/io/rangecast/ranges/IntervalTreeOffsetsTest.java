package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.Seed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that are just within 2 GiB, or just not, and become so and cease to be by each update. */
@ExtendWith(Seed.class)
class IntervalTreeOffsetsTest {
    private static final long LOWEST = 0;
    private static final long MIDDLE = Long.MIN_VALUE - (1L << 30);
    private static final long HIGHEST = Interval.MAX_END - (1L << 31);
    private static final long MOST = (1L << 31) - 1;

    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final NaiveIntervals naive = new NaiveIntervals();

    @ParameterizedTest
    @ValueSource(longs = {LOWEST, MIDDLE, HIGHEST})
    void aNodeTurnsFromOffsetsToAddressesAndBack(long base) {
        insert(base, base + 1);
        assertThat(tree.snapshot().root.keys).isInstanceOf(int[].class);

        Interval within = insert(base + 1, base + MOST);
        assertThat(tree.snapshot().root.keys).isInstanceOf(int[].class);
        assertFinds(base, within);

        Interval beyond = insert(base + MOST - 1, base + MOST + 1);
        assertThat(tree.snapshot().root.keys).isInstanceOf(long[].class);
        assertFinds(base, within);
        assertFinds(base, beyond);

        tree.remove(beyond);
        assertThat(tree.snapshot().root.keys).isInstanceOf(int[].class);
        assertFinds(base, within);
        assertThat(Queries.overlapping(tree, base + MOST, base + MOST + 1)).isEmpty();
        tree.snapshot().check();
    }

    private void assertFinds(long base, Interval interval) {
        long last = interval.end() - 1;
        assertThat(Queries.overlapping(tree, last, last + 1)).contains(interval);
        assertThat(Queries.overlapping(tree, last, Interval.MAX_END)).contains(interval);
        assertThat(Queries.overlapping(tree, interval.start(), base + MOST)).contains(interval);
        assertThat(tree.snapshot().countOverlaps(0, Interval.MAX_END, Interval.EVERY_MASK))
                .isEqualTo(tree.snapshot().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {LOWEST, MIDDLE, HIGHEST})
    void oneNodeIsAsInAList(long base, SplittableRandom random) {
        growAndShrink(base, Leaf.MAX_ALONE, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {LOWEST, MIDDLE, HIGHEST})
    void nodesThatSplitAndJoinAreAsInAList(long base, SplittableRandom random) {
        growAndShrink(base, 6 * Leaf.maxSize(false), random);
    }

    private void growAndShrink(long base, int size, SplittableRandom random) {
        for (int wave = 0; wave < 10; wave++) {
            int reach = wave / 2 % 3; // how far the points of this wave lie apart
            while (naive.size() < size) {
                long start = point(base, reach, random);
                long end = point(base, reach, random);
                if (Long.compareUnsigned(start, end) < 0) {
                    insert(start, end);
                    compare(base, random);
                }
            }
            while (naive.size() > (wave % 2 == 0 ? 0 : size / 8)) {
                assertThat(tree.remove(naive.removeAny(random))).isTrue();
                compare(base, random);
            }
        }
    }

    /** A few bytes from the base, or also from 1 GiB above it, or also from 2 GiB above it. */
    private static long point(long base, int reach, SplittableRandom random) {
        return switch (random.nextInt(reach + 1)) {
            case 0 -> base + random.nextInt(6);
            case 1 -> base + (1L << 31) - random.nextInt(6);
            default -> base + (1L << 30) + random.nextInt(6);
        };
    }

    private Interval insert(long start, long end) {
        Interval interval = new Interval(start, end);
        tree.insert(interval);
        naive.insert(interval);
        return interval;
    }

    private void compare(long base, SplittableRandom random) {
        IntervalSnapshot<Interval> snapshot = tree.snapshot();
        snapshot.check();
        long start = random.nextInt(20) == 0 ? 0 : point(base, 2, random);
        long end = random.nextInt(20) == 0 ? Interval.MAX_END : point(base, 2, random);
        if (Long.compareUnsigned(start, end) < 0) {
            List<Interval> expected = naive.overlapping(start, end, Interval.EVERY_MASK);
            assertThat(Queries.overlapping(tree, start, end)).isEqualTo(expected);
            assertThat(snapshot.countOverlaps(start, end, Interval.EVERY_MASK)).isEqualTo(expected.size());
            assertIsFirst(snapshot.firstOverlap(start, end, Interval.EVERY_MASK), expected);
        }
    }

    /** The first of several that begin alike is any of them. */
    private static void assertIsFirst(Interval first, List<Interval> expected) {
        if (expected.isEmpty()) {
            assertThat(first).isNull();
        } else {
            assertThat(first).isIn(expected);
            assertThat(first.start()).isEqualTo(expected.get(0).start());
        }
    }
}
