package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * <b>Rules</b> ({@link Inbox}; docs/memory-model.md, 3): when start returns, they have let go.
 *
 * <pre>
 *   producer                                   subscriber
 *   fields, plain                              slot.sequence (a) == n ?
 *   slot.sequence := n (r)  ----------------&gt;  fields; handler
 *   slot.sequence (a) == -n ?  &lt;-------------  slot.sequence := -n (r)
 *   change the memory
 * </pre>
 */
class RecordsAreAcknowledged {
    /** The handler sees the whole record, and what the producer did before its start. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "7, 9, 1", expect = ACCEPTABLE, desc = "the whole record, and what was done before it")
    @Outcome(expect = FORBIDDEN, desc = "a record ahead of its fields")
    @State
    public static class Publish extends OneSubscriber {
        private int written;
        private int start;
        private int end;
        private int seen;

        @Override
        void handle(InvalidationRecord told) {
            start = (int) told.start();
            end = (int) told.end();
            seen = written;
        }

        @Actor
        public void producer() {
            written = 1;
            start();
        }

        @Actor
        public void subscriber(III_Result r) {
            take();
            r.r1 = start;
            r.r2 = end;
            r.r3 = seen;
        }
    }

    /**
     * What the handler did, and every use of the memory before it, happens before what the producer does once it is
     * answered. A use that saw the change would be a read of memory that is gone.
     */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "not answered yet")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "answered: handled, and used before the change")
    @Outcome(id = "1, 0, .*", expect = FORBIDDEN, desc = "answered before it was handled")
    @Outcome(id = ".*, .*, 1", expect = FORBIDDEN, desc = "used after the change")
    @State
    public static class Acknowledge extends OneSubscriber {
        private int memory;
        private int handled;

        public Acknowledge() {
            start();
        }

        @Override
        void handle(InvalidationRecord told) {
            handled = 1;
        }

        @Actor
        public void producer(III_Result r) {
            if (haveLetGo()) {
                r.r1 = 1;
                r.r2 = handled;
                memory = 1;
            }
        }

        @Actor
        public void subscriber(III_Result r) {
            r.r3 = memory;
            take();
        }
    }
}
