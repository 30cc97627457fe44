package io.rangecast.notifier;

/** A party that has not let go of the range of a window. Any thread may ask, also after the window has ended. */
interface Holder {
    /** The key of its queue. Each party has one, of all that it is to let go of: it mostly lets go in that order. */
    Object party();

    /** How reports call it. */
    String name();

    /** Has it look at a waitlist of its own whenever it has let go of something, if it can. */
    default void owe(Waitlist<?> waitlist) {}

    /** Whether it has deferred this, and goes on to let go of what comes behind it. */
    default boolean isDeferred() {
        return false;
    }

    /** Whether it has let go, or is gone; what it did happened before. Once true it stays so. */
    boolean hasLetGo();

    /** The same for reports, which end nobody who has died. */
    default boolean isKnownToHaveLetGo() {
        return hasLetGo();
    }
}
