package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations on a tree and on a list side by side: they always agree. The smaller the tree the more of them, as
 * the list is scanned each time: for each shape 186,000, so 1.1 million for all 6. The structure is checked after each
 * update, or at the largest size after every {@value #CHECKED_OF_MANY}th.
 */
@ExtendWith(Seed.class)
@Tag("proof")
class IntervalTreeOracleTest {
    private static final int CHECKED_OF_MANY = 16;

    @ParameterizedTest
    @EnumSource
    void aFewIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(4, Effort.of(90_000), 1);
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeOfIntervalsIsAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(Leaf.MAX_ALONE, Effort.of(60_000), 1);
    }

    @ParameterizedTest
    @EnumSource
    void twoLevelsOfIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(300, Effort.of(20_000), 1);
    }

    @ParameterizedTest
    @EnumSource
    void threeLevelsOfIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random)
                .run(Leaf.maxSize(false) * Branch.MAX_CHILDREN * 2, Effort.of(16_000), CHECKED_OF_MANY);
    }

    private record Held(IntervalSnapshot<Interval> snapshot, List<Interval> content) {}

    private static final class SideBySide {
        private final IntervalTree<Interval> tree = new IntervalTree<>();
        private final NaiveIntervals naive = new NaiveIntervals();
        private final Deque<Held> held = new ArrayDeque<>();
        private final RangeShape shape;
        private final SplittableRandom random;
        private int updates;
        private int checkedOf;

        SideBySide(RangeShape shape, SplittableRandom random) {
            this.shape = shape;
            this.random = random;
        }

        /** Fills the tree to a size, works on it there, and empties it; checks one of so many updates. */
        void run(int size, int operations, int ofUpdates) {
            checkedOf = ofUpdates;
            while (naive.size() < size) {
                insert();
            }
            for (int i = 0; i < operations; i++) {
                if (i % 1000 == 0) {
                    compareAll();
                    hold();
                }
                step(size);
            }
            while (naive.size() > 0) {
                remove();
                if (naive.size() % 100 == 0) {
                    compareAll();
                }
            }
            while (!held.isEmpty()) {
                compare(held.remove());
            }
        }

        private void step(int size) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    if (random.nextInt(2 * size) >= naive.size()) { // pulls towards the size
                        insert();
                    } else {
                        remove();
                    }
                }
                case 3, 4 -> compareOverlapping(random.nextInt() & 0x80000007);
                case 5 -> compareOverlapping(Interval.EVERY_MASK);
                case 6 -> compareFirst(random.nextInt() & 0x80000007);
                default -> compareFirst(Interval.EVERY_MASK);
            }
        }

        private void insert() {
            int mask = random.nextInt() & 0x80000007;
            Interval interval = shape.next(random, mask == 0 ? Interval.EVERY_MASK : mask);
            tree.insert(interval);
            naive.insert(interval);
            checkNow();
        }

        private void remove() {
            assertThat(tree.remove(naive.removeAny(random))).isTrue();
            checkNow();
        }

        /** Queries change nothing, so there is nothing to check after them. */
        private void checkNow() {
            if (++updates % checkedOf == 0) {
                tree.snapshot().check();
            }
        }

        private void compareOverlapping(int mask) {
            Interval range = shape.next(random);
            assertThat(Queries.overlapping(tree.snapshot(), range.start(), range.end(), mask))
                    .isEqualTo(naive.overlapping(range.start(), range.end(), mask));
        }

        /** The first of several that begin alike is any of them. */
        private void compareFirst(int mask) {
            Interval range = shape.next(random);
            List<Interval> expected = naive.overlapping(range.start(), range.end(), mask);
            Interval first = tree.snapshot().firstOverlap(range.start(), range.end(), mask);
            if (expected.isEmpty()) {
                assertThat(first).isNull();
            } else {
                assertThat(first).isIn(expected);
                assertThat(first.start()).isEqualTo(expected.get(0).start());
            }
            assertThat(tree.snapshot().anyOverlap(range.start(), range.end(), mask))
                    .isEqualTo(!expected.isEmpty());
            assertThat(tree.snapshot().countOverlaps(range.start(), range.end(), mask))
                    .isEqualTo(expected.size());
        }

        private void compareAll() {
            compare(new Held(tree.snapshot(), naive.all()));
        }

        private void hold() {
            held.add(new Held(tree.snapshot(), naive.all()));
            if (held.size() > 8) {
                compare(held.remove());
            }
        }

        private static void compare(Held expected) {
            expected.snapshot.check();
            assertThat(Queries.all(expected.snapshot)).isEqualTo(expected.content);
            assertThat(expected.snapshot.size()).isEqualTo(expected.content.size());
            assertThat(expected.snapshot.isEmpty()).isEqualTo(expected.content.isEmpty());
        }
    }
}
