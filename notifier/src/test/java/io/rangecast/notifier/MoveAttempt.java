package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Moves an area: it is where it was, or where it was to go. */
final class MoveAttempt extends UnmapAttempt {
    private static final long FURTHER = 8 * PAGE;

    @Override
    public void run(AddressSpace same) {
        space.move(invalidator, area, START + FURTHER, END + FURTHER, null, MemoryChange.NONE);
    }

    @Override
    void checkDone() {
        ScarceMemory.check(space.areas().size() == 1 && space.find(START + FURTHER) != null, "not done");
    }
}
