package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscription;

/** Somebody has not let go, and the producer does not wait. */
abstract class HeldTrial implements Trial {
    final World world = new World();

    @Override
    public void prepare() {
        world.notifiers().ownSubscriber();
        world.invalidator.publish(world.range);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        if (struck) {
            world.assertTold(thrown);
        }
        if (thrown != null && world.isOpen()) {
            run();
        }
        checkHeld();
        if (world.isOpen()) {
            world.invalidator.invalidateRangeEnd(world.range);
        }
        world.assertNothingOpen();
        world.assertNextWindowWorks();
        world.assertAllCloses();
    }

    abstract void checkHeld();

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

    static final class Reap extends HeldTrial {
        /**
         * An error that strikes where it is called is one that what frees has thrown, so it is not called again; there is
         * one such step, and two kinds of errors.
         */
        private static int struckAtItsCall;

        private int frees;
        private Throwable thrown;

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
        public void check(Throwable error, boolean struck) throws Exception {
            thrown = error;
            super.check(error, struck);
        }

        @Override
        void checkHeld() {
            Check.equal(world.space.reapQuarantine(), 0, "what is held");
            if (frees == 0 && thrown != null) {
                struckAtItsCall++;
                Check.that(struckAtItsCall <= 2, "forgotten");
            } else {
                Check.equal(frees, 1, "frees");
            }
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
