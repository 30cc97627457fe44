package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link AddressSpace#close}; docs/memory-model.md, 6): nobody is subscribed to a space that is gone.
 *
 * <pre>
 *   closer                                     joiner
 *   released := true     (v)                   tree.root := root + S  (v)
 *   tree.root, cleared   (v)                   released ?             (v)
 * </pre>
 *
 * <p>The joiner is found and closed, or sees that it came too late and leaves. Else its readers would read on for ever.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "subscribed, and closed with the space")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "rejected")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "subscribed to a space that is gone")
@State
public class ReleaseMeetsSubscribe extends OneRange {
    private Subscription joined;

    @Actor
    public void joiner(ZZ_Result r) {
        try {
            joined = subscribe();
            r.r1 = true;
        } catch (IllegalStateException released) {
            r.r1 = false;
        }
    }

    @Actor
    public void closer() {
        space.close();
    }

    @Arbiter
    public void after(ZZ_Result r) {
        r.r2 = joined != null && joined.tryReadBegin() == Subscription.CLOSED_FOR_GOOD;
    }
}
