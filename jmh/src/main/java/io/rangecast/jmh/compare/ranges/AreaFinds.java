package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Size;
import io.rangecast.jmh.rivals.AreaIndex;
import io.rangecast.jmh.rivals.GuavaAreas;
import io.rangecast.jmh.rivals.RangecastAreas;
import io.rangecast.jmh.rivals.SkipListAreas;
import io.rangecast.jmh.rivals.TreeMapAreas;
import io.rangecast.jmh.workload.AreaWorkload;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;

/** What it costs to find the area that contains an address. One thread. */
public final class AreaFinds {
    private static final String TREE_MAP = "TreeMap";
    private static final String RANGE_MAP = "TreeRangeMap";

    private AreaFinds() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (Size size : Size.values()) {
            Question question = Question.of(
                            "area-find-" + size.label(),
                            size.label() + " areas, half of the addresses in one",
                            "ns per find",
                            Better.LOWER,
                            Names.AREAS)
                    .against(TREE_MAP, size.of(0.67, 0.4, 0.45))
                    .against(Names.SKIP_LIST, size.of(0.53, 0.22, 0.28))
                    .against(RANGE_MAP, size.of(0.45, 0.2, 0.45));
            experiments.add(Experiment.of(question, seed -> contest(new AreaWorkload(size.count(), seed))));
        }
        return experiments;
    }

    private static Contest contest(AreaWorkload workload) {
        RangecastAreas ours = workload.filled(new RangecastAreas());
        TreeMapAreas treeMap = workload.filled(new TreeMapAreas());
        SkipListAreas skipList = workload.filled(new SkipListAreas());
        GuavaAreas rangeMap = workload.filled(new GuavaAreas());
        for (AreaIndex rival : List.of(treeMap, skipList, rangeMap)) {
            for (int i = 0; i < AreaWorkload.ADDRESSES; i++) {
                checkEqual(ours.find(workload.address(i)), rival.find(workload.address(i)));
            }
        }
        Block finds = over(ours, workload);
        long[] expected = BlockSampler.answers(finds, AreaWorkload.ADDRESSES);
        return () -> List.of(
                new BlockSampler(Names.AREAS, finds, expected),
                new BlockSampler(TREE_MAP, over(treeMap, workload), expected),
                new BlockSampler(Names.SKIP_LIST, over(skipList, workload), expected),
                new BlockSampler(RANGE_MAP, over(rangeMap, workload), expected));
    }

    // Once for each structure: see Block.

    private static Block over(RangecastAreas index, AreaWorkload workload) {
        return (from, to) -> {
            long found = 0;
            for (int i = from; i < to; i++) {
                found += index.find(workload.address(i)) == null ? 0 : 1;
            }
            return found;
        };
    }

    private static Block over(TreeMapAreas index, AreaWorkload workload) {
        return (from, to) -> {
            long found = 0;
            for (int i = from; i < to; i++) {
                found += index.find(workload.address(i)) == null ? 0 : 1;
            }
            return found;
        };
    }

    private static Block over(SkipListAreas index, AreaWorkload workload) {
        return (from, to) -> {
            long found = 0;
            for (int i = from; i < to; i++) {
                found += index.find(workload.address(i)) == null ? 0 : 1;
            }
            return found;
        };
    }

    private static Block over(GuavaAreas index, AreaWorkload workload) {
        return (from, to) -> {
            long found = 0;
            for (int i = from; i < to; i++) {
                found += index.find(workload.address(i)) == null ? 0 : 1;
            }
            return found;
        };
    }

    private static void checkEqual(Interval ours, Interval theirs) {
        if (ours == null ? theirs != null : theirs == null || ours.start() != theirs.start()) {
            throw new IllegalStateException("found " + ours + " and " + theirs + " by the same address");
        }
    }
}
