package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> (protocol 11): a subscriber that nobody has attached is taken to hold nothing if all are dead who may have used
 * it; whoever begins to read under it meanwhile is kept out by the window, or waited for.
 *
 * <pre>
 *   producer                                      who begins to read
 *   slot: version := STARTING (v), or             threads += it                        (v)
 *     subscription += window  (v)                 state += 1; state -= ORPHANED        (v)
 *   full fence                                    subscription: no longer dormant, and
 *   w := state                (v)                   slots: is a window open?           (v)
 *   threads: all dead?        (v)                 subscription: a window?              (v)
 *   state := w + ORPHANED     (v)
 * </pre>
 */
class OrphanMeetsReader {
    final MadeByTheDead made;

    /** The thread of the reader, which jcstress may have ended before the producer comes to this meeting. */
    private volatile Thread thread;

    OrphanMeetsReader(boolean read) {
        made = MadeByTheDead.next(read);
    }

    final boolean isAcknowledgedWhileTheReaderLives() {
        made.start();
        made.subscriber.closeIfOwnerDied(made.producer.registry().deaths());
        boolean acknowledged = made.haveLetGo();
        Thread reader = thread;
        return acknowledged && (reader == null || reader.isAlive());
    }

    final boolean begins() {
        thread = Thread.currentThread();
        return made.subscription.tryReadBegin() != Subscription.BUSY;
    }

    /** Nobody has read under it: the window does not count, and the reader looks into the slots. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and kept out")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has begun, and is waited for, or dead")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and kept out")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "has begun, though nobody waits for it")
    @State
    public static class Dormant extends OrphanMeetsReader {
        public Dormant() {
            super(false);
        }

        @Actor
        public void producer(ZZ_Result r) {
            r.r1 = isAcknowledgedWhileTheReaderLives();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r2 = begins();
        }
    }

    /** Somebody has read under it who is dead: the window counts, and the last look of the begin finds it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not waited for, and kept out")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has begun, and is waited for, or dead")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "waited for, and kept out")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "has begun, though nobody waits for it")
    @State
    public static class Awake extends OrphanMeetsReader {
        public Awake() {
            super(true);
        }

        @Actor
        public void producer(ZZ_Result r) {
            r.r1 = isAcknowledgedWhileTheReaderLives();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r2 = begins();
        }
    }
}
