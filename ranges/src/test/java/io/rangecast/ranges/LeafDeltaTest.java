package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes last into a leaf stands beside its arrays, and is found, ordered, masked and taken out as if it stood in them. */
class LeafDeltaTest {
    private static final int SIZE = 100;
    private static final int ODD = 1;
    private static final int EVEN = 2;

    private final List<Interval> inside = new ArrayList<>();
    private IntervalTree<Interval> tree;

    /** Leaves with room, each interval as long as its distance to the second behind it. */
    private void fill(long distance, boolean masks) {
        for (long i = 0; i < SIZE; i++) {
            int mask = !masks ? Interval.EVERY_MASK : i % 2 == 0 ? EVEN : ODD;
            inside.add(new Interval(distance * i, distance * i + 2 * distance, mask));
        }
        tree = new IntervalTree<>(inside);
    }

    private Entries leaf(int i) {
        return LeafSlots.entries(tree.content().root.items, i);
    }

    private Interval insert(long start, long end, int mask) {
        Interval inserted = new Interval(start, end, mask);
        tree.insert(inserted);
        inside.add(inserted);
        return inserted;
    }

    private void assertAnswersAreRight(long distance) {
        List<Interval> expected = new ArrayList<>(inside);
        expected.sort(Interval::compare);
        for (int mask : new int[] {Interval.EVERY_MASK, ODD, EVEN}) {
            for (long start = 0; start < 40; start++) {
                long from = distance / 2 * start + 1;
                long to = from + distance;
                List<Interval> hits = expected.stream()
                        .filter(each -> each.start() < to && each.end() > from && (each.mask() & mask) != 0)
                        .toList();
                List<Interval> seen = new ArrayList<>();
                tree.forEachOverlap(from, to, mask, seen::add);
                List<Interval> others = new ArrayList<>();
                Interval first = tree.firstOverlap(from, to, mask, others::add);

                assertThat(seen).isEqualTo(hits);
                assertThat(first).isSameAs(hits.get(0));
                assertThat(others).isEqualTo(hits.subList(1, hits.size()));
                assertThat(tree.content().firstOverlap(from, to, mask)).isSameAs(first);
                assertThat(tree.content().countOverlaps(from, to, mask)).isEqualTo(hits.size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1000, 1L << 40})
    void isFoundInItsPlace(long distance) {
        fill(distance, true);
        insert(5 * distance + 7, 6 * distance, ODD);
        assertThat(leaf(0).delta).isSameAs(inside.get(SIZE));

        assertAnswersAreRight(distance);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1000, 1L << 40})
    void comesBehindThoseOfItsRange(long distance) {
        fill(distance, false);
        insert(5 * distance, 7 * distance, Interval.EVERY_MASK);
        assertThat(leaf(0).delta).isSameAs(inside.get(SIZE));
        assertAnswersAreRight(distance);

        insert(5 * distance, 7 * distance, Interval.EVERY_MASK);
        assertThat(leaf(0).delta).isNull();
        assertAnswersAreRight(distance);
        assertThat(Queries.all(tree.snapshot()).subList(5, 8))
                .containsExactly(inside.get(5), inside.get(SIZE), inside.get(SIZE + 1));
    }

    @Test
    void comesAndGoesWithoutACopyOfTheArrays() {
        fill(0x1000, false);
        Entries before = leaf(0);
        Object root = tree.content();

        Interval inserted = insert(0x5008, 0x5009, Interval.EVERY_MASK);
        assertThat(leaf(0).keys).isSameAs(before.keys);
        assertThat(tree.remove(inserted)).isTrue();

        assertThat(leaf(0).delta).isNull();
        assertThat(leaf(0).keys).isSameAs(before.keys);
        assertThat(leaf(0).items).isSameAs(before.items);
        assertThat(tree.content()).isSameAs(root);
        assertThat(tree.remove(inserted)).isFalse();
    }

    @Test
    void isInTheSnapshotsThatWereTakenOfIt() {
        fill(0x1000, false);
        Interval inserted = insert(0x5008, 0x5009, Interval.EVERY_MASK);
        IntervalSnapshot<Interval> with = tree.snapshot();

        tree.remove(inserted);

        assertThat(with.size()).isEqualTo(SIZE + 1);
        assertThat(Queries.all(with)).contains(inserted);
        assertThat(Queries.all(tree.snapshot())).hasSize(SIZE).doesNotContain(inserted);
        with.check();
        tree.snapshot().check();
    }

    /** Of two that change places in the arrays, each in front of the other, and of others that go. */
    @ParameterizedTest
    @ValueSource(longs = {0x1000, 1L << 40})
    void comesIntoTheArraysWithTheNextChange(long distance) {
        SplittableRandom random = new SplittableRandom(1);
        fill(distance, false);
        Object root = tree.content();
        for (int i = 0; i < 400; i++) {
            int place = random.nextInt(2, inside.size());
            if (random.nextBoolean() && inside.size() > SIZE) {
                assertThat(tree.remove(inside.remove(place))).isTrue();
            } else {
                long start = distance * random.nextInt(1, 20) + random.nextInt(3);
                insert(start, start + random.nextInt(1, 5) * distance / 2, Interval.EVERY_MASK);
            }
            assertThat(Queries.all(tree.content()))
                    .isEqualTo(inside.stream()
                            .sorted(Comparator.comparing(each -> each, Interval::compare))
                            .toList());
        }
        assertAnswersAreRight(distance);
        tree.snapshot().check();
        assertThat(tree.content()).isNotSameAs(root); // it has split, too
    }
}
