package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Size;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.ArrayList;
import java.util.List;

/** How fast one writer, or two, remove a random interval and insert a new one. */
public final class IntervalUpdates {
    private IntervalUpdates() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (Size size : Size.values()) {
            Question one = question(size, "one-writer").against(Names.RED_BLACK, size.of(0.7, 1.2, 1.5));
            Question two = question(size, "two-writers").against(Names.RED_BLACK, size.of(1.3, 1.5, 2));
            experiments.add(Experiment.of(one.against(Names.SKIP_LIST), seed -> contest(size, false, seed)));
            experiments.add(Experiment.of(two.against(Names.SKIP_LIST), seed -> contest(size, true, seed)));
        }
        return experiments;
    }

    private static Question question(Size size, String writers) {
        return Question.of(
                "update-" + writers + "-" + size.label(),
                size.label() + " intervals, dense, " + writers.replace('-', ' '),
                "replacements per second",
                Better.HIGHER,
                Names.TREE);
    }

    private static Contest contest(Size size, boolean two, long seed) {
        IntervalWorkload workload = new IntervalWorkload(size.count(), Density.DENSE, Shape.UNIFORM, seed);
        Partner partner = two ? new Partner() : null;
        List<Writers> writers = List.of(
                new Writers(Names.TREE, new RangecastIntervals(), workload, seed, partner),
                new Writers(Names.RED_BLACK, new RedBlackIntervalTree(), workload, seed, partner),
                new Writers(Names.SKIP_LIST, new SkipListIntervals(), workload, seed, partner));
        return new ChangingContest(
                writers, writers.stream().map(Writers::changing).toList(), workload, partner);
    }
}
