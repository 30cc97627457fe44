package io.rangecast.jmh.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Workloads keep what they promise. */
class IntervalWorkloadTest {
    private static final double TOLERANCE = 0.12; // of a thousand intervals with a long tail

    static Stream<Arguments> workloads() {
        return Stream.of(1_000, 30_000)
                .flatMap(size -> Stream.of(Density.values())
                        .flatMap(
                                density -> Stream.of(Shape.values()).map(shape -> Arguments.of(size, density, shape))));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aWindowHitsAsManyAsPromised(int size, Density density, Shape shape) {
        IntervalWorkload workload = new IntervalWorkload(size, density, shape, 1);
        RedBlackIntervalTree index = Churn.filled(new RedBlackIntervalTree(), workload, 1);
        long[] hits = {0};
        for (int i = 0; i < IntervalWorkload.WINDOWS; i++) {
            index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), hit -> ++hits[0] > 0);
        }
        double promised = workload.hitsPerWindow();
        assertThat((double) hits[0] / IntervalWorkload.WINDOWS)
                .isCloseTo(promised, within(TOLERANCE * promised))
                .isCloseTo(shape == Shape.VERY_LONG ? promised : density.hits(), within(TOLERANCE * promised));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void pagesFitAnIntAndNoTwoRangesAreEqual(int size, Density density, Shape shape) {
        IntervalWorkload workload = new IntervalWorkload(size, density, shape, 1);
        Set<List<Long>> ranges = new HashSet<>();
        for (int i = 0; i < 2 * size; i++) {
            Interval interval = workload.interval(i);
            assertThat(interval.end() / IntervalWorkload.PAGE).isPositive().isLessThanOrEqualTo(Integer.MAX_VALUE);
            assertThat(ranges.add(List.of(interval.start(), interval.end()))).isTrue();
        }
    }

    @Test
    @Tag("long")
    void aSpaceMayHaveMorePagesThanAnIntCounts() {
        int size = 5_000_000;
        IntervalWorkload workload = new IntervalWorkload(size, Density.SPARSE, Shape.UNIFORM, 1);
        long greatest = 0;
        for (int i = 0; i < size; i += 100) { // the greatest of so many is near the end of the space
            greatest = Math.max(greatest, workload.interval(i).end());
        }
        assertThat(greatest / IntervalWorkload.PAGE).isGreaterThan(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void equalSeedsGiveEqualContent(int size, Density density, Shape shape) {
        assertThat(content(size, density, shape))
                .isEqualTo(content(size, density, shape))
                .hasSize(size);
    }

    private static List<String> content(int size, Density density, Shape shape) {
        IntervalWorkload workload = new IntervalWorkload(size, density, shape, 7);
        IntervalIndex<?> index = Churn.filled(new RedBlackIntervalTree(), workload, 7);
        List<String> content = new ArrayList<>();
        index.forEachOverlap(0, Long.MAX_VALUE, value -> content.add(value.toString()));
        return content;
    }
}
