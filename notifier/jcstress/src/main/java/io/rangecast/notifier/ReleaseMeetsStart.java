package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link AddressSpace#close}; docs/memory-model.md, 6): while a space is closed, a read is valid only if no
 * window has opened.
 *
 * <pre>
 *   closer                                     producer, and reader in one
 *   S.state |= CLOSED     (v)                  s := S.state            (a)
 *   tree.root := root - S (v)                  slot: STARTING; tree.root  (v)
 *                                              S.state == s ?          (o)
 * </pre>
 *
 * <p>The window counts in S, or S is closed. A window that does not find S, while the readers of S go on, would
 * change what they read without their knowledge.
 */
class ReleaseMeetsStart {
    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "closed before")
    @Outcome(
            id = "true, true",
            expect = ACCEPTABLE,
            desc = "begun, and to be tried again: the window hits, or S is closed")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "a window is open, and the read is trusted")
    @State
    public static class Close extends OneRange {
        /** Whose closing takes a while. */
        private static final int OTHERS = 8;

        private final Subscription subscription;

        public Close() {
            for (int i = 0; i < OTHERS; i++) {
                space.subscribe(0, 1, (other, invalidation) -> true);
            }
            subscription = subscribe();
        }

        @Actor
        public void producer(ZZ_Result r) {
            long seen = subscription.tryReadBegin();
            start();
            r.r1 = seen != Subscription.CLOSED_FOR_GOOD;
            r.r2 = subscription.readRetry(seen);
        }

        @Actor
        public void closer() {
            space.close();
        }
    }
}
