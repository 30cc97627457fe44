package io.rangecast.notifier.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A session of a peer with its home is lost, in a flight recording of either. */
@Name("io.rangecast.PeerLost")
@Label("Peer Lost")
@Description(
        "A session is over without a goodbye: the home waits for the peer as before, or until its lease has lapsed; the peer drops everything")
@Category("Rangecast")
@StackTrace(false)
final class PeerLostEvent extends Event {
    @Label("Peer")
    String peer;

    @Label("Incarnation")
    @Description("The random number by which the peer's process knows itself, in hex")
    String incarnation;

    @Label("Why")
    String why;

    static void commit(String peer, long incarnation, String why) {
        PeerLostEvent event = new PeerLostEvent();
        if (event.shouldCommit()) {
            event.peer = peer;
            event.incarnation = Long.toHexString(incarnation);
            event.why = why;
            event.commit();
        }
    }
}
