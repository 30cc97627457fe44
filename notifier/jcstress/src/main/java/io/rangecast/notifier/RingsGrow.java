package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rules</b> ({@link RecordRings}; docs/memory-model.md, 3): no record is lost, and none is taken for released, where the
 * producer goes on in a larger ring.
 *
 * <pre>
 *   producer                                      subscriber
 *   1 publish the last record in ring r  (r)      a peek in r: none        (a)
 *   2 r.next := n                        (v)      b r.next: n              (v)
 *   3 publish in n                       (r)      c peek in r: still none  (a)
 *                                                 d n.previous := null     (v), and on in n
 * </pre>
 */
public class RingsGrow {
    private static final int RECORDS = 2;
    private static final int LOOKS = 100;

    final RecordRings rings = new RecordRings(2 * RECORDS);

    private final SpscRecordRing larger = new SpscRecordRing(2 * RECORDS);

    RingsGrow() {
        rings.goOnIn(new SpscRecordRing(RECORDS));
        publish(1);
        take();
    }

    final void publishInBoth() {
        publish(2);
        rings.goOnIn(larger);
        publish(3);
    }

    private void publish(long value) {
        rings.publishing().putLong(rings.claim(), RecordLayout.START, value);
        rings.publish();
    }

    /** What stands in the record that is taken, or 0 if there is none. */
    final long take() {
        int slot = rings.peek();
        if (slot == SpscRecordRing.NONE) {
            return 0;
        }
        long value = rings.taking().getLong(slot, RecordLayout.START);
        rings.taking().release();
        return value;
    }

    /** The subscriber takes what is in the first ring before it goes on in the second. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "the last record of the first ring, at the last look")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "the last record of the first ring")
    @Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "both records, in order")
    @Outcome(expect = FORBIDDEN, desc = "a record is lost")
    @State
    public static class NoRecordIsLost extends RingsGrow {
        @Actor
        public void producer() {
            publishInBoth();
        }

        @Actor
        public void subscriber(JJ_Result r) {
            for (int look = 0; look < LOOKS && r.r1 == 0; look++) { // so that they meet
                r.r1 = take();
            }
            r.r2 = take();
        }
    }

    /** A record of the first ring is not released before it was taken, even when the subscriber has gone on. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not acknowledged yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "acknowledged, and handled")
    @Outcome(expect = FORBIDDEN, desc = "acknowledged before it was handled")
    @State
    public static class ReleasedInTheFirst extends RingsGrow {
        private int handled;

        public ReleasedInTheFirst() {
            publishInBoth();
        }

        @Actor
        public void subscriber() {
            rings.peek();
            handled = 1;
            rings.taking().release();
            take();
        }

        @Actor
        public void waiter(ZI_Result r) {
            r.r1 = rings.isReleased(2);
            r.r2 = handled;
        }
    }
}
