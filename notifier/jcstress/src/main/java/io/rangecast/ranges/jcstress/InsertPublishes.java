package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * <b>Rule</b> ({@link IntervalTree}; docs/memory-model.md, 7): who finds an interval sees all that was before its
 * insertion.
 *
 * <pre>
 *   inserter                                  reader
 *   written := 1                  (plain)     root                    (v)
 *   interval.tag := 2             (plain)     interval, if it is there
 *   root := root + interval       (v)         interval.tag, written   (plain)
 * </pre>
 *
 * <p>The reader finds nothing, or all of it. To find the interval it has read the root that the compare-and-set wrote,
 * or a later one; that read acquires what the compare-and-set released. An interval without its tag, or a tag without
 * what was written before it, would be a reference that came ahead of what it refers to.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not inserted yet")
@Outcome(id = "9, 2, 1", expect = ACCEPTABLE, desc = "the interval and all that was done before")
@Outcome(expect = FORBIDDEN, desc = "an interval ahead of what it was inserted after")
@State
public class InsertPublishes {
    private final IntervalTree<Tagged> tree = new IntervalTree<>();
    private int written;

    @Actor
    public void inserter() {
        written = 1;
        Tagged interval = new Tagged(3, 9);
        interval.tag = 2;
        tree.insert(interval);
    }

    @Actor
    public void reader(III_Result r) {
        Tagged found = tree.snapshot().firstOverlap(3, 4, Interval.EVERY_MASK);
        if (found != null) {
            r.r1 = (int) found.end();
            r.r2 = found.tag;
            r.r3 = written;
        }
    }

    private static final class Tagged extends Interval {
        private int tag; // a user's field: not final, not volatile

        private Tagged(long start, long end) {
            super(start, end);
        }
    }
}
