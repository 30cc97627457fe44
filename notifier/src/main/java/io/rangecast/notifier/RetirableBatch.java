package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The windows of a batch. */
final class RetirableBatch implements Retirable {
    private final Invalidator invalidator;
    private final BatchWindows windows;
    private final InvalidationBatch batch;

    RetirableBatch(Invalidator invalidator, BatchWindows windows, InvalidationBatch batch) {
        this.invalidator = invalidator;
        this.windows = windows;
        this.batch = batch;
    }

    @Override
    public boolean isOpen() {
        return batch.isOpen();
    }

    @Override
    public void check() {
        if (batch.held == HeldMemory.UNTOLD) { // by a call before this one
            windows.end(batch);
        }
        if (isOpen()) {
            windows.checkReturned(batch);
        } else {
            invalidator.use();
            batch.prepare(invalidator.space());
        }
    }

    @Override
    public void publish() {
        invalidator.publish(batch);
    }

    /** There is no start of a batch that asks first, so it is told only if its space is ending, and nobody may be left. */
    @Override
    public boolean tryPublish() {
        if (invalidator.space().isClosed()) {
            publish();
            if (holders().isEmpty()) {
                return true;
            }
            end();
        }
        invalidator.counters().refused();
        return false;
    }

    @Override
    public HeldMemory newMemory(Runnable free, Executor executor, boolean throwing) {
        Quarantine quarantine = invalidator.registry().quarantine();
        return quarantine.newMemory(batch.lowest(), batch.highest(), batch.bytes(), free, executor, throwing);
    }

    @Override
    public List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        batch.ranges().forEach(range -> invalidator.windowOf(range).addHolders(holders));
        return holders;
    }

    @Override
    public HeldMemory putAside(HeldMemory memory, List<Holder> holders) {
        batch.held = invalidator.registry().quarantine().add(memory, holders);
        return memory;
    }

    @Override
    public HeldMemory held() {
        return batch.held;
    }

    @Override
    public Window[] windows() {
        return batch.windows();
    }

    @Override
    public void end() {
        windows.end(batch);
    }
}
