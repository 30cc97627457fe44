package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * <b>Rule</b> ({@link IntervalTree#mayOverlap}): an insertion that has returned is seen, also if another thread builds
 * the filter anew meanwhile; and the two stand in the order of volatile accesses, as {@link UpdateThenRead} needs it.
 *
 * <pre>
 *   inserter                                  builder, reader
 *   tree := tree + interval, filter too (v)   filter := another (v)
 *   word                                (v)   word := 1         (v)
 *                                             filter            (v)
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader may find it")
@Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the inserter sees the word")
@Outcome(id = "0, false", expect = FORBIDDEN, desc = "they miss each other")
@State
public class InsertWhileFilterIsBuilt {
    private static final long SPAN = 1L << 32;

    private final IntervalTree<Interval> tree = IntervalTree.withFilter();
    private volatile int word;

    /** 3071 keys: the inserter's one more is the last that there is room for, so the builder builds. */
    public InsertWhileFilterIsBuilt() {
        List<Interval> intervals = new ArrayList<>();
        for (int i = 1; i <= 180; i++) {
            intervals.add(touching(17, i * SPAN));
        }
        intervals.add(touching(11, 200 * SPAN));
        tree.insertAll(intervals);
    }

    private static Interval touching(int pages, long start) {
        return new Interval(start + 0x800, start + pages * 0x1000L - 0x801);
    }

    @Actor
    public void inserter(IZ_Result r) {
        tree.insert(new Interval(1, 2));
        r.r1 = word;
    }

    @Actor
    public void builder(IZ_Result r) {
        tree.insert(touching(2, SPAN / 2));
        word = 1;
        r.r2 = tree.mayOverlap(1, 2);
    }
}
