package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rules</b> ({@link Doorbell}, {@link Subscriber#offline}): nobody waits for a thread that is offline, and a thread
 * that comes back finds what it missed before it uses anything.
 */
class OfflineOrders {
    /** Going offline answers every record: what was used was used before. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not offline yet: waited for")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "offline, and what it did is seen")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "offline before it was done")
    @State
    public static class Offline extends OneSubscriber {
        private int done;

        public Offline() {
            start();
        }

        @Actor
        public void producer(ZI_Result r) {
            r.r1 = haveLetGo();
            r.r2 = done;
        }

        @Actor
        public void subscriber() {
            subscriber.attach();
            done = 1;
            subscriber.offline();
            subscriber.detach();
        }
    }

    /**
     * The producer publishes and then looks whether the thread is offline; the thread says that it is back and then
     * looks for records. With a full fence between the two steps of each, one of them sees the other: either the
     * producer waits, or the thread is told before it uses what it had.
     */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and told")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "used what it had, and is waited for")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and told")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "used what it had, though nobody waits for it")
    @State
    public static class Online extends OneSubscriber {
        private boolean told;

        public Online() {
            subscriber.offline();
            subscriber.detach(); // from the thread that makes this; an actor is the next
        }

        @Override
        void handle(InvalidationRecord record) {
            told = true;
        }

        @Actor
        public void producer(ZZ_Result r) {
            start();
            r.r1 = haveLetGo();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            subscriber.attach();
            lookBefore();
            subscriber.online();
            r.r2 = !told;
            subscriber.detach();
        }
    }

    /**
     * The same if producers ring: a thread that comes back looks only where it has rung. The producer rings before it looks
     * whether the thread is offline, and the thread says that it is back before it takes the bells.
     */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and told")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "used what it had, and is waited for")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and told")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "used what it had, though nobody waits for it")
    @State
    public static class OnlineRung extends OneSubscriber {
        public OnlineRung() {
            subscriber.ringFromNowOn();
            subscriber.take(); // an order to look everywhere, which has been done
            subscriber.set(Doorbell.OFFLINE);
        }

        @Actor
        public void producer(ZZ_Result r) {
            start();
            r.r1 = haveLetGo();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            lookBefore();
            subscriber.clear(Doorbell.OFFLINE);
            r.r2 = !takeIfRung();
        }
    }
}
