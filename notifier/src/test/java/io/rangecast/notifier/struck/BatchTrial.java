package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationResult;
import java.util.List;

/** Start or end of three windows side by side. */
abstract class BatchTrial implements Trial {
    private static final int RANGES = 3;

    final World world = new World();
    final InvalidationBatch batch = new InvalidationBatch(RANGES);
    InvalidationResult result;

    @Override
    public void prepare() {
        world.callbacks().notifiers().ownSubscriber();
        initBatch();
    }

    private void initBatch() {
        batch.init(InvalidationEvent.UNMAP, 0, null, world.space);
        for (int i = 0; i < RANGES; i++) {
            long start = World.START + i * 0x200;
            batch.add(start, start + 0x100);
        }
    }

    private List<Listener> hit() {
        return List.of(world.first, world.older, world.newer, world.handler);
    }

    @Override
    public void check(Throwable thrown, boolean struck) {
        if (struck && (result == null || result == InvalidationResult.COMPLETED)) {
            world.assertTold(thrown);
        }
        if (result == InvalidationResult.COMPLETED) {
            assertStarts();
        }
        checkWindows(thrown);
        assertEnds(world.older);
        assertEnds(world.newer);
        assertNextBatchWorks();
        world.assertWell();
    }

    /** Ends them, if they are to be ended. */
    abstract void checkWindows(Throwable thrown);

    private void assertStarts() {
        for (Listener each : hit()) {
            Check.that(each.starts >= RANGES, each + " has let go " + each.starts + " times");
        }
    }

    private void assertEnds(Listener notifier) {
        Check.that(notifier.ends <= RANGES, notifier + " has been told of " + notifier.ends + " ends");
        Check.that(
                notifier.ends >= notifier.starts || !world.told.isEmpty(),
                notifier + " has been told of " + notifier.ends + " ends for " + notifier.starts + " starts");
    }

    private void assertNextBatchWorks() {
        world.takeAll();
        hit().forEach(each -> each.starts = 0);
        initBatch();
        Check.equal(world.invalidator.invalidateRangeStart(batch), InvalidationResult.COMPLETED, "the next answer");
        hit().forEach(each -> Check.equal(each.starts, RANGES, "calls of " + each + " by the next batch"));
        world.invalidator.invalidateRangeEnd(batch);
        hit().forEach(each -> each.ends = 0);
    }

    static final class Start extends BatchTrial {
        @Override
        public void run() {
            result = world.invalidator.invalidateRangeStart(batch);
        }

        @Override
        void checkWindows(Throwable thrown) {
            if (thrown == null) {
                world.invalidator.invalidateRangeEnd(batch);
            }
        }
    }

    static final class End extends BatchTrial {
        @Override
        public void prepare() {
            super.prepare();
            Check.equal(world.invalidator.invalidateRangeStart(batch), InvalidationResult.COMPLETED, "answer");
        }

        @Override
        public void run() {
            world.invalidator.invalidateRangeEnd(batch);
        }

        @Override
        void checkWindows(Throwable thrown) {
            if (thrown != null && isOpen()) {
                world.invalidator.invalidateRangeEnd(batch);
            }
        }

        private boolean isOpen() {
            try {
                batch.init(InvalidationEvent.UNMAP, 0, null, world.space);
                return false;
            } catch (IllegalStateException open) {
                return true;
            }
        }
    }

    static final class PublishAndAwait extends BatchTrial {
        private boolean published;

        @Override
        public void run() {
            world.invalidator.publish(batch);
            published = true;
            result = world.invalidator.await(batch, World.TIMEOUT_NANOS);
        }

        @Override
        void checkWindows(Throwable thrown) {
            if (published) {
                if (thrown != null) {
                    InvalidationResult again = world.invalidator.await(batch, World.TIMEOUT_NANOS);
                    Check.equal(again, InvalidationResult.COMPLETED, "answer of the second wait");
                }
                world.invalidator.invalidateRangeEnd(batch);
            }
        }
    }
}
