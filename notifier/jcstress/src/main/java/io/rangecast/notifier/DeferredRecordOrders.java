package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rule</b> ({@link Deferrals}): a record that the handler defers is answered when it is completed, and then what was
 * done before is seen. It is never answered in between, when it is released.
 */
class DeferredRecordOrders {
    /** What both have: a record, whose handler defers it. */
    static class OneDeferred extends OneSubscriber {
        long ticket;
        int done;

        OneDeferred() {
            start();
        }

        @Override
        void handle(InvalidationRecord told) {
            ticket = subscriber.deferrals().defer(told);
        }

        final void complete() {
            done = 1;
            subscriber.complete(ticket);
        }

        final void look(ZI_Result r) {
            r.r1 = haveLetGo();
            r.r2 = done;
        }
    }

    /** The slot says which record it is about before that is released. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not completed yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "completed, and what was done before is seen")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "answered by the release")
    @State
    public static class Release extends OneDeferred {
        @Actor
        public void subscriber() {
            take();
            complete();
        }

        @Actor
        public void producer(ZI_Result r) {
            look(r);
        }
    }

    /** Another thread completes it. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not completed yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "completed, and what was done before is seen")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "answered before it was done")
    @State
    public static class Complete extends OneDeferred {
        public Complete() {
            take();
        }

        @Actor
        public void completer() {
            complete();
        }

        @Actor
        public void producer(ZI_Result r) {
            look(r);
        }
    }
}
