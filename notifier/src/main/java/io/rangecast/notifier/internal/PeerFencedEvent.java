package io.rangecast.notifier.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The home does not hear a session of a peer any more, in a flight recording. */
@Name("io.rangecast.PeerFenced")
@Label("Peer Fenced")
@Description(
        "A peer was evicted, has died or was declared gone, or its lease has lapsed: what it may still send in this session does nothing")
@Category("Rangecast")
@StackTrace(false)
final class PeerFencedEvent extends Event {
    @Label("Peer")
    String peer;

    @Label("Incarnation")
    @Description("The random number by which the peer's process knows itself, in hex")
    String incarnation;

    @Label("Why")
    String why;

    static void commit(String peer, long incarnation, String why) {
        PeerFencedEvent event = new PeerFencedEvent();
        if (event.shouldCommit()) {
            event.peer = peer;
            event.incarnation = Long.toHexString(incarnation);
            event.why = why;
            event.commit();
        }
    }
}
