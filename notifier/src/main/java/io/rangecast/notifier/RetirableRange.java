package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The window of one range. */
final class RetirableRange implements Retirable {
    private final Invalidator invalidator;
    private final InvalidationRange range;

    RetirableRange(Invalidator invalidator, InvalidationRange range) {
        this.invalidator = invalidator;
        this.range = range;
    }

    @Override
    public boolean isOpen() {
        return range.window.isOpen();
    }

    @Override
    public void check() {
        if (range.window.held == HeldMemory.UNTOLD) { // by a call before this one
            invalidator.endOf(range);
        }
        if (isOpen()) {
            invalidator.windowOf(range);
        } else {
            invalidator.checkCanOpen(range);
        }
    }

    @Override
    public void publish() {
        invalidator.publish(range);
    }

    @Override
    public boolean tryPublish() {
        return invalidator.invalidateRangeStartNonblock(range) == InvalidationResult.COMPLETED;
    }

    @Override
    public HeldMemory newMemory(Runnable free, Executor executor, boolean throwing) {
        long start = range.start();
        long end = range.end();
        return invalidator.registry().quarantine().newMemory(start, end, end - start, free, executor, throwing);
    }

    @Override
    public List<Holder> holders() {
        List<Holder> holders = new ArrayList<>(1);
        range.window.addHolders(holders);
        return holders;
    }

    @Override
    public HeldMemory putAside(HeldMemory memory, List<Holder> holders) {
        range.window.held = invalidator.registry().quarantine().add(memory, holders);
        return memory;
    }

    @Override
    public HeldMemory held() {
        return range.window.held;
    }

    @Override
    public Window[] windows() {
        return new Window[] {range.window};
    }

    @Override
    public void end() {
        invalidator.end(range.window);
    }
}
