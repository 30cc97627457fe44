package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rule</b> (protocol 11): who subscribes while the subscriber ends is found and closed, or finds out and withdraws.
 *
 * <pre>
 *   subscribe                                  the end of a subscriber
 *   its membership += subscription   (v)       state |= CLOSED        (v)
 *   full fence                                 full fence
 *   state: closed?                   (a)       its memberships        (v)
 * </pre>
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "found, and closed")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused, and withdrawn")
@Outcome(expect = FORBIDDEN, desc = "it stays for ever")
@State
public class SubscribeMeetsEnd {
    private final AddressSpace space = new AddressSpace();
    private final Subscriber subscriber = new Subscriber("ends", record -> {});

    @Actor
    public void newcomer(ZI_Result r) {
        try {
            space.subscribe(0x1000, 0x1000, subscriber);
            r.r1 = true;
        } catch (IllegalStateException ended) {
            r.r1 = false;
        }
    }

    @Actor
    public void end() {
        subscriber.close();
    }

    @Arbiter
    public void left(ZI_Result r) {
        Invalidator producer = space.newInvalidator("counts hits", 0);
        InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);
        producer.publish(range);
        r.r2 = range.hits();
    }
}
