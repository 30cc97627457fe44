package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of writers that compete none starves: neither among equals, nor with large updates beside small ones. Each attempt
 * that is lost is a success of another, so attempts are what is counted; a writer that does not get a processor loses
 * one of them, however long that takes.
 */
@ExtendWith(Seed.class)
@Timeout(600)
@Tag("proof")
class UpdateStarvationTest {
    /** Of one update. A large one needs four as a rule, and without courtesy the luck that nobody succeeds meanwhile. */
    private static final int MOST_ATTEMPTS = 40;

    private static final int EQUALS = 4;
    private static final int SHARE = 2 * Effort.of(250_000);

    private static final int BATCH = Effort.of(100_000);
    private static final int BATCHES = 4;

    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @Test
    void eachOfFourWritersOfATreeHasItsShare(SplittableRandom random) throws Exception {
        Crew crew = new Crew();
        for (int i = 0; i < EQUALS; i++) {
            crew.work(times(SHARE, insertOrRemove(1, random.split())));
        }
        crew.run();
        assertThat(tree.snapshot().isEmpty()).isTrue();
    }

    @Test
    void eachOfFourWritersOfAMapHasItsShare() throws Exception {
        fillMap(1);
        Crew crew = new Crew();
        for (int i = 0; i < EQUALS; i++) {
            crew.work(times(SHARE, () -> replaceAreas(0, 1, 1)));
        }
        crew.run();
        assertThat(map.find(0).tag()).isEqualTo(EQUALS * SHARE);
    }

    /** In a tree so large that a batch changes one interval after the other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void batchesOfManyIntervalsComeToAnEnd(int others, SplittableRandom random) throws Exception {
        tree.insertAll(intervals(8 * BATCH, random));
        Crew crew = new Crew().work(times(BATCHES, insertOrRemove(BATCH, random.split())));
        for (int i = 0; i < others; i++) {
            crew.meanwhile(times(2, insertOrRemove(1, random.split())));
        }
        crew.run();
        tree.snapshot().check();
        assertThat(tree.snapshot().size()).isEqualTo(8 * BATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void updatesOfManyAreasComeToAnEnd(int others, SplittableRandom random) throws Exception {
        fillMap(BATCH);
        Crew crew = new Crew().work(times(BATCHES, () -> replaceAreas(0, BATCH, 1)));
        for (int i = 0; i < others; i++) {
            SplittableRandom own = random.split();
            crew.meanwhile(() -> replaceAreas(own.nextInt(BATCH), 1, 0));
        }
        crew.run();
        map.snapshot().check();
        assertThat(Queries.all(map.snapshot())).hasSize(BATCH).allMatch(area -> area.tag() == BATCHES);
    }

    private static Crew.Task times(int count, Crew.Task update) {
        return () -> {
            for (int i = 0; i < count; i++) {
                update.run();
            }
        };
    }

    /** In turns, what {@link IntervalTree#insertAll} and {@link IntervalTree#removeAll} do. */
    private Crew.Task insertOrRemove(int size, SplittableRandom random) {
        List<Interval> held = new ArrayList<>();
        return () -> {
            if (held.isEmpty()) {
                held.addAll(intervals(size, random));
                held.forEach(Interval::claim);
                update(seen -> seen.with(List.of(), held, new int[1]));
            } else {
                update(seen -> seen.with(held, List.of(), new int[1]));
                held.clear();
            }
        };
    }

    private void update(UnaryOperator<IntervalSnapshot<Interval>> change) {
        int[] attempts = new int[1];
        boolean changed = tree.update(seen -> {
            countAttempt(attempts);
            return change.apply(seen);
        });
        assertThat(changed).isTrue();
    }

    /** Makes new areas of some, as one step, and adds to their tags. */
    private void replaceAreas(int from, int count, int addend) {
        int[] attempts = new int[1];
        map.update(start(from), start(from + count), area -> {
            if (area.start() == start(from)) {
                countAttempt(attempts);
            }
            return area.tagged(area.tag() + addend);
        });
    }

    private static void countAttempt(int[] attempts) {
        if (++attempts[0] > MOST_ATTEMPTS) {
            fail("an update lost " + MOST_ATTEMPTS + " attempts");
        }
    }

    private void fillMap(int areas) {
        for (int i = 0; i < areas; i++) {
            map.put(new Area(start(i), start(i) + 0x80, 0));
        }
    }

    private static long start(int area) {
        return 0x100L * area;
    }

    private static List<Interval> intervals(int count, SplittableRandom random) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            intervals.add(RangeShape.UNIFORM.next(random));
        }
        return intervals;
    }
}
