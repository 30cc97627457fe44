package io.rangecast.notifier;

/**
 * The choice of who frees memory that was {@linkplain Invalidator#retire retired} without an executor, once all have let go.
 *
 * <p>Whichever is chosen, memory that nobody holds any more is also found by {@link AddressSpace#reapQuarantine} and
 * {@link AddressSpace#reaper}, which look at all that is held, and by every fourth {@link Invalidator#retire}, each {@link
 * Invalidator#quarantine} and each {@link Invalidator#close}, which look at some.
 */
public enum Reclaimer {
    /** The threads that look for it: mostly that of the space's {@link AddressSpace#reaper}, which the user chooses. */
    REAPER,

    /**
     * The thread that lets go last. It may be a subscriber's, behind {@link Subscriber#poll(int)}, a wait in which it serves,
     * {@link Subscriber#offline} or {@link Subscriber#online}; one that calls {@link Subscriber#close}, or {@linkplain
     * Subscriber#complete completes} what was deferred; or one that leaves the last section, behind {@link ReaderGroup#exit}.
     *
     * <p>A producer that waits for this thread to let go does not wait for the free action. Later starts that hit the thread
     * wait as for a long handler, so the action must not take a lock under which others start; use an executor for that.
     * Memory that a dead thread, a callback or a {@link Notifier} was the last to hold is left to {@link #REAPER}.
     */
    LAST_TO_LET_GO
}
