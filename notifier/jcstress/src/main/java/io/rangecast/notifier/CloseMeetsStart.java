package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * <b>Rule</b> ({@link Subscription#close}; docs/memory-model.md, 4): when close returns, no callback runs or will run, and
 * what callbacks did is seen.
 *
 * <pre>
 *   producer                                   closer
 *   slot: version := STARTING  (v)             tree.root := root - S  (v)
 *   tree.root                  (v)             slots: versions        (v)
 *   callback, if S is there                    wait while STARTING    (v)
 *   slot: version := OPEN      (r)             free what the callback uses
 * </pre>
 *
 * <p>A start whose root still holds S has published its window before the closer looks, so the closer waits for its
 * callback. One that is missed would call into what is freed.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "closed before: not called")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "called before close returned, and seen")
@Outcome(id = "1, .*, 1", expect = FORBIDDEN, desc = "called after close returned")
@Outcome(id = "1, 0, .*", expect = FORBIDDEN, desc = "close has not waited for the callback")
@State
public class CloseMeetsStart extends OneRange {
    private final Callee callee = new Callee();
    private final Subscription subscription = space.subscribe(START, END - START, callee);

    @Actor
    public void producer(III_Result r) {
        start();
        r.r1 = range.hits();
        r.r3 = callee.freedWhenCalled;
    }

    @Actor
    public void closer(III_Result r) {
        shareSlot();
        subscription.close();
        r.r2 = callee.called;
        callee.freed = 1;
    }

    private static final class Callee implements IntervalNotifier {
        private int called;
        private int freed;
        private int freedWhenCalled;

        @Override
        public boolean invalidate(Subscription subscription, Invalidation invalidation) {
            freedWhenCalled = freed;
            called = 1;
            return true;
        }
    }
}
