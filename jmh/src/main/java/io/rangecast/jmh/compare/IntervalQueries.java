package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.CopyOnWriteIntervals;
import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a query for a window costs, visiting every hit, by size, density and shape. One thread. */
final class IntervalQueries {
    private static final String CANDIDATE = "IntervalTree";
    private static final String RED_BLACK = "red-black";
    private static final String SKIP_LIST = "skip list";
    private static final String COPY_ON_WRITE = "copy-on-write";

    private IntervalQueries() {}

    static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (Density density : Density.values()) {
            for (Size size : Size.values()) {
                for (Shape shape : List.of(Shape.UNIFORM, Shape.CLUSTERED, Shape.LONG_TAILED)) {
                    questions.add(question(size, density, shape)
                            .against(RED_BLACK, redBlack(size, density))
                            .against(SKIP_LIST, size.of(0.33, 0.2, 0.125))
                            .against(COPY_ON_WRITE, size.of(1.15, 0.9, 0.7)));
                }
            }
        }
        questions.add(question(Size.OF_100K, Density.DENSE, Shape.VERY_LONG)
                .against(RED_BLACK, 0.6)
                .against(COPY_ON_WRITE));
        return questions;
    }

    private static double redBlack(Size size, Density density) {
        return density == Density.SPARSE ? size.of(0.83, 0.5, 0.4) : size.of(1.1, 0.4, 0.45);
    }

    private static Question question(Size size, Density density, Shape shape) {
        String name = "query-" + lower(density) + "-" + size.label() + "-" + lower(shape);
        return new Question(
                name,
                size.label() + " intervals, " + lower(density) + ", lengths " + lower(shape),
                "ns per query",
                Better.LOWER,
                CANDIDATE,
                Map.of(),
                seed -> contest(new IntervalWorkload(size.count(), density, shape, seed), shape, seed));
    }

    private static Contest contest(IntervalWorkload workload, Shape shape, long seed) {
        RangecastIntervals ours = filled(new RangecastIntervals(), workload, seed);
        RedBlackIntervalTree redBlack = filled(new RedBlackIntervalTree(), workload, seed);
        List<Interval> content = new ArrayList<>(workload.size());
        redBlack.forEachOverlap(0, Interval.MAX_END >>> 1, value -> content.add((Interval) value));
        CopyOnWriteIntervals copyOnWrite = new CopyOnWriteIntervals(content);

        List<Contender> contenders = new ArrayList<>();
        WindowQueries.Block first = (from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                ours.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        };
        long[] expected = WindowQueries.answers(first);
        contenders.add(new WindowQueries(CANDIDATE, first, expected));
        contenders.add(new WindowQueries(
                RED_BLACK,
                (from, to, visitor) -> {
                    for (int i = from; i < to; i++) {
                        redBlack.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
                    }
                },
                expected));
        contenders.add(new WindowQueries(
                COPY_ON_WRITE,
                (from, to, visitor) -> {
                    for (int i = from; i < to; i++) {
                        copyOnWrite.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
                    }
                },
                expected));
        if (shape != Shape.VERY_LONG) { // there it reads a hundredth of everything for each query
            SkipListIntervals skipList = filled(new SkipListIntervals(), workload, seed);
            contenders.add(new WindowQueries(
                    SKIP_LIST,
                    (from, to, visitor) -> {
                        for (int i = from; i < to; i++) {
                            skipList.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
                        }
                    },
                    expected));
        }
        return () -> contenders;
    }

    private static <X extends IntervalIndex<H>, H> X filled(X index, IntervalWorkload workload, long seed) {
        new Churn<>(index, workload, seed).fill();
        return index;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
