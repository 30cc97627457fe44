package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscription;

/** Something ends; if that was struck it is done again, and then it has ended. */
abstract class CloseTrial implements Trial {
    final World world = new World();

    @Override
    public void prepare() {
        world.callbacks().notifiers().ownSubscriber();
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        if (struck) {
            world.assertTold(thrown);
        }
        if (thrown != null) {
            checkStruck();
            run();
        }
        checkClosed();
    }

    /** Before it is done again. */
    void checkStruck() {}

    abstract void checkClosed();

    /** A start hits so many and completes. */
    final void assertHits(int hits) {
        Check.equal(world.invalidator.invalidateRangeStart(world.range), InvalidationResult.COMPLETED, "answer");
        Check.equal(world.range.hits(), hits, "hits");
        world.invalidator.invalidateRangeEnd(world.range);
    }

    private static void assertClosed(Subscription subscription) {
        Check.equal(subscription.tryReadBegin(), Subscription.CLOSED_FOR_GOOD, "the state of " + subscription);
    }

    static final class Callback extends CloseTrial {
        @Override
        public void run() {
            world.firstSubscription.close();
        }

        @Override
        void checkClosed() {
            assertClosed(world.firstSubscription);
            assertHits(2);
            Check.equal(world.first.starts, 0, "calls of one that has left");
            world.firstSubscription = null;
            world.assertAllCloses();
        }
    }

    static final class CallbackWithoutWaiting extends CloseTrial {
        private boolean gone;

        @Override
        public void run() {
            world.firstSubscription.closeAsync().thenRun(() -> gone = true);
        }

        @Override
        void checkClosed() {
            Check.that(gone, "the stage does not complete");
            assertClosed(world.firstSubscription);
            assertHits(2);
            Check.equal(world.first.starts, 0, "calls of one that has left");
            world.assertAllCloses();
        }
    }

    static final class OfSubscriber extends CloseTrial {
        @Override
        public void run() {
            world.own.close();
        }

        @Override
        void checkClosed() {
            assertClosed(world.own);
            assertHits(2);
            world.assertAllCloses();
        }
    }

    static final class TheSubscriber extends CloseTrial {
        @Override
        public void prepare() {
            super.prepare();
            world.invalidator.publish(world.range);
            world.invalidator.invalidateRangeEnd(world.range);
        }

        @Override
        public void run() {
            world.subscriber.close();
        }

        @Override
        void checkStruck() {
            world.invalidator.invalidateRangeStart(world.range);
            Check.that(world.invalidator.isAcknowledged(world.range), "no wait of its thread serves it");
            world.invalidator.invalidateRangeEnd(world.range);
        }

        @Override
        void checkClosed() {
            Check.that(world.subscriber.isClosed(), "it is not closed");
            assertClosed(world.own);
            assertHits(2);
            world.assertAllCloses();
        }
    }

    static final class Registered extends CloseTrial {
        @Override
        public void run() {
            world.newerRegistration.close();
        }

        @Override
        void checkClosed() {
            Check.that(world.newer.releases == 1 || !world.told.isEmpty(), "it is not released once");
            assertHits(3);
            Check.equal(world.newer.starts, 0, "calls of one that has left");
            world.assertAllCloses();
        }
    }

    static final class RegisteredWithoutWaiting extends CloseTrial {
        private boolean gone;

        @Override
        public void run() {
            world.newerRegistration.closeAsync().thenRun(() -> gone = true);
        }

        @Override
        void checkClosed() {
            Check.that(gone, "the stage does not complete");
            Check.that(world.newer.releases == 1 || !world.told.isEmpty(), "it is not released once");
            assertHits(3);
            Check.equal(world.newer.starts, 0, "calls of one that has left");
            world.assertAllCloses();
        }
    }

    /** Who has put a notifier twice is told so; it is freed all the same. */
    static final class Shared extends CloseTrial {
        private final Listener shared = new Listener("shared");

        @Override
        public void prepare() {
            super.prepare();
            world.space.acquireShared(Listener.class, () -> shared);
        }

        @Override
        public void run() {
            world.space.releaseShared(shared);
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            if (struck) {
                world.assertTold(thrown);
            }
            if (thrown != null) {
                try {
                    run();
                } catch (IllegalStateException putAlready) {
                    // by the first
                }
            }
            checkClosed();
        }

        @Override
        void checkClosed() {
            Check.that(world.isQuiet(), "something is not over");
            Check.that(shared.frees == 1 || !world.told.isEmpty(), "it is freed " + shared.frees + " times");
            assertHits(3);
            Check.equal(shared.starts, 0, "calls of one that has left");
            world.space.acquireShared(Listener.class, () -> shared);
            world.space.releaseShared(shared);
            world.assertAllCloses();
        }
    }

    /** A record of it waits. */
    static final class TheInvalidator extends CloseTrial {
        @Override
        public void prepare() {
            super.prepare();
            world.invalidator.publish(world.range);
            world.invalidator.invalidateRangeEnd(world.range);
        }

        @Override
        public void run() {
            world.invalidator.close();
        }

        @Override
        void checkClosed() {
            world.invalidator.close();
            try {
                world.invalidator.testYoung(0);
                throw new AssertionError("it is not closed");
            } catch (IllegalStateException closed) {
                Check.equal(world.space.counters().windows(), 1L, "windows counted");
            }
            Check.equal(world.subscriber.poll(Integer.MAX_VALUE), 1, "records left");
            world.assertAllCloses();
        }
    }

    static final class TheSpace extends CloseTrial {
        @Override
        public void run() {
            world.space.close();
        }

        @Override
        void checkClosed() {
            world.subscriptions().forEach(CloseTrial::assertClosed);
            Check.that(world.older.releases == 1 || !world.told.isEmpty(), "it is not released once");
            Check.that(world.newer.releases == 1 || !world.told.isEmpty(), "it is not released once");
            assertHits(0);
            world.assertAllCloses();
        }
    }
}
