package io.rangecast.notifier;

/**
 * The slot of a window in the {@link WindowTable} of its producer, which writes this. All calls come from the producer's
 * thread.
 *
 * <p>A {@link Window} extends this, rather than hold it: a start reads one object less.
 */
abstract class WindowSlot extends Padded {
    final InvalidationRange range;

    /** Written without a call beside what the table writes, lest an error comes between the two. */
    boolean open;

    int slot;

    /**
     * Whether a start, or a wait for it, is under way: callbacks and handlers that run in it must not end the window. To
     * be taken back without a call, as an error could strike there.
     */
    boolean busy;

    /**
     * The memory that a quarantine has put aside and that has not come to the end of the window yet, or {@link
     * HeldMemory#UNTOLD}. Null while it is not open.
     */
    HeldMemory held;

    WindowSlot(InvalidationRange range) {
        this.range = range;
    }
}
