package io.rangecast.notifier;

/** The outcome of an {@link Invalidator#invalidateRangeStart}, an {@link Invalidator#retire}, or one of their like. */
public enum InvalidationResult {
    /**
     * Every hit subscription has let go. The window is open, and the memory may be changed; end the window afterwards. If a
     * call that is given the change returns this, such as {@link Invalidator#retire}, the change is made and the window over.
     */
    COMPLETED,

    /**
     * The non-blocking start would have had to wait, or was refused; or more memory would be {@linkplain
     * AddressSpace#limitHeld held} than the limit allows. No window is open, and the memory must not be changed.
     */
    AGAIN,

    /**
     * The deadline has passed. The window is open and its readers wait, but the subscribers that
     * {@link Invalidator#laggards} names may still use the range: the memory must not be changed. Go on waiting with
     * {@link Invalidator#await}, or give the change up and end the window, or {@linkplain Invalidator#evict evict} them,
     * or {@linkplain Invalidator#quarantine quarantine} the memory.
     */
    TIMED_OUT,

    /**
     * Nobody is waited for any more, but a subscriber that is hit was {@linkplain Invalidator#evict evicted}, and its
     * thread may not know yet: it may still use the range. The window is open and its readers wait; the memory must not
     * be changed.
     */
    EVICTED,

    /**
     * Nobody is waited for any more, but a listener that is called in this thread has failed: an
     * {@link IntervalNotifier}, or the start of a {@link Notifier}, has thrown, or refused a blockable start. It has not
     * let go. The window is open and its readers wait; {@link Invalidator#laggards} names it, and the memory must not be
     * changed. Ask again with {@link Invalidator#await}, or give the change up and end the window, or
     * {@linkplain Invalidator#evict evict} the listener, or {@linkplain Invalidator#quarantine quarantine} the memory.
     */
    FAILED,

    /**
     * Somebody has not let go, and is not waited for: all were told, the window is over, and the change runs once when all have
     * let go. Returned only by {@link Invalidator#retire} and calls that use it. No window is open; leave the memory alone.
     */
    RETIRED;

    /** Of two windows that are one change: a wait that goes on counts most, then a callback that is to be called again. */
    static InvalidationResult worse(InvalidationResult a, InvalidationResult b) {
        return a.weight() >= b.weight() ? a : b;
    }

    private int weight() {
        return switch (this) {
            case COMPLETED -> 0;
            case EVICTED -> 1;
            case FAILED -> 2;
            default -> 3;
        };
    }
}
