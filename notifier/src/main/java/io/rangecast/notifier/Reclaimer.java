package io.rangecast.notifier;

/**
 * Who frees memory that was {@linkplain Invalidator#retire retired} without an executor, once all have let go.
 *
 * <p>Whichever is chosen, what is free to go is also found by {@link AddressSpace#reapQuarantine} and
 * {@link AddressSpace#reaper}, which look at all, and by every fourth {@link Invalidator#retire}, {@link
 * Invalidator#quarantine} and {@link Invalidator#close}, which look at some.
 */
public enum Reclaimer {
    /** Those that look for it: mostly the space's {@link AddressSpace#reaper}, in a thread of the user's choice. */
    REAPER,

    /**
     * Whoever lets go last: a subscriber's thread behind {@link Subscriber#poll(int)}, a wait in which it serves,
     * {@link Subscriber#offline}, {@link Subscriber#online} or {@link Subscriber#close}, whoever calls that; whoever
     * {@linkplain Subscriber#complete completes} what was deferred; and whoever leaves the last section, behind
     * {@link ReaderGroup#exit}. A producer that waited for what was let go does not wait for it; later starts that hit the same thread
     * wait as for a long handler, so what frees must not take a lock under which others start: use an executor. What a thread that has died, a callback or a {@link Notifier}
     * was the last to hold is left to the others.
     */
    LAST_TO_LET_GO
}
