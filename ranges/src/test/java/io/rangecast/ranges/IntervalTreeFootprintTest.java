package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a tree of a million takes beside the intervals: 16 bytes for each at most, by references of 4 bytes. */
@ExtendWith(Seed.class)
@Timeout(240)
class IntervalTreeFootprintTest {
    /** Header, four references, the bounds of a delta, and two bytes. */
    private static final int ENTRIES = 40;

    private static final int SIZE = Effort.of(1_000_000);

    @Test
    void aTreeMadeInOneStep(SplittableRandom random) {
        assertSmallAndGoneIfEmptied(new IntervalTree<>(intervals(random)));
    }

    @Test
    void aTreeMadeByInsertionsInRandomOrder(SplittableRandom random) {
        List<Interval> intervals = intervals(random);
        IntervalTree<Interval> tree = new IntervalTree<>();
        intervals.forEach(tree::insert);
        assertSmallAndGoneIfEmptied(tree);
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tenThousandOfAMillionEqualOnesAreRemovedInRandomOrder(SplittableRandom random) {
        List<Interval> equal = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            equal.add(new Interval(0x1000, 0x2000));
        }
        IntervalTree<Interval> tree = new IntervalTree<>(equal);
        Collections.shuffle(equal, new Random(random.nextLong()));

        assertThat(equal.subList(0, 10_000)).allMatch(tree::remove);

        tree.snapshot().check();
        assertThat(tree.snapshot().size()).isEqualTo(SIZE - 10_000);
    }

    private static List<Interval> intervals(SplittableRandom random) {
        List<Interval> intervals = new ArrayList<>();
        for (long i = 0; i < SIZE; i++) {
            intervals.add(new Interval(0x1000 * i, 0x1000 * i + random.nextInt(1, 0x4000)));
        }
        Collections.shuffle(intervals, new Random(random.nextLong()));
        return intervals;
    }

    private static void assertSmallAndGoneIfEmptied(IntervalTree<Interval> tree) {
        IntervalSnapshot<Interval> full = tree.snapshot();
        long bytes = bytes(full.root.keys, full.root.items);
        assertThat((double) bytes / SIZE).isBetween(12.0, 16.0);

        List<Interval> all = Queries.all(full);
        tree.removeAll(all.subList(0, SIZE / 2));
        assertThat(all.subList(SIZE / 2, SIZE)).allMatch(tree::remove);

        assertThat(tree.snapshot().isEmpty()).isTrue();
        assertThat(tree.snapshot().root).isSameAs(Leaf.EMPTY);
    }

    /** Of a subtree, see {@link Node} and {@link LeafBranch}, but for the one gate of each lowest branch. */
    private static long bytes(Object keys, Object[] items) {
        long bytes = keys instanceof int[] offsets ? array(offsets.length, 4) : array(((long[]) keys).length, 8);
        bytes += array(items.length, 4);
        if (items instanceof Interval[]) {
            return bytes;
        }
        int children = (items.length - 1) / 2;
        for (int i = 0; i < children; i++) {
            if (items[2 * i + 1] instanceof Entries leaf) {
                bytes += ENTRIES + bytes(leaf.keys, leaf.items);
            } else {
                bytes += bytes(items[2 * i], (Object[]) items[2 * i + 1]);
            }
        }
        return items[2 * children] instanceof int[] masks ? bytes + array(masks.length, 4) : bytes;
    }

    private static long array(long length, int each) {
        return 16 + length * each + 7 & -8;
    }
}
