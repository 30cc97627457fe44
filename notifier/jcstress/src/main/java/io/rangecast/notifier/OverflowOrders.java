package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rules</b> ({@link Overflow}): what does not fit into a ring is told all the same, and answered when it was handled.
 *
 * <pre>
 *   producer                                   subscriber
 *   merged := pending + range, plain
 *   pending := merged (v, compare-and-set) --&gt; p := pending, pending := null (v, get-and-set)
 *                                              handler for each range of p
 *   taken (a) &gt;= merged.number ?           &lt;-- taken := p.number (r)
 * </pre>
 *
 * <p>A batch was there before, number 1. What the producer adds goes with it, or into number 2.
 */
class OverflowOrders {
    final Overflow overflow = new Overflow();

    OverflowOrders() {
        overflow.add(1, 10, 20);
    }

    /**
     * A range goes with the batch whose number it was given, however the subscriber takes that meanwhile. Were pending
     * written without comparing, a range could be answered that nobody has seen.
     */
    @JCStressTest
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "added before the batch was taken")
    @Outcome(id = "2, false", expect = ACCEPTABLE, desc = "added after it: the next batch")
    @Outcome(id = "1, false", expect = FORBIDDEN, desc = "answered with a batch that it is not in")
    @Outcome(id = "2, true", expect = FORBIDDEN, desc = "told with a batch before it")
    @State
    public static class Add extends OverflowOrders {
        @Actor
        public void producer(IZ_Result r) {
            r.r1 = (int) overflow.add(1, 30, 40);
        }

        @Actor
        public void subscriber(IZ_Result r) {
            r.r2 = overflow.take().starts().length == 2;
        }
    }

    /**
     * A range that the batch covers already is added all the same: the subscriber that takes the batch must have seen
     * what the producer did before. So pending is written, if only with itself.
     */
    @JCStressTest
    @Outcome(
            id = "1, true",
            expect = ACCEPTABLE,
            desc = "added before the batch was taken, and what was before it seen")
    @Outcome(id = "2, .*", expect = ACCEPTABLE, desc = "added after it: the next batch")
    @Outcome(id = "1, false", expect = FORBIDDEN, desc = "told without what was before it")
    @State
    public static class AddAgain extends OverflowOrders {
        private boolean written;

        @Actor
        public void producer(IZ_Result r) {
            written = true;
            r.r1 = (int) overflow.add(1, 12, 18);
        }

        @Actor
        public void subscriber(IZ_Result r) {
            overflow.take();
            r.r2 = written;
        }
    }

    /** As {@link RecordsAreAcknowledged.Acknowledge}, with a ring that is full. What has overflowed is taken first. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "not answered yet")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "answered, and handled")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "answered before it was handled")
    @State
    public static class Taken extends OneSubscriber {
        private final long ticket;
        private int handled;

        public Taken() {
            long last;
            do {
                last = inbox.publish(range);
            } while (last > 0);
            ticket = last;
        }

        @Override
        void handle(InvalidationRecord told) {
            handled = 1;
        }

        @Actor
        public void producer(ZI_Result r) {
            r.r1 = inbox.isAcknowledged(ticket);
            r.r2 = handled;
        }

        @Actor
        public void subscriber() {
            take();
        }
    }
}
