package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * <b>Rule</b> ({@link IntervalTree}; docs/memory-model.md, 7): a query sees one moment. It reads the root once and is then
 * alone with what it read.
 *
 * <p>The mover puts a new interval in and then takes the old one out, so that one of the two is there at any moment. A
 * reader that walks one snapshot therefore finds one of them, or both. To find neither it would have to look for the
 * new one before it was in, and for the old one after it was out: in two roots.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the old interval")
@Outcome(id = "3, 2", expect = ACCEPTABLE, desc = "both")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "the new interval")
@Outcome(id = "0, .*", expect = FORBIDDEN, desc = "neither: two moments in one answer")
@Outcome(expect = FORBIDDEN, desc = "the size is not that of what was visited")
@State
public class SnapshotIsOneMoment {
    private static final int OLD = 1;
    private static final int NEW = 2;

    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private final Interval old = new Interval(6, 8, OLD);

    public SnapshotIsOneMoment() {
        tree.insert(old);
    }

    @Actor
    public void mover() {
        tree.insert(new Interval(2, 4, NEW));
        tree.remove(old);
    }

    @Actor
    public void reader(II_Result r) {
        IntervalSnapshot<Interval> seen = tree.snapshot();
        seen.forEach(interval -> {
            r.r1 |= interval.mask();
            return true;
        });
        r.r2 = seen.size();
    }
}
