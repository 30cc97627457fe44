package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Registration;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;

/** Somebody comes, in the middle of a window: wholly, or not at all and then by a second attempt. */
abstract class SubscribeTrial implements Trial {
    final World world = new World();
    Listener newcomer = new Listener("newcomer");
    private boolean came;

    @Override
    public void prepare() {
        world.ownSubscriber();
        start();
    }

    private void start() {
        Check.equal(world.invalidator.invalidateRangeStart(world.range), InvalidationResult.COMPLETED, "answer");
    }

    @Override
    public void run() {
        come();
        came = true;
    }

    abstract void come();

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        world.invalidator.invalidateRangeEnd(world.range);
        Check.equal(newcomer.starts + newcomer.ends, 0, "calls for a window from before");
        if (!came) {
            Check.that(newcomer.frees <= 1, "freed " + newcomer.frees + " times");
            newcomer.frees = 0;
            start();
            Check.equal(newcomer.starts, 0, "calls of one that has not come");
            Check.equal(world.range.hits(), 1, "hits without one that has not come");
            world.invalidator.invalidateRangeEnd(world.range);
            come();
        }
        newcomer.starts = 0;
        start();
        Check.equal(newcomer.starts, 1, "calls of the newcomer");
        world.invalidator.invalidateRangeEnd(world.range);
        leave();
        start();
        Check.equal(newcomer.starts, 1, "calls of one that has left");
        world.invalidator.invalidateRangeEnd(world.range);
        world.assertWell();
    }

    abstract void leave();

    static final class Callback extends SubscribeTrial {
        private Subscription subscription;

        @Override
        void come() {
            subscription = world.space.subscribe(World.START, World.PAGE, newcomer);
        }

        @Override
        void leave() {
            World.assertReadable(subscription);
            subscription.close();
        }
    }

    static final class OfSubscriber extends SubscribeTrial {
        private final Subscriber subscriber = new Subscriber("newcomer", newcomer);
        private Subscription subscription;

        @Override
        void come() {
            subscriber.attach();
            subscription = world.space.subscribe(World.START, World.PAGE, subscriber);
        }

        @Override
        void leave() {
            World.assertReadable(subscription);
            subscriber.close();
        }
    }

    static final class Registered extends SubscribeTrial {
        private Registration registration;

        @Override
        void come() {
            registration = world.space.register(newcomer);
        }

        @Override
        void leave() {
            Check.that(registration.hasJoined(), "it has not joined");
            registration.close();
            Check.equal(newcomer.releases, 1, "releases");
        }
    }

    static class Shared extends SubscribeTrial {
        @Override
        void come() {
            world.space.acquireShared(Listener.class, () -> newcomer);
        }

        @Override
        void leave() {
            Check.equal(newcomer.frees, 0, "frees before the last put");
            world.space.releaseShared(newcomer);
            Check.equal(newcomer.frees, 1, "frees");
        }
    }

    /** Inside a callback of somebody else: one that was registered before an error is not freed while a callback may be its. */
    static final class SharedInCallback extends Shared {
        private static final long ELSEWHERE = 0x100 * World.PAGE;

        private final InvalidationRange around =
                new InvalidationRange().init(world.space, ELSEWHERE, ELSEWHERE + World.PAGE);
        private Invalidator other;
        private Error inside;
        private int freesInside;

        @Override
        public void prepare() {
            super.prepare();
            other = world.space.newInvalidator("around", World.TIMEOUT_NANOS);
            world.space.subscribe(ELSEWHERE, World.PAGE, (subscription, said) -> {
                comeInside();
                return true;
            });
        }

        private void comeInside() {
            try {
                super.run();
            } catch (Error struck) {
                inside = struck;
            }
            freesInside += newcomer.frees;
        }

        @Override
        public void run() {
            other.invalidateRangeStart(around);
            other.invalidateRangeEnd(around);
            if (inside != null) {
                throw inside;
            }
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            if (World.isOpen(around)) {
                other.invalidateRangeEnd(around);
            }
            other.close();
            Check.that(world.isQuiet(), "something is not over");
            Check.equal(freesInside, 0, "frees while a callback runs");
            boolean told = struck && !world.told.isEmpty();
            super.check(told ? world.told.get(0) : thrown, struck);
        }
    }
}
