package io.rangecast.notifier;

import java.util.concurrent.Executor;

/**
 * How memory is put aside whose windows end though somebody may still hold it: {@link Invalidator#retire} and
 * {@link Invalidator#quarantine}. Belongs to an invalidator; one thread at a time. Whose memory it becomes then, and who
 * frees it, says {@link Quarantine}.
 */
final class Retirement {
    private final Invalidator invalidator;
    private final Quarantine quarantine;

    Retirement(Invalidator invalidator) {
        this.invalidator = invalidator;
        this.quarantine = invalidator.registry().quarantine();
    }

    /** Ends windows that are open, and frees when all have let go; throws what freeing has thrown meanwhile. */
    void quarantine(Retirable windows, Runnable free) {
        HeldMemory memory = windows.held();
        if (memory == null) {
            memory = putAsideAnyway(windows, newFreeing(windows, free, null, true));
        }
        Failures failures = new Failures();
        arm(windows, memory, failures);
        windows.end();
        if (!memory.isOver()) {
            Recordings.held(invalidator.space(), memory, quarantine.amount());
        }
        quarantine.reapBehind(memory, failures);
        failures.rethrow();
    }

    private HeldMemory putAsideAnyway(Retirable windows, Freeing freeing) {
        HeldMemory memory = null;
        try {
            freeing.reserve();
            memory = windows.putAside(freeing);
        } finally {
            if (memory == null) {
                freeing.release();
            }
        }
        return memory;
    }

    /**
     * Tells if nobody was told yet, and ends the windows; frees when all have let go. If an error strikes, nothing is done,
     * or the windows are open and it can be called again.
     */
    InvalidationResult retire(Retirable windows, Runnable free, Executor executor) {
        HeldMemory memory = windows.held();
        if (memory == null) {
            Freeing freeing = newFreeing(windows, free, executor, false);
            try {
                if (!hasRoom(freeing)) {
                    if (windows.isOpen()) {
                        windows.end();
                    }
                    invalidator.tally().refused();
                    return InvalidationResult.AGAIN;
                }
                if (!windows.isOpen()) {
                    windows.publish();
                }
                memory = windows.putAside(freeing);
            } finally {
                if (memory == null) {
                    freeing.release(); // nothing, if there was no room
                }
            }
        }
        Freeing freeing = memory.free; // null if an earlier call was struck behind it
        arm(windows, memory, new Failures());
        return end(windows, memory, freeing, free);
    }

    private Freeing newFreeing(Retirable windows, Runnable free, Executor executor, boolean throwing) {
        return new Freeing(invalidator.space(), quarantine.amount(), windows.bytes(), free, executor, throwing);
    }

    /** Frees a few where there is none, so that who asks again and again gets on. */
    private boolean hasRoom(Freeing freeing) {
        if (freeing.tryReserve()) {
            return true;
        }
        Failures ofOthers = new Failures();
        quarantine.takeTurn(ofOthers);
        ofOthers.reportTo(invalidator.space());
        if (invalidator.space().isReleased()) { // nobody is told any more, so it is freed at once
            freeing.reserve();
            return true;
        }
        return freeing.tryReserve();
    }

    /** What frees must not end the windows. By no calls in the end, which an error could strike. */
    private void arm(Retirable windows, HeldMemory memory, Failures failures) {
        Window[] open = windows.windows();
        for (Window each : open) {
            each.busy = true;
        }
        try {
            quarantine.arm(memory, failures);
        } finally {
            for (Window each : open) {
                each.busy = false;
            }
        }
    }

    /** Nothing is thrown once the windows are over, as the memory is out of the caller's hands. */
    private InvalidationResult end(Retirable windows, HeldMemory memory, Freeing freeing, Runnable free) {
        InvalidationResult result = InvalidationResult.COMPLETED;
        try {
            windows.end();
            if (!memory.isOver()) {
                Recordings.held(invalidator.space(), memory, quarantine.amount());
            }
            Failures ofOthers = new Failures();
            quarantine.reapBehind(memory, ofOthers);
            ofOthers.reportTo(invalidator.space());
            if (freeing != null && !freeing.isOver()) {
                result = InvalidationResult.RETIRED;
                quarantine.amount().countRetirement();
            }
        } catch (Throwable struck) {
            if (windows.isOpen()) {
                throw struck;
            }
            invalidator.space().report(struck, null, free);
            if (freeing != null && !freeing.isOver()) {
                result = InvalidationResult.RETIRED;
            }
        }
        return result;
    }
}
