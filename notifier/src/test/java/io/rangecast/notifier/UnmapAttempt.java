package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Unmaps the middle of an area: both ends of it are left, or it is as it was. */
class UnmapAttempt implements Attempt {
    static final long START = 0x10000 * PAGE;
    static final long END = START + 4 * PAGE;

    AddressSpace space;
    Invalidator invalidator;
    private Subscription guard;
    Vma area;

    @Override
    public void prepare(AddressSpace in) {
        space = in;
        invalidator = space.newInvalidator("manager");
        guard = space.guard(START, 16 * PAGE);
        map();
    }

    private void map() {
        area = space.map(invalidator, START, END, Vma.READ, 0, null, MemoryChange.NONE);
    }

    @Override
    public void run(AddressSpace same) {
        space.unmap(invalidator, START + PAGE, END - PAGE, MemoryChange.NONE);
    }

    @Override
    public void check(AddressSpace same, boolean worked) {
        ScarceMemory.check(guard.tryReadBegin() != Subscription.BUSY, "a window stands open");
        if (worked) {
            checkDone();
        } else {
            ScarceMemory.check(space.areas().size() == 1 && space.find(START) == area, "half done");
        }
    }

    void checkDone() {
        boolean middle = space.find(START + PAGE) != null || space.find(END - PAGE - 1) != null;
        ScarceMemory.check(space.areas().size() == 2 && !middle, "not done");
    }

    @Override
    public void undo() {
        space.unmap(invalidator, 0, -1, MemoryChange.NONE);
        map();
    }

    @Override
    public void end() {
        space.unmap(invalidator, 0, -1, MemoryChange.NONE);
        guard.close();
        invalidator.close();
    }
}
