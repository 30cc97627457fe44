package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys beside a leaf are a hint, which may be late: as if a writer had stopped before it wrote them. */
class LeafSlotsTest {
    private static final int SIZE = 100;

    private final IntervalTree<Interval> tree = new IntervalTree<>();

    LeafSlotsTest() {
        List<Interval> intervals = new ArrayList<>();
        for (long i = 0; i < SIZE; i++) {
            intervals.add(new Interval(0x100 * i, 0x100 * i + 0x40));
        }
        tree.insertAll(intervals);
    }

    private Object[] items() {
        return tree.content().root.items;
    }

    /** Two: the first is beside the arrays. */
    private Interval insert() {
        Interval inserted = new Interval(0x180, 0x181);
        tree.insert(inserted);
        tree.insert(new Interval(0x182, 0x183));
        return inserted;
    }

    @Test
    void anUpdateInPlaceWritesTheKeysBesideTheLeaf() {
        Object root = tree.content();
        Object before = items()[0];

        insert();

        assertThat(tree.content()).isSameAs(root);
        assertThat(items()[0]).isNotSameAs(before).isSameAs(LeafSlots.entries(items(), 0).keys);
    }

    @Test
    void aQueryBelievesNoKeysButTheLeafsOwn() {
        Object late = items()[0];
        Interval inserted = insert();
        items()[0] = late;

        assertThat(Queries.overlapping(tree, 0x180, 0x181)).containsExactly(inserted);
        assertThat(tree.snapshot().firstOverlap(0x180, 0x181, Interval.EVERY_MASK))
                .isSameAs(inserted);
        assertThat(tree.snapshot().countOverlaps(0x180, 0x181, Interval.EVERY_MASK))
                .isOne();
        assertThat(Queries.all(tree.snapshot())).hasSize(SIZE + 2);
        tree.snapshot().check();
    }
}
