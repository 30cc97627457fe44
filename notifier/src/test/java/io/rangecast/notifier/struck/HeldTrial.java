package io.rangecast.notifier.struck;

import static io.rangecast.notifier.InvalidationEvent.UNMAP;

import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Reclaimer;
import io.rangecast.notifier.Subscription;
import java.util.HashMap;
import java.util.Map;

/** Somebody has not let go, and the producer does not wait. */
abstract class HeldTrial implements Trial {
    /**
     * An error that strikes where the action is called is one that the action has thrown, so it is not called again; there is
     * one such step, and two kinds of errors. By trial.
     */
    private static final Map<Class<?>, Integer> STRUCK_AT_ITS_CALL = new HashMap<>();

    final World world = new World();
    Throwable thrown;

    @Override
    public void prepare() {
        world.notifiers().ownSubscriber();
        world.invalidator.publish(world.range);
    }

    @Override
    public void check(Throwable error, boolean struck) throws Exception {
        thrown = error;
        if (struck) {
            world.assertTold(thrown);
        }
        if (thrown != null) {
            again();
        }
        checkHeld();
        if (world.isOpen()) {
            world.invalidator.invalidateRangeEnd(world.range);
        }
        world.assertNothingOpen();
        world.assertNextWindowWorks();
        world.assertAllCloses();
    }

    /** What a caller may do who was thrown an error. */
    void again() {
        if (world.isOpen()) {
            run();
        }
    }

    abstract void checkHeld();

    /** All have let go, and somebody has looked. */
    final void checkFreed(int frees) {
        Check.equal(world.space.reapQuarantine(), 0, "what is held");
        if (frees == 0 && (thrown != null || !world.told.isEmpty())) {
            int struck = STRUCK_AT_ITS_CALL.merge(getClass(), 1, Integer::sum);
            Check.that(struck <= 2, "forgotten");
        } else {
            Check.equal(frees, 1, "frees");
        }
        Check.equal(world.space.counters().held(), 0L, "what is counted");
        Check.equal(world.space.counters().heldBytes(), 0L, "what is counted of it");
    }

    static final class Quarantine extends HeldTrial {
        private int frees;

        @Override
        public void run() {
            world.invalidator.quarantine(world.range, () -> frees++);
        }

        @Override
        void checkHeld() {
            Check.equal(frees, 0, "frees before it has let go");
            Check.that(!world.isOpen(), "the window is open");
            world.subscriber.poll(Integer.MAX_VALUE);
            Check.equal(world.space.reapQuarantine(), 0, "what is held");
            Check.equal(frees, 1, "frees");
        }
    }

    /** Somebody has to be told, and nothing is open before. */
    static class Retire extends HeldTrial {
        private int frees;

        @Override
        public void prepare() {
            world.ownSubscriber();
        }

        @Override
        public void run() {
            world.invalidator.retire(world.range, () -> frees++);
        }

        /** It has done nothing, or the window is open. */
        @Override
        void again() {
            run();
        }

        @Override
        void checkHeld() {
            Check.equal(frees, 0, "frees before it has let go");
            Check.that(!world.isOpen(), "the window is open");
            Check.equal(world.space.counters().held(), 1L, "what is held");
            world.subscriber.poll(Integer.MAX_VALUE);
            world.space.reapQuarantine();
            checkFreed(frees);
        }
    }

    /** Room is asked for first. */
    static final class RetireWithinLimits extends Retire {
        @Override
        public void prepare() {
            super.prepare();
            world.space.limitHeld(1, World.END - World.START);
        }
    }

    static final class RetireBatch extends HeldTrial {
        private final InvalidationBatch batch = new InvalidationBatch(1);
        private int frees;

        @Override
        public void prepare() {
            world.ownSubscriber();
            batch.init(UNMAP, 0, null, world.space).add(World.START, World.END);
        }

        @Override
        public void run() {
            world.invalidator.retire(batch, () -> frees++);
        }

        @Override
        void again() {
            run();
        }

        @Override
        void checkHeld() {
            Check.equal(frees, 0, "frees before it has let go");
            if (thrown == null) { // a second error may have struck where it was to say that its windows are over
                batch.close();
            }
            Check.that(!batch.isOpen(), "the batch is open");
            Check.equal(world.space.counters().held(), 1L, "what is held");
            world.subscriber.poll(Integer.MAX_VALUE);
            world.space.reapQuarantine();
            checkFreed(frees);
        }
    }

    /** By the one-line form, whose range nobody else has: nothing may be left open in it. */
    static final class RetireInSpace extends HeldTrial {
        private int frees;

        @Override
        public void prepare() {
            world.ownSubscriber();
        }

        @Override
        public void run() {
            world.space.retire(UNMAP, World.START, World.START + World.PAGE, () -> frees++);
        }

        /** It has done nothing. */
        @Override
        void again() {
            run();
        }

        @Override
        void checkHeld() {
            Check.equal(frees, 0, "frees before it has let go");
            Check.equal(world.space.counters().held(), 1L, "what is held");
            world.subscriber.poll(Integer.MAX_VALUE);
            world.space.reapQuarantine();
            checkFreed(frees);
        }
    }

    /** Whoever lets go last frees. */
    static final class FreeBehindPoll extends HeldTrial {
        private int frees;

        @Override
        public void prepare() {
            world.ownSubscriber();
            world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
            world.invalidator.retire(world.range, () -> frees++);
        }

        @Override
        public void run() {
            world.subscriber.poll(Integer.MAX_VALUE);
        }

        @Override
        void checkHeld() {
            world.subscriber.poll(Integer.MAX_VALUE);
            world.space.reapQuarantine();
            checkFreed(frees);
        }
    }

    static final class Reap extends HeldTrial {
        private int frees;

        @Override
        public void prepare() {
            super.prepare();
            world.invalidator.quarantine(world.range, () -> frees++);
            world.subscriber.poll(Integer.MAX_VALUE);
        }

        @Override
        public void run() {
            world.space.reapQuarantine();
        }

        @Override
        void checkHeld() {
            world.space.reapQuarantine();
            checkFreed(frees);
        }
    }

    static final class Evict extends HeldTrial {
        @Override
        public void run() {
            world.invalidator.evict(world.range);
        }

        @Override
        void checkHeld() {
            Check.that(world.subscriber.isEvicted(), "it is not evicted");
            Check.equal(world.own.tryReadBegin(), Subscription.CLOSED_FOR_GOOD, "its readers' answer");
            Check.equal(world.invalidator.await(world.range, 0), InvalidationResult.EVICTED, "the answer");
            Check.equal(world.subscriber.poll(1), 1, "records about it");
            Check.equal(world.invalidator.await(world.range, 0), InvalidationResult.COMPLETED, "the answer at last");
            world.own = null;
            world.subscriber = null;
        }
    }
}
