package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscriber;
import java.util.concurrent.TimeUnit;

/** The thread of a subscriber comes and goes, while a record waits. */
abstract class OwnerTrial implements Trial {
    final World world = new World();

    @Override
    public void prepare() throws Exception {
        world.ownSubscriber();
        world.invalidator.publish(world.range);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        Check.that(answer() != InvalidationResult.COMPLETED || mayBeAnswered(), "answered and not handled");
        if (thrown != null) {
            checkStruck();
            again();
        }
        checkOwner();
        Check.equal(answer(), InvalidationResult.COMPLETED, "the answer at last");
        Check.that(world.handler.starts > 0, "the record is lost");
        world.invalidator.invalidateRangeEnd(world.range);
        world.assertWell();
    }

    /** Without a wait, which would poll. */
    private InvalidationResult answer() {
        return world.invalidator.await(world.range, 0);
    }

    boolean mayBeAnswered() {
        return world.handler.starts > 0;
    }

    /** Before it is done again. */
    void checkStruck() {}

    void again() {
        run();
    }

    abstract void checkOwner();

    static class Attach extends OwnerTrial {
        @Override
        public void prepare() throws Exception {
            super.prepare();
            world.subscriber.detach();
        }

        @Override
        public void run() {
            world.subscriber.attach();
        }

        @Override
        void checkOwner() {
            world.subscriber.poll(2);
        }
    }

    /** Those who have made it are dead, and a start knows. Once it has polled it is waited for, whatever has struck. */
    static final class AttachOrphan extends Attach {
        @Override
        public void prepare() throws Exception {
            Thread maker = new Thread(() -> {
                world.subscriber = new Subscriber("made by another", world.handler);
                world.own = world.space.subscribe(World.START, 2 * World.PAGE, world.subscriber);
            });
            maker.start();
            maker.join();
            InvalidationRange before = new InvalidationRange().init(world.space, World.START, World.END);
            Check.equal(
                    world.invalidator.invalidateRangeStart(before), InvalidationResult.COMPLETED, "orphan's answer");
            world.invalidator.invalidateRangeEnd(before);
            world.invalidator.publish(world.range);
        }

        @Override
        boolean mayBeAnswered() {
            return true;
        }

        @Override
        void again() {
            world.subscriber.poll(2);
            InvalidationRange next = new InvalidationRange().init(world.space, World.START, World.END);
            Check.that(!world.invalidator.publish(next), "it has polled, and nobody waits for it");
            world.invalidator.invalidateRangeEnd(next);
        }
    }

    static final class Detach extends OwnerTrial {
        @Override
        public void run() {
            world.subscriber.detach();
        }

        /** If it is the thread's still, the thread's waits serve it. */
        @Override
        void checkStruck() {
            InvalidationResult answer = world.invalidator.await(world.range, TimeUnit.MILLISECONDS.toNanos(50));
            if (answer != InvalidationResult.COMPLETED) {
                try {
                    world.subscriber.detach();
                    throw new AssertionError("it belongs to a thread whose waits do not serve it");
                } catch (IllegalStateException detachedAlready) {
                    // by the first
                }
            }
        }

        @Override
        void again() {
            try {
                world.subscriber.detach();
            } catch (IllegalStateException detachedAlready) {
                // by the first
            }
        }

        @Override
        void checkOwner() {
            world.subscriber.attach();
            world.subscriber.poll(2);
        }
    }

    static final class Offline extends OwnerTrial {
        @Override
        public void run() {
            world.subscriber.offline();
        }

        @Override
        boolean mayBeAnswered() {
            return true;
        }

        @Override
        void checkOwner() {
            Check.equal(world.invalidator.await(world.range, 0), InvalidationResult.COMPLETED, "the answer offline");
            world.subscriber.online();
            Check.that(world.handler.starts > 0, "it is online and has not handled the record");
        }
    }

    /** If it was struck it is online, or still offline and comes by another call. */
    static final class Online extends OwnerTrial {
        @Override
        public void prepare() throws Exception {
            super.prepare();
            world.subscriber.offline();
        }

        @Override
        public void run() {
            world.subscriber.online();
        }

        @Override
        boolean mayBeAnswered() {
            return true;
        }

        @Override
        void checkOwner() {
            Check.that(world.handler.starts > 0, "it is online and has not handled the record");
        }
    }
}
