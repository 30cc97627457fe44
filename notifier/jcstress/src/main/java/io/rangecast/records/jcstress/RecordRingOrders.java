package io.rangecast.records.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rules</b> ({@link SpscRecordRing}; docs/memory-model.md, 3): one for each of the two edges of the ring, and one for
 * what both make together: a slot is read before it is written again.
 *
 * <pre>
 *   producer                                   consumer
 *   claim:   slot.sequence (a)    &lt;---------   release: slot.sequence := -n (r)
 *   put...   plain
 *   publish: slot.sequence := n (r)  ------&gt;   peek:    slot.sequence (a) == n ?
 *                                              get...   plain
 * </pre>
 */
public class RecordRingOrders {
    final SpscRecordRing ring = new SpscRecordRing(2);

    final boolean publish(long value) {
        int slot = ring.claim();
        if (slot == SpscRecordRing.NONE) {
            return false;
        }
        ring.putLong(slot, RecordLayout.START, value);
        ring.putInt(slot, RecordLayout.FLAGS, (int) value);
        ring.publish();
        return true;
    }

    /**
     * What the producer did before {@code publish} happens before what the consumer does after a {@code peek} that found
     * the record. A field that reads 0 would have been passed by the sequence that announces it.
     */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "7, 7, 1", expect = ACCEPTABLE, desc = "the whole record, and what was done before it")
    @Outcome(expect = FORBIDDEN, desc = "a record ahead of its fields")
    @State
    public static class Publish extends RecordRingOrders {
        private int done;

        @Actor
        public void producer() {
            done = 1;
            publish(7);
        }

        @Actor
        public void consumer(III_Result r) {
            int slot = ring.peek();
            if (slot != SpscRecordRing.NONE) {
                r.r1 = (int) ring.getLong(slot, RecordLayout.START);
                r.r2 = ring.getInt(slot, RecordLayout.FLAGS);
                r.r3 = done;
            }
        }
    }

    /**
     * What the consumer did before {@code release} happens before what any thread does after {@code isReleased} answered
     * true: a released record is an acknowledgement. True without the handler's work would let a producer free memory
     * that the handler still reads.
     */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not acknowledged yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "acknowledged, and handled")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "acknowledged before it was handled")
    @State
    public static class Release extends RecordRingOrders {
        private int handled;

        public Release() {
            publish(7);
        }

        @Actor
        public void consumer() {
            ring.peek();
            handled = 1;
            ring.release();
        }

        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = ring.isReleased(1);
            r.r2 = handled;
        }
    }

    /**
     * The ring is full. The producer writes the first slot again only if it has acquired its release, and the consumer
     * has read the record by then. Finding 9, or nothing where two records are, would be a slot written too early.
     */
    @JCStressTest
    @Outcome(id = "false, 7", expect = ACCEPTABLE, desc = "still full")
    @Outcome(id = "true, 7", expect = ACCEPTABLE, desc = "read, released, written again")
    @Outcome(expect = FORBIDDEN, desc = "written again while it was read")
    @State
    public static class Reuse extends RecordRingOrders {
        public Reuse() {
            publish(7);
            publish(8);
        }

        @Actor
        public void producer(ZI_Result r) {
            r.r1 = publish(9);
        }

        @Actor
        public void consumer(ZI_Result r) {
            int slot = ring.peek();
            if (slot != SpscRecordRing.NONE) {
                r.r2 = (int) ring.getLong(slot, RecordLayout.START);
                ring.release();
            }
        }
    }

    /**
     * The slot of a released record may hold a later record before anybody asks: that too says that the first is
     * released, and what was done before its release is seen. Answering false would keep a waiter waiting for ever.
     */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not acknowledged yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "acknowledged, by itself or by what came after it")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "acknowledged before it was handled")
    @State
    public static class ReleaseThenReuse extends RecordRingOrders {
        private int handled;

        public ReleaseThenReuse() {
            publish(7);
            publish(8);
        }

        @Actor
        public void both() { // in one thread, or it would need three processors; Reuse has the edge between the two
            ring.peek();
            handled = 1;
            ring.release();
            publish(9);
        }

        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = ring.isReleased(1);
            r.r2 = handled;
        }
    }

    /**
     * Who finds a record released notes it, and the next who asks need not look: he is behind the release all the same. The
     * later record is asked for first, so that the answer for the earlier one is what was noted.
     */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not acknowledged yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "acknowledged, and handled")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "noted before it was handled")
    @State
    public static class ReleaseIsNoted extends RecordRingOrders {
        private int handled;

        public ReleaseIsNoted() {
            publish(7);
            publish(8);
        }

        @Actor
        public void consumer() {
            ring.peek();
            handled = 1;
            ring.release();
            ring.release();
            ring.isReleased(2);
        }

        @Actor
        public void waiter(ZI_Result r) {
            ring.isReleased(2);
            r.r1 = ring.isReleased(1);
            r.r2 = handled;
        }
    }

    /** The same for a slot that is written again without a look at it. */
    @JCStressTest
    @Outcome(id = "false, 7", expect = ACCEPTABLE, desc = "still full")
    @Outcome(id = "true, 7", expect = ACCEPTABLE, desc = "read, released, written again")
    @Outcome(expect = FORBIDDEN, desc = "written again while it was read")
    @State
    public static class ReuseOfNoted extends RecordRingOrders {
        public ReuseOfNoted() {
            publish(7);
            publish(8);
        }

        @Actor
        public void producer(ZI_Result r) {
            ring.isReleased(1);
            r.r1 = publish(9);
        }

        @Actor
        public void consumer(ZI_Result r) {
            int slot = ring.peek();
            if (slot != SpscRecordRing.NONE) {
                r.r2 = (int) ring.getLong(slot, RecordLayout.START);
                ring.release();
                ring.isReleased(1);
            }
        }
    }
}
