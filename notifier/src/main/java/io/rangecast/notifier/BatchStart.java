package io.rangecast.notifier;

import java.util.Objects;

/**
 * Starts the ranges of a batch as one: opens all their windows, tells all who are hit, and waits for them once. {@link
 * BatchWindows} has all that follows the start. Belongs to an {@link Invalidator}; one thread at a time.
 */
final class BatchStart {
    private final Invalidator invalidator;
    private final BatchWindows windows;
    private final AcknowledgementPause pause = new AcknowledgementPause();

    /** Of all windows, each group once; empty between two batches. */
    private final DistinctGroups groups = new DistinctGroups();

    BatchStart(Invalidator invalidator, BatchWindows windows) {
        this.invalidator = invalidator;
        this.windows = windows;
    }

    InvalidationResult start(InvalidationBatch batch, long timeoutNanos) {
        publish(batch, true);
        InvalidationResult result = null;
        try {
            if (isSettled(batch)) {
                result = InvalidationResult.COMPLETED;
            } else {
                look(batch);
                result = windows.await(batch, timeoutNanos, true);
            }
        } finally {
            if (result == null) { // the idle strategy has thrown, or memory has run out
                windows.end(batch);
            }
        }
        return result;
    }

    private static boolean isSettled(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            if (!batch.range(i).window.isSettled()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Opens and publishes.
     *
     * @param toWait whether this thread is going to wait for the acknowledgements at once
     * @return whether all have let go already, if it is not
     */
    boolean publish(InvalidationBatch batch, boolean toWait) {
        Objects.requireNonNull(batch, "batch");
        invalidator.use();
        batch.prepare(invalidator.space());
        batch.open(invalidator);
        boolean complete;
        boolean told = false;
        try {
            complete = tell(batch, toWait);
            told = true;
        } finally {
            if (!told) {
                batch.held = HeldMemory.UNTOLD; // no call: whatever strikes from here on
                windows.endAll(batch);
                invalidator.registry().gracePeriods().callsOver(); // callbacks may have been struck by an error
            }
        }
        return complete;
    }

    private boolean tell(InvalidationBatch batch, boolean toWait) {
        int before = MisuseChecks.ON ? invalidator.checks().depth() : 0;
        Window first = batch.count() > 0 ? batch.range(0).window : null;
        try {
            enterChecks(batch);
            if (first != null) {
                invalidator.openAndCollect(first);
                invalidator.tell(first, batch.count(), batch, groups, toWait);
            }
            return !toWait && areComplete(batch);
        } finally {
            // It returns, or has failed: from here on its windows can be awaited or ended. No call, as an error could
            // strike it.
            for (Window each = first; each != null; each = each.next) {
                each.busy = false;
            }
            if (MisuseChecks.ON) {
                invalidator.checks().exitTo(before);
            }
        }
    }

    private static boolean areComplete(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            if (!batch.range(i).window.isComplete()) {
                return false;
            }
        }
        return true;
    }

    private void enterChecks(InvalidationBatch batch) {
        for (int i = 0; MisuseChecks.ON && i < batch.count(); i++) {
            invalidator.checks().enter(batch.range(i));
        }
    }

    /** Looks for the last acknowledgements when they may be expected: a subscriber that has let go of the last range has mostly let go of all. */
    private void look(InvalidationBatch batch) {
        for (int i = batch.count() - 1; i >= 0; i--) {
            Acknowledgements last = batch.range(i).window.acknowledgements();
            if (!last.areNone()) {
                pause.findsComplete(last);
                return;
            }
        }
    }
}
