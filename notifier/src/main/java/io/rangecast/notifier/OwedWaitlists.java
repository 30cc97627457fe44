package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The waitlists in which one party looks when it has let go of something, if the last to let go is to free ({@link
 * Reclaimer}). Any thread adds; the thread that has let go for the party looks, mostly its own.
 */
final class OwedWaitlists {
    private static final VarHandle WAITLISTS;

    static {
        try {
            WAITLISTS = MethodHandles.lookup().findVarHandle(OwedWaitlists.class, "waitlists", Queue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null until there is any, as it is for most: then a look is a load and a test. */
    private volatile Queue<Waitlist<?>> waitlists;

    /** Before memory that stands in the waitlist is armed. Lock-free. */
    void add(Waitlist<?> waitlist) {
        if (!waitlist.isOwed()) { // twice does no harm
            made().add(waitlist);
            waitlist.owed();
        }
    }

    private Queue<Waitlist<?>> made() {
        Queue<Waitlist<?>> known = waitlists;
        if (known == null) {
            Queue<Waitlist<?>> made = new ConcurrentLinkedQueue<>();
            known = WAITLISTS.compareAndSet(this, null, made) ? made : waitlists;
        }
        return known;
    }

    /**
     * After the party has let go of something, and a full fence. Throws nothing of what frees; allocates if there is any.
     * A waitlist that a look has found empty goes with the next one, so that a party that retires and frees by turns
     * keeps its waitlist.
     */
    void free() {
        Queue<Waitlist<?>> known = waitlists;
        if (known != null && !known.isEmpty()) {
            free(known.iterator());
        }
    }

    /** The same when the party has ended: nothing that is empty is kept. */
    void freeAtEnd() {
        free();
        free(); // what is empty now
    }

    private static void free(Iterator<Waitlist<?>> each) {
        while (each.hasNext()) {
            Waitlist<?> waitlist = each.next();
            waitlist.reap();
            if (waitlist.isDone() && waitlist.isEmpty()) { // what comes later stands in another
                each.remove();
            }
        }
    }
}
