package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rules</b> ({@link SectionCounts}; docs/memory-model.md, 16): a section that a start has not waited for finds out that
 * it must try again, and what a section has done happened before the return of the start that has waited for it.
 *
 * <pre>
 *   start                                      section
 *   S.state += window             (v)          its count += 1                (v)
 *   each count, once: zero?       (v)          phase                         (v)
 *   change                        (plain)      begin, look up, retry; use
 *                                              its count -= 1                (v)
 * </pre>
 */
class SectionsMeetStart {
    /** Nobody waits: a start that would have to changes nothing. */
    static class OneGroup extends OneRange {
        private static final int USES = 200;

        final ReaderGroup group = new ReaderGroup("sections");
        final Subscription subscription = space.subscribe(START, END - START, group);
        private volatile int freed;

        final void startAndFree() {
            if (producer.publish(range)) {
                freed = 1;
            }
        }

        /** Uses the page for as long as a start takes; whether it was there no more. */
        final int use() {
            int gone = 0;
            for (int i = 0; i < USES; i++) {
                gone |= freed;
            }
            return gone;
        }

        final void beginInside(ZI_Result r) {
            long section = group.enter();
            long seen = subscription.tryReadBegin();
            r.r1 = seen != Subscription.BUSY && !subscription.readRetry(seen);
            r.r2 = use();
            group.exit(section);
        }
    }

    /** The section asks by the subscription, of which it is not the first reader. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it uses the page, which is there")
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "it is to try again")
    @Outcome(expect = FORBIDDEN, desc = "it uses a page that is freed")
    @State
    public static class Validated extends OneGroup {
        public Validated() {
            subscription.tryReadBegin();
        }

        @Actor
        public void producer() {
            startAndFree();
        }

        @Actor
        public void section(ZI_Result r) {
            beginInside(r);
        }
    }

    /** It is the first reader, so the window does not count in the subscription, but stands in its slot. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it uses the page, which is there")
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "it is to try again")
    @Outcome(expect = FORBIDDEN, desc = "it uses a page that is freed")
    @State
    public static class FirstReader extends OneGroup {
        @Actor
        public void producer() {
            startAndFree();
        }

        @Actor
        public void section(ZI_Result r) {
            beginInside(r);
        }
    }

    /** It began before it entered, which is the order beside locks. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it uses the page, which is there")
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "it is to try again")
    @Outcome(expect = FORBIDDEN, desc = "it uses a page that is freed")
    @State
    public static class BegunBefore extends OneGroup {
        private final long seen = subscription.tryReadBegin();

        @Actor
        public void producer() {
            startAndFree();
        }

        @Actor
        public void section(ZI_Result r) {
            long section = group.enter();
            r.r1 = !subscription.readRetry(seen);
            r.r2 = use();
            group.exit(section);
        }
    }

    /** The page is unlinked before the start, and looked up inside the section: nobody asks anything. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it uses the page, which is there")
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "it does not find the page")
    @Outcome(expect = FORBIDDEN, desc = "it uses a page that is freed")
    @State
    public static class Unlinked extends OneGroup {
        private volatile boolean linked = true;

        @Actor
        public void producer() {
            linked = false;
            startAndFree();
        }

        @Actor
        public void section(ZI_Result r) {
            long section = group.enter();
            r.r1 = linked;
            r.r2 = use();
            group.exit(section);
        }
    }

    /** The start waits for the section, and what that has done happened before. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it is over, and what it did is seen")
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "it is open")
    @Outcome(expect = FORBIDDEN, desc = "it is over, but what it did is not there yet")
    @State
    public static class Waited extends OneGroup {
        private final long section = group.enter();
        private int used;

        @Actor
        public void producer(ZI_Result r) {
            r.r1 = producer.publish(range);
            r.r2 = used;
        }

        @Actor
        public void section() {
            used = 1;
            group.exit(section);
        }
    }

    /** Somebody else evicts the group while a start looks: that asks once, as what it answers goes two ways. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "the section is waited for")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the group is evicted, and the start says so")
    @Outcome(expect = FORBIDDEN, desc = "all have let go, though the section is open")
    @State
    public static class Evicted extends OneGroup {
        private final DistinctGroups looks = new DistinctGroups();

        public Evicted() {
            group.enter();
            looks.begin();
            looks.add(group);
            looks.look();
        }

        @Actor
        public void producer(ZZ_Result r) {
            r.r1 = looks.areOver(false, Long.MAX_VALUE);
            r.r2 = looks.areComplete();
        }

        @Actor
        public void other() {
            group.evict();
        }
    }
}
