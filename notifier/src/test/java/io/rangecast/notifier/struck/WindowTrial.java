package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;

/** Start or end of one window that hits everybody. */
abstract class WindowTrial implements Trial {
    final World world = new World();
    InvalidationResult result;

    @Override
    public void prepare() throws Exception {
        world.callbacks().notifiers().ownSubscriber().offlineSubscriber();
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        if (struck && (result == null || result == InvalidationResult.COMPLETED)) {
            world.assertTold(thrown);
        }
        if (result == InvalidationResult.COMPLETED) {
            world.assertStarts(1);
        }
        checkWindow(thrown);
        assertEnds(world.older);
        assertEnds(world.newer);
        world.assertWell();
    }

    /** Ends it, if it is to be ended. */
    abstract void checkWindow(Throwable thrown);

    private void assertEnds(Listener notifier) {
        Check.that(notifier.ends <= 1, notifier + " has been told of " + notifier.ends + " ends");
        Check.that(
                notifier.ends >= notifier.starts || !world.told.isEmpty(), notifier + " has not been told of the end");
    }

    static class Start extends WindowTrial {
        @Override
        public void run() {
            result = world.invalidator.invalidateRangeStart(world.range);
        }

        @Override
        void checkWindow(Throwable thrown) {
            if (thrown == null) {
                world.invalidator.invalidateRangeEnd(world.range);
            }
        }
    }

    /** More records wait than are kept as they are. */
    static final class MergingStart extends Start {
        private static final int RECORDS = 8;

        @Override
        public void prepare() {
            world.callbacks().notifiers().ownSubscriber(RECORDS).offlineSubscriber();
            InvalidationRange before = new InvalidationRange().init(world.space, World.START, World.END);
            for (int i = 0; i < RECORDS; i++) {
                world.invalidator.publish(before);
                world.invalidator.invalidateRangeEnd(before);
            }
            for (Listener each : world.hit()) {
                each.starts = 0;
                each.ends = 0;
            }
            world.told.clear();
        }
    }

    /** It has made way for many others, and comes in again. */
    static final class StartOfRetired extends Start {
        private static final int MANY = 200;

        @Override
        public void prepare() throws Exception {
            super.prepare();
            for (int i = 0; i < MANY; i++) {
                world.space.newInvalidator("another");
            }
        }
    }

    /** More slots were taken before than now. */
    static final class StartAfterMany extends Start {
        private static final int MANY = 5;

        @Override
        public void prepare() throws Exception {
            super.prepare();
            InvalidationRange[] ranges = new InvalidationRange[MANY];
            for (int i = 0; i < MANY; i++) {
                ranges[i] = new InvalidationRange().init(world.space, 0, 1);
                world.invalidator.publish(ranges[i]);
            }
            for (InvalidationRange range : ranges) {
                world.invalidator.invalidateRangeEnd(range);
            }
            for (Listener each : world.hit()) {
                each.starts = 0;
                each.ends = 0;
            }
        }
    }

    /** Nobody has to be waited for, or the answer would be no at once. */
    static final class NonBlockingStart extends WindowTrial {
        @Override
        public void prepare() {
            world.callbacks().notifiers();
        }

        @Override
        public void run() {
            result = world.invalidator.invalidateRangeStartNonblock(world.range);
        }

        @Override
        void checkWindow(Throwable thrown) {
            if (thrown == null && result != InvalidationResult.AGAIN) {
                world.invalidator.invalidateRangeEnd(world.range);
            }
        }
    }

    /** An end that was struck is called again, and goes on. */
    static final class End extends WindowTrial {
        @Override
        public void prepare() throws Exception {
            super.prepare();
            Check.equal(world.invalidator.invalidateRangeStart(world.range), InvalidationResult.COMPLETED, "answer");
        }

        @Override
        public void run() {
            world.invalidator.invalidateRangeEnd(world.range);
        }

        @Override
        void checkWindow(Throwable thrown) {
            if (thrown != null && world.isOpen()) {
                world.invalidator.invalidateRangeEnd(world.range);
            }
        }
    }

    static final class PublishAndAwait extends WindowTrial {
        private boolean published;

        @Override
        public void run() {
            world.invalidator.publish(world.range);
            published = true;
            result = world.invalidator.await(world.range);
        }

        @Override
        void checkWindow(Throwable thrown) {
            if (published) { // an await that was struck is called again
                if (thrown != null) {
                    Check.equal(world.invalidator.await(world.range), InvalidationResult.COMPLETED, "answer");
                    world.assertStarts(1);
                }
                world.invalidator.invalidateRangeEnd(world.range);
            }
        }
    }
}
