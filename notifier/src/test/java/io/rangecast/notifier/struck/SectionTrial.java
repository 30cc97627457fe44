package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.ReaderGroup;

/** Sections of a group come and go, and are waited for. */
abstract class SectionTrial implements Trial {
    final World world = new World();
    final ReaderGroup group = new ReaderGroup("group");
    long section;

    @Override
    public void prepare() {
        world.callbacks();
        world.space.subscribe(World.START, World.PAGE, group);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        if (section != 0 && group.openSections() > 0) {
            group.exit(section);
        }
        Check.equal(group.openSections(), 0L, "open sections");
        world.assertWell();
        group.close();
        Check.that(group.isClosed(), "the group cannot be closed");
    }

    /** Whatever strikes, no section is left that nobody knows of. */
    static final class EnterAndExit extends SectionTrial {
        @Override
        public void run() {
            section = group.enter();
            group.exit(section);
        }
    }

    /** A start finds a section open, and does not wait. */
    static final class StartOverSection extends SectionTrial {
        private final Invalidator hasty = world.space.newInvalidator("hasty", 0);

        @Override
        public void prepare() {
            super.prepare();
            section = group.enter();
        }

        @Override
        public void run() {
            Check.equal(hasty.invalidateRangeStart(world.range), InvalidationResult.TIMED_OUT, "answer");
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            if (world.isOpen()) {
                hasty.invalidateRangeEnd(world.range);
            }
            hasty.close();
            if (struck) {
                world.assertTold(thrown);
                thrown = world.told.isEmpty() ? thrown : world.told.get(0);
            }
            super.check(thrown, struck);
        }
    }

    /** Closing can be called again. */
    static final class CloseGroup extends SectionTrial {
        @Override
        public void run() {
            group.close();
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            group.close();
            Check.equal(world.invalidator.invalidateRangeStart(world.range), InvalidationResult.COMPLETED, "answer");
            Check.equal(world.range.hits(), 2, "hits behind the close");
            world.invalidator.invalidateRangeEnd(world.range);
            super.check(thrown, struck);
        }
    }
}
