package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations on a tree and on a list side by side: they always agree. */
@ExtendWith(Seed.class)
class IntervalTreeOracleTest {
    private static final int OPERATIONS = 16_000;

    @ParameterizedTest
    @EnumSource
    void aFewIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(4);
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeOfIntervalsIsAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(Leaf.MAX_ENTRIES);
    }

    @ParameterizedTest
    @EnumSource
    void twoLevelsOfIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(300);
    }

    @ParameterizedTest
    @EnumSource
    void threeLevelsOfIntervalsAreAsInAList(RangeShape shape, SplittableRandom random) {
        new SideBySide(shape, random).run(Leaf.MAX_ENTRIES * Branch.MAX_CHILDREN * 2);
    }

    private record Held(IntervalSnapshot<Interval> snapshot, List<Interval> content) {}

    private static final class SideBySide {
        private final IntervalTree<Interval> tree = new IntervalTree<>();
        private final NaiveIntervals naive = new NaiveIntervals();
        private final Deque<Held> held = new ArrayDeque<>();
        private final RangeShape shape;
        private final SplittableRandom random;

        SideBySide(RangeShape shape, SplittableRandom random) {
            this.shape = shape;
            this.random = random;
        }

        /** Fills the tree to a size, works on it there, and empties it. */
        void run(int size) {
            while (naive.size() < size) {
                insert();
            }
            for (int i = 0; i < OPERATIONS; i++) {
                if (i % 1000 == 0) {
                    compareAll();
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
            switch (random.nextInt(9)) {
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
                case 7 -> compareFirst(Interval.EVERY_MASK);
                default -> {
                    if (random.nextInt(100) == 0) {
                        hold();
                    }
                }
            }
        }

        private void insert() {
            int mask = random.nextInt() & 0x80000007;
            Interval interval = shape.next(random, mask == 0 ? Interval.EVERY_MASK : mask);
            tree.insert(interval);
            naive.insert(interval);
        }

        private void remove() {
            assertThat(tree.remove(naive.removeAny(random))).isTrue();
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
