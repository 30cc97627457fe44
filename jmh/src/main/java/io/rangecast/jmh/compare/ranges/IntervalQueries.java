package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Size;
import io.rangecast.jmh.rivals.CopyOnWriteIntervals;
import io.rangecast.jmh.rivals.HtsjdkIntervals;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.ArrayList;
import java.util.List;

/** What a query for a window costs, visiting every hit, by size, density and shape. One thread. */
public final class IntervalQueries {
    private static final String COPY_ON_WRITE = "copy-on-write";
    private static final String HTSJDK = "htsjdk";

    private IntervalQueries() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (Density density : Density.values()) {
            for (Size size : Size.values()) {
                for (Shape shape : List.of(Shape.UNIFORM, Shape.CLUSTERED, Shape.LONG_TAILED)) {
                    Question question = question(size, density, shape)
                            .against(Names.RED_BLACK, redBlack(size, density))
                            .against(HTSJDK, htsjdk(size, density))
                            .against(COPY_ON_WRITE, size.of(1.15, 0.9, 0.7));
                    if (suitsSkipList(size, density, shape)) {
                        question = question.against(Names.SKIP_LIST, size.of(0.33, 0.2, 0.125));
                    }
                    Experiment experiment = experiment(question, size, density, shape);
                    experiments.add(isCurated(size, density, shape) ? experiment : experiment.inFullOnly());
                }
            }
        }
        Question veryLong = question(Size.OF_100K, Density.DENSE, Shape.VERY_LONG)
                .against(Names.RED_BLACK, 0.6)
                .against(HTSJDK)
                .against(COPY_ON_WRITE);
        experiments.add(experiment(veryLong, Size.OF_100K, Density.DENSE, Shape.VERY_LONG));
        return experiments;
    }

    /** Every size and density in its uniform form; and two others, each of which is hard in its own way. */
    private static boolean isCurated(Size size, Density density, Shape shape) {
        Shape hard = density == Density.SPARSE ? Shape.CLUSTERED : Shape.LONG_TAILED;
        return shape == Shape.UNIFORM || shape == hard && size == Size.OF_100K;
    }

    /** Elsewhere the longest range makes every query read a tenth of everything, which would take minutes. */
    private static boolean suitsSkipList(Size size, Density density, Shape shape) {
        return shape != Shape.VERY_LONG
                && (shape != Shape.LONG_TAILED || density == Density.SPARSE || size == Size.OF_1K);
    }

    private static double redBlack(Size size, Density density) {
        return density == Density.SPARSE ? size.of(0.83, 0.5, 0.4) : size.of(1.1, 0.4, 0.45);
    }

    private static double htsjdk(Size size, Density density) {
        return density == Density.SPARSE ? size.of(Double.NaN, 0.33, 0.4) : size.of(Double.NaN, 0.2, 0.22);
    }

    private static Question question(Size size, Density density, Shape shape) {
        return Question.of(
                "query-" + Names.of(density) + "-" + size.label() + "-" + Names.of(shape),
                size.label() + " intervals, " + Names.of(density) + ", " + Names.of(shape),
                "ns per query",
                Better.LOWER,
                Names.TREE);
    }

    private static Experiment experiment(Question question, Size size, Density density, Shape shape) {
        return Experiment.of(question, seed -> {
            IntervalWorkload workload = new IntervalWorkload(size.count(), density, shape, seed);
            return contest(workload, suitsSkipList(size, density, shape), seed);
        });
    }

    private static Contest contest(IntervalWorkload workload, boolean suitsSkipList, long seed) {
        Block ours = WindowLoops.over(Churn.filled(new RangecastIntervals(), workload, seed), workload);
        RedBlackIntervalTree redBlack = Churn.filled(new RedBlackIntervalTree(), workload, seed);
        long[] expected = BlockSampler.answers(ours, IntervalWorkload.WINDOWS);

        List<Contender> contenders = new ArrayList<>();
        contenders.add(new BlockSampler(Names.TREE, ours, expected));
        contenders.add(new BlockSampler(Names.RED_BLACK, WindowLoops.over(redBlack, workload), expected));
        contenders.add(new BlockSampler(
                HTSJDK, WindowLoops.over(Churn.filled(new HtsjdkIntervals(), workload, seed), workload), expected));
        contenders.add(new BlockSampler(
                COPY_ON_WRITE, WindowLoops.over(CopyOnWriteIntervals.of(redBlack), workload), expected));
        if (suitsSkipList) {
            SkipListIntervals skipList = Churn.filled(new SkipListIntervals(), workload, seed);
            contenders.add(new BlockSampler(Names.SKIP_LIST, WindowLoops.over(skipList, workload), expected));
        }
        return () -> contenders;
    }
}
