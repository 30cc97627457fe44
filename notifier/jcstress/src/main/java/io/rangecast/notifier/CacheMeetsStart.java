package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link Holdings}; docs/memory-model.md, 19): a thread fills a page into its cache only if no window has
 * opened over it, or the start finds it there. The thread fills the entry, and then looks at the state; the producer
 * changes the state, and then looks for the entry. With a full fence between the two steps of each, one of them sees the
 * other.
 */
class CacheMeetsStart {
    static class OneCache extends OneRange {
        private static final long FIRST = 4;
        private static final long LAST = 16;

        final TranslationCache cache = TranslationCache.withSubscriber("cache", space, 4, 1);
        final Subscription subscription = space.subscribe(FIRST, LAST - FIRST, cache.subscriber());
        final long seen = subscription.tryReadBegin();

        OneCache() {
            producer.inboxes().of(cache.subscriber());
        }

        final boolean fill(long page) {
            return cache.fill(subscription, seen, page, page);
        }

        /** Whether nobody has to be waited for. */
        final boolean startAndLook() {
            start();
            return range.window.acknowledgements().isOver();
        }
    }

    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and looks up again")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "filled, and is waited for")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and looks up again")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "filled, though nobody waits for it")
    @State
    public static class Fill extends OneCache {
        @Actor
        public void producer(ZZ_Result r) {
            r.r1 = startAndLook();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            subscription.checkRetry(seen); // so that the line is in this thread's cache, and a read may overtake
            r.r2 = fill(START);
        }
    }

    /** The page stands in the last way of the only set, and makes room for the last of the others. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and looks up again")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "filled, held until the poll, and waited for")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and looks up again")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "it has made room, and nobody waits for who has not polled")
    @State
    public static class MakesRoom extends OneCache {
        @Actor
        public void producer(ZZ_Result r) {
            r.r1 = startAndLook();
        }

        @Actor
        public void subscriber(ZZ_Result r) {
            r.r2 = fill(START);
            for (long page = START - 3; page < START; page++) {
                fill(page);
            }
            for (long page = START + 1; page <= START + 4; page++) {
                fill(page);
            }
        }
    }
}
