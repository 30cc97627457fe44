package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.MemoryChange;

/** A change in a window of the library's own: nobody else can end that. */
abstract class OwnWindowTrial implements Trial {
    final World world = new World();

    /** Of what returns one. */
    InvalidationResult result;

    /** How often memory was changed. */
    int changes;

    @Override
    public void prepare() {
        world.callbacks().notifiers().ownSubscriber();
        world.space.map(world.invalidator, World.START, World.END, 0, 0, null, MemoryChange.NONE);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        if (struck) {
            world.assertTold(thrown);
        }
        boolean made = result == null ? thrown == null : result == InvalidationResult.COMPLETED;
        Check.that(changes == 1 || changes == 0 && !made, "changes: " + changes);
        if (thrown != null) { // where the end was struck, too, this has it made up for
            world.space.clearSoftDirty(world.invalidator, MemoryChange.NONE);
        }
        world.assertWell();
    }

    static final class Move extends OwnWindowTrial {
        @Override
        public void run() {
            world.space.move(
                    world.invalidator,
                    world.space.find(World.START),
                    2 * World.END,
                    2 * World.END + World.PAGE,
                    null,
                    (area, start, end) -> changes++);
        }
    }

    static final class Unmap extends OwnWindowTrial {
        @Override
        public void run() {
            world.space.unmap(world.invalidator, World.START, World.END, (area, start, end) -> changes++);
        }
    }

    static final class InvalidateInSpace extends OwnWindowTrial {
        @Override
        public void run() {
            result = world.space.invalidate(InvalidationEvent.UNMAP, World.START, World.END, () -> changes++);
        }
    }
}
