package io.rangecast.jmh.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every structure of the comparison answers as a list does that is scanned from end to end. */
class IntervalIndexTest {
    private static final long PAGE = 4096;
    private static final int PAGES = 300;
    private static final int STEPS = 3_000;

    static Stream<IntervalIndex<?>> indexes() {
        return Stream.of(
                new RangecastIntervals(),
                new RedBlackIntervalTree(),
                new SkipListIntervals(),
                new HtsjdkIntervals(),
                new CopyOnWriteIntervals());
    }

    @ParameterizedTest
    @MethodSource("indexes")
    <H> void findsWhatIsThereAfterAnySequenceOfInsertionsAndRemovals(IntervalIndex<H> index) {
        SplittableRandom random = new SplittableRandom(1);
        List<Interval> held = new ArrayList<>();
        List<H> handles = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            boolean growing = step % 1000 < 600; // and shrinks to nothing in between
            if (held.isEmpty() || random.nextInt(10) < (growing ? 7 : 1)) {
                Interval interval = range(random, PAGES / 3);
                if (held.stream().noneMatch(other -> equalBounds(interval, other))) { // one of them is a map
                    held.add(interval);
                    handles.add(index.insert(interval));
                }
            } else {
                int victim = random.nextInt(held.size());
                held.remove(victim);
                index.remove(handles.remove(victim));
            }
            if (index instanceof RedBlackIntervalTree tree) {
                tree.check();
            }
            Interval window = range(random, PAGES / 10);
            List<Object> found = new ArrayList<>();
            index.forEachOverlap(window.start(), window.end(), found::add);
            assertThat(found).as("step %d", step).containsExactlyInAnyOrderElementsOf(overlapping(held, window));
            assertThat(found)
                    .as("step %d", step)
                    .isSortedAccordingTo(Comparator.comparingLong(value -> ((Interval) value).start()));
        }
    }

    @ParameterizedTest
    @MethodSource("indexes")
    <H> void stopsWhenTheVisitorHasSeenEnough(IntervalIndex<H> index) {
        for (int i = 0; i < 10; i++) {
            index.insert(new Interval(i * PAGE, (i + 5) * PAGE));
        }
        List<Object> found = new ArrayList<>();
        index.forEachOverlap(4 * PAGE, 20 * PAGE, value -> {
            found.add(value);
            return found.size() < 3;
        });
        assertThat(found).hasSize(3);
    }

    private static Interval range(SplittableRandom random, int mostPages) {
        long start = random.nextInt(PAGES) * PAGE;
        return new Interval(start, start + random.nextInt(1, mostPages + 1) * PAGE);
    }

    private static boolean equalBounds(Interval a, Interval b) {
        return a.start() == b.start() && a.end() == b.end();
    }

    private static List<Object> overlapping(List<Interval> held, Interval window) {
        return held.stream()
                .filter(interval -> interval.start() < window.end() && window.start() < interval.end())
                .<Object>map(interval -> interval)
                .toList();
    }
}
