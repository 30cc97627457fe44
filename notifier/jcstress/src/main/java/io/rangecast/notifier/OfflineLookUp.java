package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link LookUp}): what was looked up offline is kept only if nobody has begun to take it away, or is waited
 * for. The thread says that it is back, and then looks at the state; the producer changes the state, and then looks whether
 * the thread is offline. With a full fence between the two steps of each, one of them sees the other.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and looks up again")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "keeps it, and is waited for")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and looks up again")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "keeps it, though nobody waits for it")
@State
public class OfflineLookUp extends OneSubscriber {
    private final Subscription subscription = space.subscribe(START, END - START, subscriber);
    private final long seen;

    public OfflineLookUp() {
        subscriber.set(Doorbell.OFFLINE);
        seen = subscription.tryReadBegin();
    }

    @Actor
    public void producer(ZZ_Result r) {
        start();
        r.r1 = haveLetGo();
    }

    @Actor
    public void subscriber(ZZ_Result r) {
        subscription.checkRetry(seen); // so that the line is in this thread's cache, and a read may overtake
        subscriber.clear(Doorbell.OFFLINE);
        take();
        VarHandle.fullFence();
        r.r2 = !subscription.readRetry(seen);
    }
}
