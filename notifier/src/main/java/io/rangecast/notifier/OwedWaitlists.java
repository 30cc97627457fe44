package io.rangecast.notifier;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where memory waits that one subscriber has held, if whoever lets go last is to free it ({@link Reclaimer}). Any thread
 * adds; whoever has let go for the subscriber looks, mostly its thread.
 */
final class OwedWaitlists {
    private final Queue<Waitlist> waitlists = new ConcurrentLinkedQueue<>();

    /** Before memory that stands in the waitlist is armed. */
    void add(Waitlist waitlist) {
        if (!waitlist.isOwed()) { // twice does no harm
            waitlists.add(waitlist);
            waitlist.owed();
        }
    }

    /** After the subscriber has let go of something, and a full fence. Throws nothing of what frees; allocates. */
    void free() {
        for (Iterator<Waitlist> each = waitlists.iterator(); each.hasNext(); ) {
            Waitlist waitlist = each.next();
            waitlist.quarantine().reapBehindLetGo(waitlist);
            if (waitlist.isDone() && waitlist.isEmpty()) { // what comes later stands in another
                each.remove();
            }
        }
    }
}
