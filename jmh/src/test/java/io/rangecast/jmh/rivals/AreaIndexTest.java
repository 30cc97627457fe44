package io.rangecast.jmh.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every area map of the comparison answers as a list does that is scanned from end to end. */
class AreaIndexTest {
    private static final int SPACE = 1_000;
    private static final int MOST_BYTES = 30;
    private static final int STEPS = 3_000;

    static Stream<AreaIndex> indexes() {
        return Stream.of(new RangecastAreas(), new TreeMapAreas(), new SkipListAreas(), new GuavaAreas());
    }

    @ParameterizedTest
    @MethodSource("indexes")
    void findsTheAreaOfAnAddressAfterAnySequenceOfPutsAndRemovals(AreaIndex index) {
        SplittableRandom random = new SplittableRandom(1);
        List<Interval> held = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            long start = random.nextInt(SPACE);
            Interval area = new Interval(start, start + random.nextInt(1, MOST_BYTES));
            if (held.stream().noneMatch(other -> area.start() < other.end() && other.start() < area.end())) {
                held.add(area);
                index.put(area);
            } else if (random.nextInt(4) == 0) {
                index.remove(held.remove(random.nextInt(held.size())));
            }
            long address = random.nextInt(SPACE + MOST_BYTES);
            assertThat(index.find(address))
                    .as("step %d", step)
                    .isSameAs(held.stream()
                            .filter(other -> other.contains(address))
                            .findAny()
                            .orElse(null));
        }
    }
}
