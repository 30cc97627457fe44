package io.rangecast.notifier;

/** What an {@link Invalidator} retires: the windows of one range, or of a batch. Used by the producer's thread. */
interface Retirable {
    boolean isOpen();

    /** Fails if they are open in another invalidator, or used by a call that has not returned, or cannot be opened. */
    void check();

    /** Opens them, and tells. */
    void publish();

    /** Those that are open: remembers who has not let go, and what frees. A second call does nothing. */
    HeldMemory putAside(Freeing free);

    /** What was put aside, while they are open. */
    HeldMemory held();

    /** Those that are open. */
    Window[] windows();

    void end();

    /** How many there are, unsigned. */
    long bytes();
}
