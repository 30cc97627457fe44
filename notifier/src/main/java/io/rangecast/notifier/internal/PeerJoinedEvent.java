package io.rangecast.notifier.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A peer has joined its home, in a flight recording of either. */
@Name("io.rangecast.PeerJoined")
@Label("Peer Joined")
@Description("A peer has joined its home, having dropped all that it had before; told at the home, and at the peer")
@Category("Rangecast")
@StackTrace(false)
final class PeerJoinedEvent extends Event {
    @Label("Peer")
    String peer;

    @Label("Incarnation")
    @Description("The random number by which the peer's process knows itself, in hex")
    String incarnation;

    @Label("Sessions")
    @Description("How often it has joined by now")
    long sessions;

    static void commit(String peer, long incarnation, long sessions) {
        PeerJoinedEvent event = new PeerJoinedEvent();
        if (event.shouldCommit()) {
            event.peer = peer;
            event.incarnation = Long.toHexString(incarnation);
            event.sessions = sessions;
            event.commit();
        }
    }
}
