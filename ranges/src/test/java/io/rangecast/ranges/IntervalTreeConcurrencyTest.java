package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seed.class)
@Timeout(240)
@Tag("proof")
class IntervalTreeConcurrencyTest {
    private static final int PROBE_QUERIES = Effort.of(10_000_000);
    private static final int OTHERS = Effort.of(100_000);

    private final IntervalTree<Interval> tree = new IntervalTree<>();

    @Test
    @DisplayName("each of 10,000,000 queries finds the interval that stays, while 100,000 others come and go")
    void i6EveryQueryFindsTheIntervalThatStays(SplittableRandom random) throws Exception {
        Interval probe = new Interval(0x1000, 0x1010);
        tree.insert(probe);
        AtomicInteger cameAndWent = new AtomicInteger();

        new Crew()
                .work(() -> {
                    for (int i = 0; i < PROBE_QUERIES || cameAndWent.get() < OTHERS; i++) {
                        long address = 0x1000 + (i & 0xf);
                        boolean missed = tree.snapshot()
                                .forEachOverlap(address, address + 1, Interval.EVERY_MASK, found -> found != probe);
                        assertThat(missed).isFalse();
                    }
                })
                .meanwhile(comeAndGo(random.split(), cameAndWent))
                .meanwhile(comeAndGo(random.split(), cameAndWent))
                .run();

        assertThat(Queries.all(tree.snapshot())).containsExactly(probe);
    }

    /** Intervals below, above, equal to and across the probe: it moves from node to node. */
    private Crew.Task comeAndGo(SplittableRandom random, AtomicInteger count) {
        return () -> {
            List<Interval> others = new ArrayList<>();
            int size = random.nextInt(1, 200);
            for (int i = 0; i < size; i++) {
                long start = 0x1000 + random.nextInt(-0x100, 0x100);
                Interval other = random.nextInt(4) == 0
                        ? new Interval(0x1000, 0x1010)
                        : new Interval(start, start + random.nextInt(1, 0x20));
                tree.insert(other);
                others.add(other);
            }
            while (!others.isEmpty()) {
                assertThat(tree.remove(others.remove(random.nextInt(others.size()))))
                        .isTrue();
            }
            count.addAndGet(size);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void noUpdateIsLostWhenWritersCompete(int writers, SplittableRandom random) throws Exception {
        ConcurrentLinkedQueue<Interval> left = new ConcurrentLinkedQueue<>();
        Crew crew = new Crew();
        for (int i = 0; i < writers; i++) {
            SplittableRandom own = random.split();
            crew.work(() -> left.addAll(insertAndRemove(Effort.of(150_000), own)));
        }
        crew.meanwhile(() -> {
            IntervalSnapshot<Interval> seen = tree.snapshot();
            seen.check();
            assertThat(Queries.all(seen)).hasSize(seen.size());
        });
        crew.run();

        tree.snapshot().check();
        assertThat(Queries.all(tree.snapshot())).containsExactlyInAnyOrderElementsOf(left);
    }

    private List<Interval> insertAndRemove(int updates, SplittableRandom random) {
        List<Interval> own = new ArrayList<>();
        for (int i = 0; i < updates; i++) {
            if (random.nextInt(400) >= own.size()) {
                Interval interval = RangeShape.CROWDED.next(random);
                tree.insert(interval);
                own.add(interval);
            } else {
                assertThat(tree.remove(own.remove(random.nextInt(own.size())))).isTrue();
            }
        }
        return own;
    }

    @Test
    void ofTwoThreadsThatInsertTheSameIntervalOneSucceeds() throws Exception {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            intervals.add(new Interval(i, i + 1));
        }
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger inserted = new AtomicInteger();
        AtomicInteger rejected = new AtomicInteger();
        Crew.Task insertAll = () -> {
            for (int i = 0; i < intervals.size(); i++) {
                arrived.incrementAndGet();
                await(arrived, 2 * (i + 1));
                try {
                    tree.insert(intervals.get(i));
                    inserted.incrementAndGet();
                } catch (IllegalArgumentException e) {
                    rejected.incrementAndGet();
                }
            }
        };
        new Crew().work(insertAll).work(insertAll).run();

        tree.snapshot().check();
        assertThat(inserted).hasValue(intervals.size());
        assertThat(rejected).hasValue(intervals.size());
        assertThat(Queries.all(tree.snapshot())).isEqualTo(intervals);
    }

    /** Spins, so that two threads that wait for the same go on in the same nanoseconds. */
    private static void await(AtomicInteger count, int least) {
        for (int spins = 1; count.get() < least; spins++) {
            if (spins % 1024 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
