package io.rangecast.aeron;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A peer would have used what its home has changed, in a flight recording of the peer. */
@Name("io.rangecast.PeerStale")
@Label("Peer Stale")
@Description("A peer holds another version than its home has, and was told of no change: a promise is broken")
@Category("Rangecast")
@StackTrace(false)
final class PeerStaleEvent extends Event {
    @Label("Peer")
    String peer;

    @Label("Offset")
    @Description("In hex")
    String offset;

    @Label("Version Held")
    long held;

    @Label("Version At Home")
    long atHome;

    @Label("Session")
    @Description("By which the home knows it, in hex")
    String session;

    @Label("Last Start Before")
    @Description("The number of the last START that the peer had been told of when it began to look")
    long startBefore;

    @Label("Last Start Behind")
    @Description("... and when it had looked")
    long startBehind;

    static void commit(String peer, StalenessChecker.Finding finding) {
        PeerStaleEvent event = new PeerStaleEvent();
        if (event.shouldCommit()) {
            event.peer = peer;
            event.offset = Long.toHexString(finding.offset());
            event.held = finding.held();
            event.atHome = finding.atHome();
            event.session = Long.toHexString(finding.session());
            event.startBefore = finding.startBefore();
            event.startBehind = finding.startBehind();
            event.commit();
        }
    }
}
