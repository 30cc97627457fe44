package io.rangecast.notifier;

import java.util.List;
import java.util.concurrent.Executor;

/** The windows that an {@link Invalidator} retires: of one range, or of a batch. Used by the producer's thread. */
interface Retirable {
    boolean isOpen();

    /** Fails if they are open in another invalidator, or used by a call that has not returned, or cannot be opened. */
    void check();

    /** Opens them, and tells. */
    void publish();

    /** Opens them and tells if nobody has to be waited for; else counts that as refused, and returns false. */
    boolean tryPublish();

    /** Their memory, of which nobody knows yet; what this is given is as in {@link HeldMemory}. */
    HeldMemory newMemory(Runnable free, Executor executor, boolean throwing);

    /** The parties that have not let go of those that are open. */
    List<Holder> holders();

    /** Puts aside the memory of those that are open, for the parties that have not let go. */
    HeldMemory putAside(HeldMemory memory, List<Holder> holders);

    /** The memory that was put aside, while they are open. */
    HeldMemory held();

    /** Those that are open, or checked to be opened. */
    Window[] windows();

    void end();
}
