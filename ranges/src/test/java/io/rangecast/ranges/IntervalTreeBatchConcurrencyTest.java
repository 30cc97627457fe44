package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.NaiveIntervals;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches are one step for every reader, and none is lost. */
@ExtendWith(Seed.class)
@Timeout(240)
@Tag("proof")
class IntervalTreeBatchConcurrencyTest {
    private static final int MOVED = 40;
    private static final int MOVES = Effort.of(4_000);
    private static final int BATCHES = Effort.of(4_000);
    private static final int ROUNDS = Effort.of(4_000);
    private static final int MOVED_MASK = 0b10;

    private final IntervalTree<Interval> tree = new IntervalTree<>();

    private static final class Moved extends Interval {
        private final int generation;

        Moved(long start, int generation) {
            super(start, start + 0x20, MOVED_MASK);
            this.generation = generation;
        }
    }

    /** Among few others each move builds the tree anew, among many it changes one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1000})
    void readersAlwaysSeeAllThatMoveAndOfOneGeneration(int others, SplittableRandom random) throws Exception {
        for (int i = 0; i < others; i++) {
            tree.insert(new Interval(0x10L * i, 0x10L * i + random.nextInt(1, 0x100), 0b1));
        }
        tree.insertAll(generation(0, random));
        int[] last = new int[2];

        new Crew()
                .work(() -> {
                    for (int i = 1; i <= MOVES; i++) {
                        List<Interval> old = Queries.overlapping(tree.snapshot(), 0, Interval.MAX_END, MOVED_MASK);
                        assertThat(tree.replaceAll(old, generation(i, random))).isEqualTo(MOVED);
                    }
                })
                .meanwhile(() -> last[0] = checkGeneration(last[0]))
                .meanwhile(() -> last[1] = checkGeneration(last[1]))
                .meanwhile(() -> {
                    Interval single = new Interval(0x800, 0x900, 0b1);
                    tree.insert(single);
                    assertThat(tree.remove(single)).isTrue();
                })
                .run();

        tree.snapshot().check();
        assertThat(tree.snapshot().size()).isEqualTo(others + MOVED);
        assertThat(checkGeneration(0)).isEqualTo(MOVES);
    }

    private static List<Interval> generation(int number, SplittableRandom random) {
        List<Interval> moved = new ArrayList<>();
        for (int i = 0; i < MOVED; i++) {
            moved.add(new Moved(random.nextInt(0x4000), number));
        }
        return moved;
    }

    private int checkGeneration(int least) {
        IntervalSnapshot<Interval> seen = tree.snapshot();
        assertThat(seen.countOverlaps(0, Interval.MAX_END, MOVED_MASK)).isEqualTo(MOVED);
        int generation = ((Moved) seen.firstOverlap(0, Interval.MAX_END, MOVED_MASK)).generation;
        assertThat(generation).isGreaterThanOrEqualTo(least);
        int[] count = new int[1];
        assertThat(seen.forEachOverlap(0, Interval.MAX_END, MOVED_MASK, interval -> {
                    count[0]++;
                    return ((Moved) interval).generation == generation;
                }))
                .isTrue();
        assertThat(count[0]).isEqualTo(MOVED);
        return generation;
    }

    @Test
    void noneIsLostWhenBatchesAndSinglesCompete(SplittableRandom random) throws Exception {
        ConcurrentLinkedQueue<Interval> left = new ConcurrentLinkedQueue<>();
        SplittableRandom first = random.split();
        SplittableRandom second = random.split();
        List<Interval> single = new ArrayList<>();

        new Crew()
                .work(() -> left.addAll(replaceBatches(first)))
                .work(() -> left.addAll(replaceBatches(second)))
                .meanwhile(() -> {
                    Interval interval = RangeShape.CROWDED.next(random);
                    tree.insert(interval);
                    if (single.size() < 1000) {
                        single.add(interval);
                    } else {
                        assertThat(tree.remove(interval)).isTrue();
                    }
                })
                .meanwhile(() -> {
                    IntervalSnapshot<Interval> seen = tree.snapshot();
                    seen.check();
                    assertThat(Queries.all(seen)).hasSize(seen.size());
                })
                .run();

        left.addAll(single);
        tree.snapshot().check();
        assertThat(Queries.all(tree.snapshot())).containsExactlyInAnyOrderElementsOf(left);
    }

    private List<Interval> replaceBatches(SplittableRandom random) {
        NaiveIntervals own = new NaiveIntervals();
        for (int i = 0; i < BATCHES; i++) {
            List<Interval> gone = own.removeSome(random.nextInt(Math.min(own.size(), 300) + 1), random);
            List<Interval> come = new ArrayList<>();
            for (int j = random.nextInt(300); j > 0 && own.size() < 3000; j--) {
                come.add(RangeShape.UNIFORM.next(random));
            }
            assertThat(tree.replaceAll(gone, come)).isEqualTo(gone.size());
            own.insertAll(come);
        }
        return own.all();
    }

    @Test
    void ofTwoBatchesThatShareAnIntervalOneSucceeds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            tree.clear();
            Interval shared = new Interval(0x1000, 0x2000);
            List<Interval> low = List.of(new Interval(0, 1), shared, new Interval(1, 2));
            List<Interval> high = List.of(new Interval(0x3000, 0x3001), new Interval(0x3001, 0x3002), shared);
            AtomicInteger rejected = new AtomicInteger();

            new Crew()
                    .work(() -> insertAll(low, rejected))
                    .work(() -> insertAll(high, rejected))
                    .run();

            assertThat(rejected).hasValue(1);
            List<Interval> all = Queries.all(tree.snapshot());
            assertThat(all).hasSize(3).contains(shared);
            List<Interval> loser = new ArrayList<>(all.contains(low.get(0)) ? high : low);
            loser.remove(shared);
            tree.insertAll(loser);
            assertThat(tree.snapshot().size()).isEqualTo(5);
        }
    }

    private void insertAll(List<Interval> batch, AtomicInteger rejected) {
        try {
            tree.insertAll(batch);
        } catch (IllegalArgumentException e) {
            rejected.incrementAndGet();
        }
    }
}
