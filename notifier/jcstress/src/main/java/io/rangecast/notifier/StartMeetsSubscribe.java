package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link WindowTable}, {@link SubscriptionState}; docs/memory-model.md, 1 and 12): nobody is missed. A start
 * finds the newcomer and that it is awake, or the newcomer's first reader finds the window and waits for it.
 *
 * <pre>
 *   producer                                   subscriber
 *   slot: version := STARTING  (v)             tree.root := root + S    (v)
 *   tree.root                  (v)             state := state - dormant (v)
 *   state: dormant?            (v)             slots: versions          (v)
 * </pre>
 *
 * <p>One of the writes that a thread makes is before the read of it by the other, or the other way round. If neither saw
 * the other, the memory would change while a reader trusts it. A store buffer does just that, where a processor may read before its own
 * write is out: on x86 too.
 */
class StartMeetsSubscribe {
    /** The usual case: the start asks the tree. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the window counts in the newcomer")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the newcomer has found the window")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they have missed each other")
    @State
    public static class Newcomer extends OneRange {
        @Actor
        public void producer(IZ_Result r) {
            start();
            r.r1 = range.window.counted();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }

    /** The same, where the last start has missed, so that the next asks the filter and not the tree. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the window counts in the newcomer")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the newcomer has found the window")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they have missed each other")
    @State
    public static class NewcomerBehindFilter extends OneRange {
        public NewcomerBehindFilter() {
            start();
            end();
        }

        @Actor
        public void producer(IZ_Result r) {
            start();
            r.r1 = range.window.counted();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }

    /**
     * {@link StartOrder}: the slots of a batch in release mode, then one full fence, then the tree. The newcomer meets
     * the slot that was written last.
     */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the window counts in the newcomer")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the newcomer has found the window")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they have missed each other")
    @State
    public static class Batch extends OneRange {
        private final InvalidationBatch batch = batch();

        /** The batch has its ranges then, so that the actor comes to the slots at once, and to the first slot last. */
        public Batch() {
            producer.publish(batch);
            producer.invalidateRangeEnd(batch);
        }

        @Actor
        public void producer(IZ_Result r) {
            producer.publish(batch);
            r.r1 = batch.range(1).window.counted();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }

    /** The subscription has long been there, and its first reader comes. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the window counts in the subscription")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader has found the window")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they have missed each other")
    @State
    public static class FirstReader extends OneRange {
        private final Subscription subscription = subscribe();

        @Actor
        public void producer(IZ_Result r) {
            start();
            r.r1 = range.window.counted();
        }

        @Actor
        public void reader(IZ_Result r) {
            shareSlot();
            r.r2 = subscription.tryReadBegin() == Subscription.BUSY;
        }
    }

    /** Two readers come at once: neither takes it that the other has looked for windows. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both have found the window")
    @Outcome(expect = FORBIDDEN, desc = "one reads inside the window")
    @State
    public static class TwoFirstReaders extends OneRange {
        private final Subscription subscription = subscribe();

        public TwoFirstReaders() {
            start();
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = subscription.tryReadBegin() == Subscription.BUSY;
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = subscription.tryReadBegin() == Subscription.BUSY;
        }
    }

    /** A callback has handed it to a reader before it is in the filter, which the next start asks. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the window counts in the newcomer")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader came before the insertion was over")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "it reads, and the window does not find it")
    @State
    public static class HandedOver extends OneRange {
        private final Subscription subscription = unknown();

        public HandedOver() {
            start();
            end();
        }

        @Actor
        public void newcomer() {
            producer.registry().subscriptions().join(subscription);
        }

        @Actor
        public void reader(IZ_Result r) {
            r.r2 = subscription.tryReadBegin() == Subscription.BUSY;
            start();
            r.r1 = range.window.counted();
        }
    }
}
