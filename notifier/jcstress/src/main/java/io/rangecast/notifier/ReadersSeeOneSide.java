package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * <b>Rules</b> ({@link SubscriptionState}; docs/memory-model.md, 2): a validated copy is from one side of a change, and
 * who begins after a window sees what was done in it.
 *
 * <pre>
 *   producer                                   reader
 *   S.state += sequence + window  (v)          s := S.state, no window in it  (a)
 *   release fence                              copy                           (plain)
 *   change                        (plain)      acquire fence
 *   S.state -= window             (v)          S.state == s ?                 (o)
 * </pre>
 */
class ReadersSeeOneSide {
    /**
     * A reader that has copied anything of the change fails its retry: by the two fences the state was counted up before
     * what it has copied, and it looks at the state after. Half a change that is trusted would be an address of one
     * mapping with the length of another. The first number is of such copies, the second of those to be taken again.
     */
    @JCStressTest
    @Outcome(id = "0, .*", expect = ACCEPTABLE, desc = "no half of a change is trusted")
    @Outcome(expect = FORBIDDEN, desc = "half a change, and trusted")
    @State
    public static class ValidatedCopy extends OneRange {
        private static final int TIMES = 8;

        private final Subscription subscription = subscribeAndRead();
        private int address;
        private int length;

        @Actor
        public void producer() {
            for (int i = 1; i <= TIMES; i++) {
                start();
                address = i;
                length = i;
                end();
            }
        }

        @Actor
        public void reader(II_Result r) {
            for (int i = 1; i <= TIMES; i++) {
                long seen = subscription.tryReadBegin();
                boolean half = length != address;
                if (subscription.readRetry(seen)) {
                    r.r2++;
                } else if (half) {
                    r.r1++;
                }
            }
        }
    }

    /** The reader has acquired the state without a window, which the end has written after the change. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "the window is open")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it is over, and the change is seen")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "it is over, but the change is not there yet")
    @State
    public static class AfterTheEnd extends OneRange {
        private final Subscription subscription = subscribeAndRead();
        private int memory;

        public AfterTheEnd() {
            start();
        }

        @Actor
        public void producer() {
            memory = 1;
            end();
        }

        @Actor
        public void reader(ZI_Result r) {
            r.r1 = subscription.tryReadBegin() != Subscription.BUSY;
            r.r2 = memory;
        }
    }

    /**
     * The window was open when the first reader came. The state does not count it, so the reader looks at the window's
     * slot, whose version the end has released.
     */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "the window is open")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it is over, and the change is seen")
    @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "it is over, but the change is not there yet")
    @State
    public static class AfterAMissedWindow extends OneRange {
        private final Subscription subscription;
        private int memory;

        public AfterAMissedWindow() {
            start();
            subscription = subscribe();
        }

        @Actor
        public void producer() {
            memory = 1;
            end();
        }

        @Actor
        public void reader(ZI_Result r) {
            r.r1 = subscription.tryReadBegin() != Subscription.BUSY;
            r.r2 = memory;
        }
    }
}
