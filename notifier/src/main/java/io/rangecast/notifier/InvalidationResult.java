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
     * {@link Invalidator#awaitAcknowledged}, or give the change up and end the window.
     */
    TIMED_OUT
}
