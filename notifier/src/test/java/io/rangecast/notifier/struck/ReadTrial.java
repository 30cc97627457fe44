package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscription;
import java.util.concurrent.TimeUnit;

/** A reader begins. */
abstract class ReadTrial implements Trial {
    final World world = new World();

    @Override
    public void prepare() {
        world.callbacks().ownSubscriber();
        Check.equal(world.invalidator.invalidateRangeStart(world.range), InvalidationResult.COMPLETED, "answer");
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        if (struck) {
            world.assertTold(thrown);
        }
        if (world.isOpen()) {
            world.invalidator.invalidateRangeEnd(world.range);
        }
        world.assertWell();
    }

    /** It waits, serves, parks and gives up. */
    static final class InWindow extends ReadTrial {
        private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(5);

        @Override
        public void run() {
            world.firstSubscription.readBegin(NANOS);
        }
    }

    /** The subscription has joined in a window that is over. */
    static final class Joining extends ReadTrial {
        private Subscription joined;

        @Override
        public void prepare() {
            super.prepare();
            joined = world.space.subscribe(World.START, World.PAGE, new Listener("joined"));
            world.invalidator.invalidateRangeEnd(world.range);
        }

        @Override
        public void run() {
            joined.tryReadBegin();
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            World.assertReadable(joined);
            joined.close();
            super.check(thrown, struck);
        }
    }

    /** A read is not valid. */
    static final class Retry extends ReadTrial {
        private boolean retry = true;

        @Override
        public void run() {
            retry = world.firstSubscription.readRetry(0);
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            Check.that(retry, "a read across a window is valid");
            super.check(thrown, struck);
        }
    }
}
