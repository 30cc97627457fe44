package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

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
    public HeldMemory putAside(Freeing free) {
        Window window = range.window;
        if (window.held == null) {
            List<Holder> holders = new ArrayList<>();
            window.addHolders(holders);
            window.held = invalidator.registry().quarantine().add(range.start(), range.end(), bytes(), holders, free);
        }
        return window.held;
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

    @Override
    public long bytes() {
        return range.end() - range.start();
    }
}
