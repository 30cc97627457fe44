package io.rangecast.ranges.jcstress.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * Broken on purpose: {@code UpdateThenRead.Insert} with a root that is written in release mode and read in acquire
 * mode, as publication alone would ask for. It must fail, or the tests could not see what they are for.
 *
 * <p>Release and acquire order nothing between a thread's write and its own later read of something else; the
 * processor's store buffer delays the write beyond the read, and both threads miss each other.
 */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader finds it")
@Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the inserter sees the word")
@Outcome(id = "0, false", expect = FORBIDDEN, desc = "they miss each other")
@State
public class ReleasedRoot {
    private final AtomicReference<IntervalTree<Interval>> root = new AtomicReference<>(new IntervalTree<>());
    private final IntervalTree<Interval> next = new IntervalTree<>();
    private volatile int word;

    public ReleasedRoot() {
        next.insert(new Interval(2, 5));
    }

    @Actor
    public void updater(IZ_Result r) {
        root.setRelease(next);
        r.r1 = word;
    }

    @Actor
    public void reader(IZ_Result r) {
        word = 1;
        r.r2 = root.getAcquire().snapshot().firstOverlap(2, 3, Interval.EVERY_MASK) != null;
    }
}
