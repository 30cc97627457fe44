package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * <b>Rule</b> ({@link WindowTable}; docs/memory-model.md, 1): nobody is missed. A start finds the newcomer, or the
 * newcomer finds the window and makes its readers wait for it.
 *
 * <pre>
 *   producer                                   subscriber
 *   slot: version := STARTING  (v)             tree.root := root + S  (v)
 *   tree.root                  (v)             slots: versions        (v)
 * </pre>
 *
 * <p>One of the two writes is the first, and the other thread's read comes after it. If neither saw the other, the
 * memory would change while a reader trusts it. A store buffer does just that, where a processor may read before its own
 * write is out: on x86 too.
 */
class StartMeetsSubscribe {
    /** The usual case: the start asks the tree. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the start has found the newcomer")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the newcomer has found the window")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they have missed each other")
    @State
    public static class Newcomer extends OneRange {
        @Actor
        public void producer(IZ_Result r) {
            start();
            r.r1 = range.hits();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }

    /** The same, where the last start has missed, so that the next asks the filter and not the tree. */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the start has found the newcomer")
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
            r.r1 = range.hits();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }

    /**
     * {@link BatchStart}: the slots of a batch in release mode, then one full fence, then the tree. The newcomer meets
     * the slot that was written last.
     */
    @JCStressTest
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the start has found the newcomer")
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
            r.r1 = batch.hits();
        }

        @Actor
        public void subscriber(IZ_Result r) {
            shareSlot();
            r.r2 = subscribe().tryReadBegin() == Subscription.BUSY;
        }
    }
}
