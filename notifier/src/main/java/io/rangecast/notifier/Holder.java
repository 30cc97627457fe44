package io.rangecast.notifier;

/** One who has not let go of what a window was about. Any thread may ask, also after the window has ended. */
interface Holder {
    /** The key of its queue. Each party has one, of all that it is to let go of: it mostly lets go in that order. */
    Object party();

    /** How reports call it. */
    String name();

    /** Has it look at a waitlist of its own whenever it has let go of something, if it can. */
    default void owe(Waitlist<?> waitlist) {}

    /** Whether it goes on to let go of what comes behind this, which it has deferred. */
    default boolean isDeferred() {
        return false;
    }

    /** Whether it has let go, or is gone; what it did happened before. Once true it stays so. */
    boolean hasLetGo();
}
