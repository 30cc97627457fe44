package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * <b>Rule</b> ({@link Invalidator#await(InvalidationRange, long)}; docs/memory-model.md, 4): a callback that has failed
 * and is asked again does not run once the close of its subscription has returned, and what it did is seen.
 *
 * <pre>
 *   producer                                   closer
 *   another slot: version := CALLING  (v)      S.standing := LEFT  (v)
 *   S.standing == LEFT ? skip S       (v)      slots: versions     (v)
 *   callback                                   wait while CALLING  (v)
 *   the slot: version := FREE         (r)      free what the callback uses
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "closed before: not called again")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "called before close returned, and seen")
@Outcome(id = "1, .*, 1", expect = FORBIDDEN, desc = "called after close returned")
@Outcome(id = "1, 0, .*", expect = FORBIDDEN, desc = "close has not waited for the callback")
@State
public class CloseMeetsCallAgain extends OneRange {
    private final Callee callee = new Callee();
    private final Subscription subscription = space.subscribe(START, END - START, callee);

    public CloseMeetsCallAgain() {
        producer.publish(range);
        callee.calls = 0;
    }

    @Actor
    public void producer(III_Result r) {
        producer.await(range, 0);
        r.r1 = callee.calls;
        r.r3 = callee.freedWhenCalled;
    }

    @Actor
    public void closer(III_Result r) {
        producer.windows().version(1); // as in shareSlot(), of the other slot
        subscription.close();
        r.r2 = callee.calls;
        callee.freed = 1;
    }

    /** Refuses each time. */
    private static final class Callee implements IntervalNotifier {
        private int calls;
        private int freed;
        private int freedWhenCalled;

        @Override
        public boolean invalidate(Subscription called, Invalidation invalidation) {
            freedWhenCalled = freed;
            calls++;
            return false;
        }
    }
}
