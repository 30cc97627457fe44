package io.rangecast.notifier;

import java.util.List;
import java.util.Objects;

/**
 * The windows of a batch: opened, awaited and ended together. Belongs to an {@link Invalidator}; one thread at a time.
 */
final class BatchWindows {
    private final Invalidator invalidator;
    private final AcknowledgementPause pause = new AcknowledgementPause();

    /** Of all windows, each group once; empty between two batches. */
    private final GroupLooks groups = new GroupLooks();

    BatchWindows(Invalidator invalidator) {
        this.invalidator = invalidator;
    }

    InvalidationResult start(InvalidationBatch batch, long timeoutNanos) {
        publish(batch, true);
        InvalidationResult result = null;
        try {
            if (isSettled(batch)) {
                result = InvalidationResult.COMPLETED;
            } else {
                look(batch);
                result = awaitAnswers(batch, timeoutNanos, true);
            }
        } finally {
            if (result == null) { // the idle strategy has thrown, or memory has run out
                end(batch);
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
                endAll(batch);
                invalidator.registry().gracePeriods().callsOver(); // callbacks may have been struck by an error
            }
        }
        return complete;
    }

    private boolean tell(InvalidationBatch batch, boolean toWait) {
        try {
            enterChecks(batch);
            if (batch.count() > 0) {
                Window first = batch.range(0).window;
                invalidator.openAndCollect(first);
                invalidator.tell(first, batch.count(), batch, groups, toWait);
            }
            return !toWait && areComplete(batch);
        } finally {
            returnAll(batch);
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

    /** The start returns, or has failed: from here on its windows can be awaited and ended. */
    private void returnAll(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            Window window = batch.range(i).window;
            if (window.busy) {
                window.busy = false;
                invalidator.leaveChecks();
            }
        }
    }

    /** Looks for the last acknowledgements when they may be expected: who has let go of the last range, has mostly of all. */
    private void look(InvalidationBatch batch) {
        for (int i = batch.count() - 1; i >= 0; i--) {
            Acknowledgements last = batch.range(i).window.acknowledgements();
            if (!last.areNone()) {
                pause.findsComplete(last);
                return;
            }
        }
    }

    boolean isAcknowledged(InvalidationBatch batch) {
        checkOpen(batch);
        boolean all = true;
        for (int i = 0; i < batch.count(); i++) {
            all &= invalidator.isAcknowledged(batch.range(i));
        }
        return all;
    }

    InvalidationResult await(InvalidationBatch batch, long nanos) {
        checkOpen(batch);
        for (int i = 0; i < batch.count(); i++) {
            invalidator.askAgain(invalidator.windowOf(batch.range(i)));
        }
        return awaitAnswers(batch, nanos, false);
    }

    private InvalidationResult awaitAnswers(InvalidationBatch batch, long nanos, boolean starting) {
        boolean returning = false;
        invalidator.enterChecks();
        invalidator.running++;
        try {
            busy(batch, true);
            BatchAcknowledgementWait waited = batch.acknowledgementWait();
            waited.begin(starting ? nanos : Long.MAX_VALUE);
            long begun = System.nanoTime();
            boolean inTime = invalidator.await(waited, nanos, starting);
            InvalidationResult worst = InvalidationResult.COMPLETED;
            for (int i = 0; i < batch.count(); i++) {
                Window window = batch.range(i).window;
                worst = InvalidationResult.worse(worst, invalidator.result(window, begun, inTime, nanos, starting));
            }
            busy(batch, false);
            returning = true;
            return worst;
        } finally {
            invalidator.running--;
            if (!returning) {
                busy(batch, false);
            }
            if (MisuseChecks.ON) {
                invalidator.leaveChecks();
            }
        }
    }

    List<String> laggards(InvalidationBatch batch) {
        checkOpen(batch);
        return batch.ranges()
                .flatMap(range -> invalidator.laggards(range).stream())
                .distinct()
                .toList();
    }

    List<Subscriber> lateSubscribers(InvalidationBatch batch) {
        checkOpen(batch);
        return batch.ranges()
                .flatMap(range -> range.window.acknowledgements().laggards().stream())
                .distinct()
                .toList();
    }

    List<ReaderGroup> lateGroups(InvalidationBatch batch) {
        checkOpen(batch);
        return batch.ranges()
                .flatMap(range -> range.window.acknowledgements().lateGroups().stream())
                .distinct()
                .toList();
    }

    InvalidationResult evict(InvalidationBatch batch) {
        checkOpen(batch);
        return batch.ranges().map(invalidator::evict).reduce(InvalidationResult.COMPLETED, InvalidationResult::worse);
    }

    private static void busy(InvalidationBatch batch, boolean now) {
        for (int i = 0; i < batch.count(); i++) {
            batch.range(i).window.busy = now;
        }
    }

    void end(InvalidationBatch batch) {
        checkReturned(batch);
        if (batch.held != null) { // an error has struck where its memory was put aside, unless it is armed
            batch.held.giveUp();
        }
        endAll(batch);
    }

    /** Fails if it is not open, or a start of it, or a wait, has not returned yet. */
    void checkReturned(InvalidationBatch batch) {
        checkOpen(batch);
        for (int i = 0; i < batch.count(); i++) {
            if (batch.range(i).window.isInUse()) { // busy but not open while room is made
                invalidator.windowOf(batch.range(i));
            }
        }
    }

    /** Goes on where an end has stopped that ran out of memory; allocates nothing itself. */
    private void endAll(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            Window window = batch.range(i).window;
            if (window.isOpen()) {
                invalidator.end(window);
            } else {
                invalidator.forget(window);
            }
        }
        batch.ended();
    }

    private void checkOpen(InvalidationBatch batch) {
        Objects.requireNonNull(batch, "batch").checkOpenIn(invalidator);
    }
}
