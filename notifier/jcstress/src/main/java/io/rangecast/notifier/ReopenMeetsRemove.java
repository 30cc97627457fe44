package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link Inbox}): a producer goes on with an inbox that another has left, or its subscriber drops it; never
 * both.
 *
 * <pre>
 *   newcomer                                   subscriber
 *   use: left to in use  (v, compare-and-set)  use: left ?              (v)
 *   publish a record                           empty ?
 *   use := left          (v)                   use: left to removed     (v, compare-and-set)
 * </pre>
 *
 * <p>All of the newcomer's steps may fall between two of the subscriber's. Comparing only that the inbox is left, the
 * subscriber would drop it with a record in it. So each use has a number.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the newcomer goes on with it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the subscriber drops it")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "dropped with a record in it")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "left to nobody")
@State
public class ReopenMeetsRemove extends OneSubscriber {
    public ReopenMeetsRemove() {
        inbox.close();
    }

    @Actor
    public void newcomer(ZZ_Result r) {
        if (inbox.reopen(producer.parkingSpot())) {
            r.r1 = true;
            inbox.publish(range);
            inbox.close();
        }
    }

    @Actor
    public void subscriber(ZZ_Result r) {
        inbox.tryRemove();
        r.r2 = inbox.isRemoved();
    }
}
