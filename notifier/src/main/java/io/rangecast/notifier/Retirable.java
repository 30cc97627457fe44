package io.rangecast.notifier;

import java.util.List;
import java.util.concurrent.Executor;

/** What an {@link Invalidator} retires: the windows of one range, or of a batch. Used by the producer's thread. */
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

    /** Of those that are open: who has not let go. */
    List<Holder> holders();

    /** Those that are open: remembers who has not let go. */
    HeldMemory putAside(HeldMemory memory, List<Holder> holders);

    /** What was put aside, while they are open. */
    HeldMemory held();

    /** Those that are open, or checked to be opened. */
    Window[] windows();

    void end();
}
