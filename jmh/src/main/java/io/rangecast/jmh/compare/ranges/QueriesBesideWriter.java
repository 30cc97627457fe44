package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Size;
import io.rangecast.jmh.compare.ranges.ChangingContest.Changing;
import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.List;
import java.util.stream.Stream;

/** How many queries a reader gets done while a writer replaces intervals without pause. */
public final class QueriesBesideWriter {
    private static final Size SIZE = Size.OF_100K;

    private QueriesBesideWriter() {}

    public static List<Experiment> experiments() {
        Question question = Question.of(
                        "query-beside-writer-" + SIZE.label(),
                        SIZE.label() + " intervals, sparse, a second thread updates without pause",
                        "queries per second",
                        Better.HIGHER,
                        Names.TREE)
                .against(Names.RED_BLACK, 4)
                .against(Names.SKIP_LIST, 3);
        return List.of(Experiment.of(question, QueriesBesideWriter::contest));
    }

    private static Contest contest(long seed) {
        IntervalWorkload workload = new IntervalWorkload(SIZE.count(), Density.SPARSE, Shape.UNIFORM, seed);
        RangecastIntervals ours = new RangecastIntervals();
        RedBlackIntervalTree redBlack = new RedBlackIntervalTree();
        SkipListIntervals skipList = new SkipListIntervals();
        List<Changing> changing = Stream.<IntervalIndex<?>>of(ours, redBlack, skipList)
                .map(index -> new Changing(index, List.of(new Churn<>(index, workload, seed).fill())))
                .toList();

        Partner partner = new Partner();
        List<Contender> contenders = List.of(
                new BesideWriter(Names.TREE, WindowLoops.over(ours, workload), changing.get(0), partner),
                new BesideWriter(Names.RED_BLACK, WindowLoops.over(redBlack, workload), changing.get(1), partner),
                new BesideWriter(Names.SKIP_LIST, WindowLoops.over(skipList, workload), changing.get(2), partner));
        return new ChangingContest(contenders, changing, workload, partner);
    }
}
