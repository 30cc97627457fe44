package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> (protocol 11): a subscriber that nobody has used is taken to hold nothing if those who have made it are dead
 * (here they are taken for dead); whoever begins to read under it meanwhile is kept out by the window, or waited for.
 *
 * <pre>
 *   producer                                   the first to read
 *   slot: version := STARTING        (v)       state -= UNUSED, ORPHANED        (v)
 *   full fence                                 subscription: no longer dormant  (v)
 *   state: UNUSED? then += ORPHANED  (v)       slots: is a window open?         (v)
 * </pre>
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and kept out")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has begun, and is waited for")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and kept out")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "has begun, though nobody waits for it")
@State
public class OrphanMeetsReader extends OneSubscriber {
    private final Subscription subscription = space.subscribe(START, END - START, subscriber);

    @Actor
    public void producer(ZZ_Result r) {
        start();
        long state = subscriber.state();
        if ((state & Doorbell.UNATTACHED) != 0) {
            subscriber.orphan(state);
        }
        r.r1 = haveLetGo();
    }

    @Actor
    public void reader(ZZ_Result r) {
        r.r2 = subscription.tryReadBegin() != Subscription.BUSY;
    }
}
