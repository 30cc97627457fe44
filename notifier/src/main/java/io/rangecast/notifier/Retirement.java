package io.rangecast.notifier;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Puts memory aside whose windows end though somebody may still hold it: {@link Invalidator#retire} and
 * {@link Invalidator#quarantine}. Belongs to an invalidator; one thread at a time. {@link Quarantine} says whose memory
 * it becomes then, and who frees it.
 */
final class Retirement {
    /**
     * One in so many retires frees what others have let go of: a look takes the line of a record from the thread that
     * has released it.
     */
    private static final int EACH = 4;

    private final Invalidator invalidator;
    private final Quarantine quarantine;

    /** How much was retired; comes round. */
    private int retired;

    Retirement(Invalidator invalidator) {
        this.invalidator = invalidator;
        this.quarantine = invalidator.registry().quarantine();
    }

    /** Ends windows that are open, and frees when all have let go; throws what freeing has thrown meanwhile. */
    void quarantine(Retirable windows, Runnable free) {
        HeldMemory memory = windows.held();
        if (memory == null) {
            memory = putAside(windows, windows.newMemory(free, null, true), windows.holders());
        }
        Failures failures = new Failures();
        arm(windows.windows(), memory, failures);
        windows.end();
        if (!memory.isOver()) {
            recordHeld(memory);
        }
        quarantine.reapBehind(memory, failures);
        failures.rethrow();
    }

    private void recordHeld(HeldMemory memory) {
        Recordings.held(invalidator.space(), () -> memory.report(System.nanoTime()), quarantine.amount());
    }

    /** If it throws, the memory is not counted. */
    private static HeldMemory putAside(Retirable windows, HeldMemory memory, List<Holder> holders) {
        HeldMemory aside = null;
        try {
            aside = windows.putAside(memory, holders);
        } finally {
            if (aside == null) {
                try {
                    memory.release();
                } finally {
                    memory.release(); // goes on where an error has struck
                }
            }
        }
        return aside;
    }

    /**
     * Tells if nobody was told yet, and ends the windows; frees when all have let go. If an error strikes, nothing is done,
     * or the windows are open and it can be called again.
     */
    InvalidationResult retire(Retirable windows, Runnable free, Executor executor) {
        HeldMemory memory = windows.held();
        if (memory == null) {
            memory = tellAndPutAside(windows, windows.newMemory(free, executor, false));
            if (memory == null) {
                if (windows.isOpen()) {
                    windows.end();
                    invalidator.counters().refused();
                }
                return InvalidationResult.AGAIN;
            }
        }
        Window[] used = windows.windows();
        arm(used, memory, new Failures());
        return end(windows, used, memory, free);
    }

    /** Null if there is no room, and somebody has not let go, or is to be told first. */
    private HeldMemory tellAndPutAside(Retirable windows, HeldMemory memory) {
        HeldMemory aside = null;
        try {
            List<Holder> holders = tell(windows, !quarantine.amount().isLimited() || hasRoom(windows, memory));
            if (holders != null) {
                aside = windows.putAside(memory, holders);
            }
        } finally {
            if (aside == null) {
                try {
                    memory.release();
                } finally {
                    memory.release(); // goes on where an error has struck
                }
            }
        }
        return aside;
    }

    /** Those who have not let go; null if there is one, and no room. */
    private static List<Holder> tell(Retirable windows, boolean room) {
        if (room) {
            if (!windows.isOpen()) {
                windows.publish();
            }
            return windows.holders();
        }
        if (!windows.isOpen()) {
            return windows.tryPublish() ? List.of() : null;
        }
        List<Holder> holders = windows.holders();
        return holders.isEmpty() ? holders : null;
    }

    /** Frees a few where there is none, so that a caller that asks again and again gets on. */
    private boolean hasRoom(Retirable windows, HeldMemory memory) {
        if (memory.tryReserve()) {
            return true;
        }
        Failures ofOthers = new Failures();
        undisturbed(windows.windows(), () -> {
            quarantine.takeTurn(ofOthers);
            ofOthers.reportTo(invalidator.space()); // which is the user's code, too
        });
        return memory.tryReserve();
    }

    private void arm(Window[] used, HeldMemory memory, Failures failures) {
        undisturbed(used, () -> quarantine.arm(memory, failures));
    }

    /**
     * An action that frees must not end the windows, nor use the ranges for others. Plain stores undo that, as an error
     * could strike a call.
     */
    private void undisturbed(Window[] used, Runnable freeing) {
        for (Window each : used) {
            each.busy = true;
        }
        try {
            invalidator.runInside(freeing);
        } finally {
            for (Window each : used) {
                each.busy = false;
            }
        }
    }

    /** Nothing is thrown once the windows are over, as the memory is out of the caller's hands. */
    private InvalidationResult end(Retirable windows, Window[] used, HeldMemory memory, Runnable free) {
        InvalidationResult result = InvalidationResult.COMPLETED;
        try {
            windows.end();
            if (!memory.isOver()) {
                recordHeld(memory);
            }
            if (++retired % EACH == 0) {
                Failures ofOthers = new Failures();
                quarantine.reapBehind(memory, ofOthers);
                ofOthers.reportTo(invalidator.space());
            }
            if (!memory.hasRun()) {
                result = InvalidationResult.RETIRED;
                quarantine.amount().countRetirement();
            }
        } catch (Throwable struck) {
            boolean open = false;
            for (Window each : used) { // no call, as one more could strike there
                open |= each.open;
            }
            try {
                open |= windows.isOpen();
                if (!open) {
                    invalidator.space().report(struck, null, free);
                }
            } catch (Throwable more) {
                // An error would say that nothing was done: the caller would free the memory once more.
            }
            if (open) {
                throw struck;
            }
            if (!memory.over) {
                result = InvalidationResult.RETIRED;
            }
        }
        return result;
    }
}
