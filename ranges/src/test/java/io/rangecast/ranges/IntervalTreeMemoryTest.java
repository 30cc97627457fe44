package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seed.class)
class IntervalTreeMemoryTest {
    private final IntervalTree<Interval> tree = new IntervalTree<>();

    @Test
    @DisplayName("insert all, remove all, 1000 times: empty, queries find nothing, no interval is retained")
    void b11AnEmptiedTreeIsEmptyAndRetainsNothing(SplittableRandom random) {
        List<WeakReference<Interval>> removed = new ArrayList<>();
        for (int round = 0; round < 1000; round++) {
            removed.add(insertAndRemoveMany(random));

            tree.snapshot().check();
            assertThat(tree.snapshot().isEmpty()).isTrue();
            assertThat(tree.snapshot().size()).isZero();
            assertThat(Queries.overlapping(tree, 0, Interval.MAX_END)).isEmpty();
            assertThat(tree.snapshot().firstOverlap(0, Interval.MAX_END, Interval.EVERY_MASK))
                    .isNull();
        }
        awaitCollected(removed);
    }

    @Test
    @DisplayName("a tree that still holds others does not retain what was removed")
    void b11AFullTreeDoesNotRetainARemovedInterval(SplittableRandom random) {
        List<Interval> others = new ArrayList<>();
        List<WeakReference<Interval>> removed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            insertAll(others, random);
            removed.add(insertAndRemoveMany(random));
        }
        awaitCollected(removed);
        assertThat(Queries.all(tree.snapshot())).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void aHeldSnapshotKeepsItsIntervalsAlive() {
        WeakReference<Interval> removed = new WeakReference<>(new Interval(0x1000, 0x2000));
        Interval interval = removed.get();
        tree.insert(interval);
        IntervalSnapshot<Interval> held = tree.snapshot();
        tree.remove(interval);
        interval = null;
        System.gc();

        assertThat(held.firstOverlap(0x1000, 0x1001, Interval.EVERY_MASK))
                .isSameAs(removed.get())
                .isNotNull();
    }

    /** Leaves the tree as it was; returns a trace of one interval that came and went. */
    private WeakReference<Interval> insertAndRemoveMany(SplittableRandom random) {
        List<Interval> intervals = new ArrayList<>();
        insertAll(intervals, random);
        WeakReference<Interval> trace = new WeakReference<>(intervals.get(random.nextInt(intervals.size())));
        while (!intervals.isEmpty()) {
            assertThat(tree.remove(intervals.remove(random.nextInt(intervals.size()))))
                    .isTrue();
        }
        return trace;
    }

    private void insertAll(List<Interval> intervals, SplittableRandom random) {
        for (int i = 0; i < 100; i++) {
            Interval interval = RangeShape.UNIFORM.next(random);
            tree.insert(interval);
            intervals.add(interval);
        }
    }

    private static void awaitCollected(List<WeakReference<Interval>> traces) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(traces).allMatch(trace -> trace.refersTo(null));
        });
    }
}
