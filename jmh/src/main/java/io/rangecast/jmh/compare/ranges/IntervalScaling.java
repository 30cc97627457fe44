package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.SizeInName;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.ArrayList;
import java.util.List;

/** How the cost of a query grows with the number of intervals, from one to ten million. One thread. */
public final class IntervalScaling {
    private static final List<String> SIZES = List.of("1", "10", "100", "1k", "10k", "100k", "1M", "10M");
    private static final int TEN_MILLION = 10_000_000;

    /** With fewer, a window could not hit twenty. */
    private static final int LEAST_DENSE = 1_000;

    private IntervalScaling() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (Density density : Density.values()) {
            for (String label : SIZES) {
                int size = (int) SizeInName.of(label).orElseThrow();
                if (density == Density.SPARSE || size >= LEAST_DENSE) {
                    experiments.add(experiment(density, label, size));
                }
            }
        }
        return experiments;
    }

    private static Experiment experiment(Density density, String label, int size) {
        Question question = Question.of(
                        "scaling-intervals-" + Names.of(density) + "-" + label,
                        label + " intervals, " + Names.of(density) + ", uniform",
                        "ns per query",
                        Better.LOWER,
                        Names.TREE)
                .against(Names.RED_BLACK);
        Experiment experiment =
                Experiment.of(question, seed -> contest(size, density, seed)).inFullOnly();
        return size < TEN_MILLION ? experiment : experiment.withJvmArgs("-Xms6g", "-Xmx6g");
    }

    private static Contest contest(int size, Density density, long seed) {
        IntervalWorkload workload = new IntervalWorkload(size, density, Shape.UNIFORM, seed);
        Block ours = WindowLoops.over(Churn.filled(new RangecastIntervals(), workload, seed), workload);
        Block redBlack = WindowLoops.over(Churn.filled(new RedBlackIntervalTree(), workload, seed), workload);
        long[] expected = BlockSampler.answers(ours, IntervalWorkload.WINDOWS);
        return () -> List.of(
                new BlockSampler(Names.TREE, ours, expected), new BlockSampler(Names.RED_BLACK, redBlack, expected));
    }
}
