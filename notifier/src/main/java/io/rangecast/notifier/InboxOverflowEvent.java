package io.rangecast.notifier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A range that did not fit into a subscriber's ring, in a flight recording. Off by default: a stuck one makes many. */
@Name("io.rangecast.InboxOverflow")
@Label("Inbox Overflow")
@Description("A range that did not fit into the ring of a subscriber that polls too seldom, and was merged")
@Category("Rangecast")
@Enabled(false)
@StackTrace(false)
final class InboxOverflowEvent extends Event {
    @Label("Space")
    int space;

    @Label("Subscriber")
    String subscriber;

    static void commit(int spaceId, Subscriber subscriber) {
        InboxOverflowEvent event = new InboxOverflowEvent();
        if (event.shouldCommit() && Rehearsal.isOver()) {
            event.space = spaceId;
            event.subscriber = subscriber.name();
            event.commit();
        }
    }
}
