package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.AllocatedBytes;
import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queries allocate nothing; an update, no more than it says. */
@ExtendWith(Seed.class)
class QueryAllocationTest {
    private static final int UPDATES = 100_000;
    private static final int SIZE = 100_000;
    private static final long SPAN = 0x100L * SIZE;

    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private long seen;

    @Test
    void queriesOfATreeOfLikeLengths(SplittableRandom random) {
        tree.insertAll(intervals(random, 0));
        assertQueriesAllocateNothing(random);
    }

    @Test
    void queriesOfATreeOfManyLengthsAndMasks(SplittableRandom random) {
        tree.insertAll(intervals(random, 100));
        assertQueriesAllocateNothing(random);
    }

    private void assertQueriesAllocateNothing(SplittableRandom random) {
        Predicate<Interval> visitor = interval -> {
            seen += interval.start();
            return true;
        };
        Consumer<Interval> others = interval -> seen += interval.start();
        assertThat(allocatedBy(random, at -> {
                    IntervalSnapshot<Interval> now = tree.snapshot();
                    int mask = 1 << (at & 3);
                    now.forEachOverlap(at, at + 0x100, Interval.EVERY_MASK, visitor);
                    now.forEachOverlap(at, at + 0x100, mask, visitor);
                    seen += now.countOverlaps(at, at + 0x100, mask);
                    seen += now.anyOverlap(at, at + 1, mask) ? 1 : 0;
                    seen += now.firstOverlap(at, at + 1, mask) == null ? 0 : 1;
                    seen += tree.firstOverlap(at, at + 0x100, Interval.EVERY_MASK, others) == null ? 0 : 1;
                    seen += tree.firstOverlap(at, at + 0x100, mask, others) == null ? 0 : 1;
                }))
                .isZero();
    }

    @Test
    void queriesOfAMap(SplittableRandom random) {
        AreaMap<Area> map = new AreaMap<>(Area::slice);
        for (long i = 0; i < SIZE; i++) {
            map.put(new Area(0x100 * i, 0x100 * i + random.nextInt(1, 0x100), 1));
        }
        assertThat(allocatedBy(random, at -> {
                    seen += map.find(at) == null ? 0 : 1;
                    seen += map.next(at) == null ? 0 : 1;
                    seen += map.previous(at) == null ? 0 : 1;
                    seen += map.snapshot().lowestGap(at & 0xff | 1, at, at + 0x4000);
                    seen += map.snapshot().lowestGap(at & 0xff | 1, 0x40, at, at + 0x4000);
                    seen += map.snapshot().highestGap(at & 0xff | 1, at, at + 0x4000);
                    seen += map.snapshot().highestGap(at & 0xff | 1, 0x40, at, at + 0x4000);
                }))
                .isZero();
    }

    @Test
    void anUpdateOfATreeOf100000LeavesNoMoreThan2200Bytes(SplittableRandom random) {
        tree.insertAll(intervals(random, 0));
        Interval[] others = new Interval[UPDATES];
        for (int i = 0; i < UPDATES; i++) {
            others[i] = interval(random.nextLong(SPAN), random, 0);
        }
        long before = AllocatedBytes.now();
        for (Interval other : others) {
            tree.insert(other);
            tree.remove(other);
        }
        long allocated = AllocatedBytes.now() - before;
        assertThat((double) allocated / (2 * UPDATES)).isLessThanOrEqualTo(2200);
    }

    private static List<Interval> intervals(SplittableRandom random, int farReaching) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            intervals.add(interval(0x100L * i, random, farReaching));
        }
        return intervals;
    }

    private static Interval interval(long start, SplittableRandom random, int farReaching) {
        int length = random.nextInt(SIZE) < farReaching ? 0x10_0000 : random.nextInt(1, 0x200);
        return new Interval(start, start + length, farReaching == 0 ? Interval.EVERY_MASK : 1 << random.nextInt(4));
    }

    private static long allocatedBy(SplittableRandom random, LongConsumer query) {
        long[] addresses = random.longs(1024, 0, SPAN).toArray();
        int[] next = {0};
        return AllocatedBytes.by(() -> query.accept(addresses[next[0]++ & 1023]));
    }
}
