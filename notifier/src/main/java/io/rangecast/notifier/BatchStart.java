package io.rangecast.notifier;

import java.lang.invoke.VarHandle;

/**
 * Opens the windows of a batch side by side, each step for all of them before the next: a batch pays the two fences of
 * a start once. Belongs to an {@link Invalidator}; one thread at a time.
 *
 * <p>The order is that of a single start, and so are the arguments, with a full fence in place of the volatile access:
 * all slots STARTING, fence, filter and root; all hits entered before the first record; all records, fence, all bells.
 *
 * <p>No callback runs while a slot is STARTING, as who ends a registration in that callback would wait for that slot.
 */
final class BatchStart {
    private final Invalidator invalidator;
    private final AcknowledgementPause pause = new AcknowledgementPause();

    /** Of all windows, each group once; empty between two batches. */
    private final GroupLooks groups = new GroupLooks();

    BatchStart(Invalidator invalidator) {
        this.invalidator = invalidator;
    }

    /**
     * Opens and publishes; if it throws, some windows may be open.
     *
     * @param toWait whether this thread is going to wait for the acknowledgements at once
     */
    void publish(InvalidationBatch batch, boolean toWait) {
        try {
            enterChecks(batch);
            do {
                openAndCollectAll(batch);
            } while (!addressAll(batch) && madeRoom(batch));
            countStarts(batch);
            if (toWait) {
                checkAnswerable(batch);
            }
            // First, as it may fail: who says in a slot that it calls looks for grace periods afterwards.
            int[] here = hasCallbacks(batch) ? invalidator.toCall(batch) : null;
            enterAll(batch);
            sendAll(batch);
            callAll(batch, here);
        } finally {
            returnAll(batch);
        }
    }

    private void enterChecks(InvalidationBatch batch) {
        for (int i = 0; MisuseChecks.ON && i < batch.count(); i++) {
            invalidator.checks().enter(batch.range(i));
        }
    }

    private void openAndCollectAll(InvalidationBatch batch) {
        boolean known = false;
        while (!known) {
            openAll(batch);
            VarHandle.fullFence(); // between the slots and the filter or root: see WindowTable
            collectAll(batch);
            known = invalidator.isKnown();
            if (!known) { // retired before its slots could be seen
                closeAll(batch);
                invalidator.use();
            }
        }
    }

    private void openAll(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            InvalidationRange range = batch.range(i);
            range.blockable(true);
            range.window.prepare(invalidator);
            invalidator.windows().openBeforeFence(range.window);
        }
    }

    private void collectAll(InvalidationBatch batch) {
        Subscriptions subscriptions = invalidator.registry().subscriptions();
        NotifierList notifiers = invalidator.space().notifiers().list();
        for (int i = 0; i < batch.count(); i++) {
            Window window = batch.range(i).window;
            window.collectAll(subscriptions, notifiers);
        }
    }

    /** A subscriber may get a record for each range. */
    private static boolean addressAll(InvalidationBatch batch) {
        boolean room = true;
        for (int i = 0; i < batch.count(); i++) {
            room &= batch.range(i).window.address(batch.count());
        }
        return room;
    }

    /** With no slot open, as in a single start. */
    private boolean madeRoom(InvalidationBatch batch) {
        Object before = invalidator.beBusy();
        try {
            closeAll(batch);
            for (int i = 0; i < batch.count(); i++) {
                batch.range(i).window.makeRoom(batch.count());
            }
        } finally {
            invalidator.user = before;
        }
        return true;
    }

    private void closeAll(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            invalidator.windows().close(batch.range(i).window);
        }
    }

    private void countStarts(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            invalidator.counters().started(batch.range(i).window.hits());
        }
    }

    private static void checkAnswerable(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            batch.range(i).window.checkAnswerable();
        }
    }

    private static void enterAll(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            batch.range(i).window.enterAll();
        }
        Producer.orderMemoryAfterStates();
    }

    private void sendAll(InvalidationBatch batch) {
        int records = 0;
        groups.begin();
        try {
            for (int i = 0; i < batch.count(); i++) {
                Window window = batch.range(i).window;
                window.publishAll(groups);
                records += window.records();
            }
        } finally { // what is published must be looked at, even if memory has run out half-way
            invalidator.counters().published(records);
            Acknowledgements.fence();
            for (int i = 0; i < batch.count(); i++) {
                batch.range(i).window.acknowledgements().alertAll();
            }
        }
        groups.end();
        invalidator.checkAlone();
    }

    private void callAll(InvalidationBatch batch, int[] here) {
        if (here == null) {
            toldOrCalling(batch);
            return;
        }
        here[CallbackScope.DEPTH]++;
        invalidator.running++;
        try {
            toldOrCalling(batch);
            call(batch);
        } finally {
            invalidator.running--;
            here[CallbackScope.DEPTH]--;
        }
        invalidator.registry().gracePeriods().callsOver();
    }

    private void toldOrCalling(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            Window window = batch.range(i).window;
            if (window.hasCallbacks()) {
                invalidator.windows().calling(window.slot);
            } else {
                invalidator.windows().told(window.slot);
            }
        }
    }

    private static boolean hasCallbacks(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            if (batch.range(i).window.hasCallbacks()) {
                return true;
            }
        }
        return false;
    }

    private void call(InvalidationBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            Window window = batch.range(i).window;
            if (window.hasCallbacks()) {
                window.call();
                invalidator.windows().told(window.slot);
            }
        }
    }

    /** Looks for the last acknowledgements when they may be expected: who has let go of the last range, has mostly of all. */
    void look(InvalidationBatch batch) {
        for (int i = batch.count() - 1; i >= 0; i--) {
            Acknowledgements last = batch.range(i).window.acknowledgements();
            if (!last.areNone()) {
                pause.findsComplete(last);
                return;
            }
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
}
