package io.rangecast.notifier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Somebody has become known as a laggard, in a flight recording. There is one each time that somebody falls silent,
 * where there is a time-out for each wait: so it is on by default.
 */
@Name("io.rangecast.LaggardKnown")
@Label("Laggard Known")
@Description(
        "A subscriber or a reader group has missed a deadline: until it lets go, starts with as much patience do not wait for it")
@Category("Rangecast")
@StackTrace(false)
final class LaggardKnownEvent extends Event {
    @Label("Space")
    int space;

    @Label("Laggard")
    String laggard;

    @Label("Silent For")
    @Description("How long it was waited for before")
    @Timespan(Timespan.NANOSECONDS)
    long silentFor;

    static void commit(int spaceId, Object laggard, long since) {
        LaggardKnownEvent event = new LaggardKnownEvent();
        if (event.shouldCommit() && Rehearsal.isOver()) {
            event.space = spaceId;
            event.laggard = laggard.toString();
            event.silentFor = System.nanoTime() - since;
            event.commit();
        }
    }
}
