package io.rangecast.aeron;

import jdk.jfr.FlightRecorder;

/**
 * What flight recordings are told of peers. A JDK may have been made without them, so nothing of them is touched before one has
 * begun. Each is told last, and throws nothing: an event that is lost changes nothing.
 */
final class PeerRecordings {
    private static final boolean KNOWN = areKnown();

    private PeerRecordings() {}

    private static boolean areKnown() {
        try {
            Class.forName("jdk.jfr.FlightRecorder", false, PeerRecordings.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    private static void tell(Runnable event) {
        if (KNOWN && FlightRecorder.isInitialized()) {
            try {
                event.run();
            } catch (Throwable lost) {
                // An event less.
            }
        }
    }

    static void joined(Object peer, long incarnation, long sessions) {
        tell(() -> PeerJoinedEvent.commit(peer.toString(), incarnation, sessions));
    }

    static void lost(Object peer, long incarnation, String why) {
        tell(() -> PeerLostEvent.commit(peer.toString(), incarnation, why));
    }

    static void fenced(Object peer, long incarnation, String why) {
        tell(() -> PeerFencedEvent.commit(peer.toString(), incarnation, why));
    }

    static void stale(Object peer, StalenessChecker.Finding finding) {
        tell(() -> PeerStaleEvent.commit(peer.toString(), finding));
    }
}
