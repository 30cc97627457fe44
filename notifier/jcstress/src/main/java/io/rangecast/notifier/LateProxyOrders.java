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
 * <b>Rule</b> ({@link Subscriber#hasMissedADeadline}): a proxy that has acknowledged something meanwhile is not known as
 * silent. That would last until it acknowledges again, and starts would not wait for it.
 *
 * <pre>
 *   producer, at its deadline                  who completes a record
 *   state |= LAGGING                 (v)       acknowledgedAt := now                (v)
 *   acknowledgedAt: since then?          (v)       state: LAGGING? then not any more (v)
 *   then not LAGGING any more        (v)
 * </pre>
 */
class LateProxyOrders {
    /** Both write, and then read: one of them sees the other. */
    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it has acknowledged, and is not silent")
    @Outcome(expect = FORBIDDEN, desc = "silent, though it has acknowledged")
    @State
    public static class DeadlineMeetsCompletion extends OneRange {
        private final Subscriber proxy = Subscriber.proxy("proxy", record -> {});
        private final Inbox inbox;
        private final long since;

        public DeadlineMeetsCompletion() {
            space.subscribe(START, END - START, proxy);
            inbox = producer.inboxes().of(proxy);
            since = System.nanoTime();
        }

        @Actor
        public void producer() {
            proxy.hasMissedADeadline(inbox, 1, since);
        }

        @Actor
        public void completer() {
            proxy.hasAcknowledged();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = proxy.isAny(Doorbell.LAGGING);
            proxy.hasMissedADeadline(inbox, 1, System.nanoTime() + 1);
            r.r2 = proxy.isAny(Doorbell.LAGGING); // nothing since then: the test sees what it looks for
        }
    }
}
