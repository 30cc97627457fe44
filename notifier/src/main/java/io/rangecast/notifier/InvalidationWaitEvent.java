package io.rangecast.notifier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A wait for acknowledgements in a flight recording, with the stack of the thread that waits. On by default, if it is long. */
@Name("io.rangecast.InvalidationWait")
@Label("Invalidation Wait")
@Description("A wait of a start, an await or a batch until all have let go, or the deadline has passed")
@Category("Rangecast")
@Threshold("10 ms")
final class InvalidationWaitEvent extends Event {
    @Label("Space")
    int space;

    @Label("Invalidator")
    String invalidator;

    @Label("Answered")
    @Description("Whether it ended before the deadline")
    boolean answered;

    /** Null if nobody asks for it. */
    static InvalidationWaitEvent begun() {
        InvalidationWaitEvent event = new InvalidationWaitEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    void commit(int spaceId, String name, boolean over) {
        try {
            end();
            if (shouldCommit() && Rehearsal.isOver()) {
                space = spaceId;
                invalidator = name;
                answered = over;
                commit();
            }
        } catch (Throwable lost) {
            // An event less. A wait that has ended must return.
        }
    }
}
