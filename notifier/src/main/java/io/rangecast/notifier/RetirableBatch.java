package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

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

    @Override
    public HeldMemory putAside(Freeing free) {
        if (batch.held == null) {
            List<Holder> holders = new ArrayList<>();
            batch.ranges().forEach(range -> invalidator.windowOf(range).addHolders(holders));
            batch.held = invalidator
                    .registry()
                    .quarantine()
                    .add(batch.lowest(), batch.highest(), batch.bytes(), holders, free);
        }
        return batch.held;
    }

    @Override
    public HeldMemory held() {
        return batch.held;
    }

    @Override
    public Window[] windows() {
        return batch.ranges().map(range -> range.window).toArray(Window[]::new);
    }

    @Override
    public void end() {
        windows.end(batch);
    }

    @Override
    public long bytes() {
        return batch.bytes();
    }
}
