package io.rangecast.notifier;

import java.util.List;
import java.util.Objects;

/**
 * The windows of a batch that {@link BatchStart} has opened: awaited, given up on and ended together. Belongs to an
 * {@link Invalidator}; one thread at a time.
 */
final class BatchWindows {
    private final Invalidator invalidator;

    BatchWindows(Invalidator invalidator) {
        this.invalidator = invalidator;
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
        return await(batch, nanos, false);
    }

    /** Part of a start, which does not wait for known laggards, or after it. */
    InvalidationResult await(InvalidationBatch batch, long nanos, boolean starting) {
        boolean returning = false;
        invalidator.enterChecks();
        invalidator.running++;
        try {
            busy(batch, true);
            BatchAcknowledgements waited = batch.acknowledgements();
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
        checkUsed(batch);
        batch.checkToEnd(invalidator);
        checkNotBusy(batch);
        if (batch.held != null) { // an error has struck where its memory was put aside, unless it is armed
            batch.held.giveUp();
        }
        endAll(batch);
    }

    /** Fails if it is not open, or a start of it, or a wait, has not returned yet. */
    void checkReturned(InvalidationBatch batch) {
        checkOpen(batch);
        checkNotBusy(batch);
    }

    private void checkNotBusy(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            if (batch.range(i).window.isInUse()) { // busy but not open while room is made
                invalidator.windowOf(batch.range(i));
            }
        }
    }

    /** Goes on where an end has stopped that ran out of memory; allocates nothing itself. */
    void endAll(InvalidationBatch batch) {
        batch.ending = true; // between two of its windows completions run, which are the user's code
        try {
            for (int i = 0; i < batch.count(); i++) {
                Window window = batch.range(i).window;
                if (window.isOpen()) {
                    invalidator.end(window);
                } else {
                    invalidator.forget(window);
                }
            }
        } finally {
            batch.ending = false;
        }
        batch.ended();
    }

    /** Fails if it is not open, or this is closed, or used by another thread. An empty one stays open behind a close. */
    void checkOpen(InvalidationBatch batch) {
        checkUsed(batch);
        batch.checkOpenIn(invalidator);
    }

    private void checkUsed(InvalidationBatch batch) {
        Objects.requireNonNull(batch, "batch");
        if (!batch.isOpen() || !invalidator.isClosed()) {
            invalidator.use();
        }
    }
}
