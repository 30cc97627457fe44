package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.List;
import java.util.Map;

/** How many queries a reader gets done while a writer replaces intervals without pause. */
final class QueriesBesideWriter {
    private static final Size SIZE = Size.OF_100K;

    private QueriesBesideWriter() {}

    static List<Question> questions() {
        return List.of(new Question(
                        "query-beside-writer-" + SIZE.label(),
                        SIZE.label() + " intervals, sparse, a second thread updates without pause",
                        "queries per second",
                        Better.HIGHER,
                        Names.TREE,
                        Map.of(),
                        QueriesBesideWriter::contest)
                .against(Names.RED_BLACK, 4)
                .against(Names.SKIP_LIST, 3));
    }

    private static Contest contest(long seed) {
        IntervalWorkload workload = new IntervalWorkload(SIZE.count(), Density.SPARSE, Shape.UNIFORM, seed);
        RangecastIntervals ours = new RangecastIntervals();
        RedBlackIntervalTree redBlack = new RedBlackIntervalTree();
        SkipListIntervals skipList = new SkipListIntervals();
        List<IntervalIndex<?>> indexes = List.of(ours, redBlack, skipList);
        List<List<Churn<?>>> churns = indexes.stream()
                .<List<Churn<?>>>map(index -> List.of(new Churn<>(index, workload, seed).fill()))
                .toList();

        Partner partner = new Partner();
        int windows = IntervalWorkload.WINDOWS;
        List<Contender> contenders = List.of(
                new BesideWriter(
                        Names.TREE,
                        WindowLoops.over(ours, workload),
                        windows,
                        churns.get(0).get(0),
                        partner),
                new BesideWriter(
                        Names.RED_BLACK,
                        WindowLoops.over(redBlack, workload),
                        windows,
                        churns.get(1).get(0),
                        partner),
                new BesideWriter(
                        Names.SKIP_LIST,
                        WindowLoops.over(skipList, workload),
                        windows,
                        churns.get(2).get(0),
                        partner));
        return new Contest() {
            @Override
            public List<Contender> contenders() {
                return contenders;
            }

            @Override
            public Partner partner() {
                return partner;
            }

            @Override
            public void verify() {
                Settlement.settle(indexes, churns, workload);
            }
        };
    }
}
