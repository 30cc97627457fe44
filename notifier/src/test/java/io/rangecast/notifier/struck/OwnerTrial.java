package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationResult;

/** The thread of a subscriber comes and goes, while a record waits. */
abstract class OwnerTrial implements Trial {
    final World world = new World();

    @Override
    public void prepare() {
        world.ownSubscriber();
        world.invalidator.publish(world.range);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        Check.that(answer() != InvalidationResult.COMPLETED || mayBeAnswered(), "answered and not handled");
        if (thrown != null) {
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

    void again() {
        run();
    }

    abstract void checkOwner();

    static final class Attach extends OwnerTrial {
        @Override
        public void prepare() {
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

    static final class Detach extends OwnerTrial {
        @Override
        public void run() {
            world.subscriber.detach();
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
        public void prepare() {
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
