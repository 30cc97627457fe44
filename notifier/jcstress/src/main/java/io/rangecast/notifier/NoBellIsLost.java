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
 * <b>Rule</b> ({@link Doorbell}): a record is found by the look into its inbox that the doorbell asks for, now or later.
 *
 * <pre>
 *   producer                                   subscriber
 *   publish a record                 (r)       bells := 0, if there are any         (v)
 *   full fence                                 look into the inboxes that have rung (a)
 *   state: to be rung?               (o)
 *   bells |= mine                    (v)
 * </pre>
 *
 * <p>A bell that were taken without its record would be the last: the record would lie there until another comes.
 */
class NoBellIsLost extends OneSubscriber {
    final Doorbell doorbell = subscriber;

    /** The producer rings after it has published; the subscriber takes the bell before it looks. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "not yet rung; found by the next look")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "the bell was taken, the record was not")
    @State
    public static class Ring extends NoBellIsLost {
        public Ring() {
            doorbell.ringFromNowOn();
            doorbell.take();
        }

        @Actor
        public void producer() {
            start();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            r.r1 = takeIfRung();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = takeIfRung();
        }
    }

    /**
     * There are more inboxes now, and producers are to ring. One that has not seen that does not; but it has published
     * before, by its fence, and the subscriber is made to look everywhere after.
     */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "rung, and found by the next look")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "not rung, and not looked for again")
    @State
    public static class SwitchUnseen extends NoBellIsLost {
        @Actor
        public void producer() {
            start();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            lookBefore();
            doorbell.ringFromNowOn();
            r.r1 = takeIfRung();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = takeIfRung();
        }
    }

    /**
     * The subscriber looks everywhere while producers are told to ring, and then a record comes. Were the order to look
     * everywhere the first, it could be obeyed too early, and the record come before the producer is to ring.
     */
    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the look before finds nothing, the look after the record")
    @Outcome(expect = FORBIDDEN, desc = "not rung, and not looked for again")
    @State
    public static class Switch extends NoBellIsLost {
        @Actor
        public void another() {
            doorbell.ringFromNowOn();
        }

        @Actor
        public void subscriberThenProducer(ZZ_Result r) {
            r.r1 = takeIfRung();
            start();
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = takeIfRung();
        }
    }
}
