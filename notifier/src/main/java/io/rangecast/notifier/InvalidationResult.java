package io.rangecast.notifier;

/** What became of an {@link Invalidator#invalidateRangeStart} or one of its like. */
public enum InvalidationResult {
    /** Every hit subscription has let go. The window is open, the memory may be changed; end the window afterwards. */
    COMPLETED,

    /**
     * The non-blocking start would have had to wait, or was refused. No window is open, the memory must not be changed.
     */
    AGAIN,

    /**
     * The deadline has passed. The window is open and its readers wait, but the subscribers that
     * {@link Invalidator#laggards} names may still use the range: the memory must not be changed. Either wait on with
     * {@link Invalidator#await}, or give the change up and end the window, or {@linkplain Invalidator#evict evict} them,
     * or {@linkplain Invalidator#quarantine quarantine} the memory.
     */
    TIMED_OUT,

    /**
     * Nobody is waited for any more, but a subscriber that is hit was {@linkplain Invalidator#evict evicted}, and its
     * thread may not know yet: it may still use the range. The window is open and its readers wait; the memory must not
     * be changed.
     */
    EVICTED
}
