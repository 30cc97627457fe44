package io.rangecast.notifier.internal;

import jdk.jfr.FlightRecorder;

/**
 * Tells flight recordings of peers. A JDK may have been made without them, so nothing of them is touched before one has
 * begun. Each is told last, and throws nothing: an event that is lost changes nothing.
 */
public final class PeerRecordings {
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

    /**
     * Tells of something, if anybody may listen.
     *
     * @param event commits it
     */
    public static void tell(Runnable event) {
        if (KNOWN && FlightRecorder.isInitialized()) {
            try {
                event.run();
            } catch (Throwable lost) {
                // An event less.
            }
        }
    }

    /**
     * A peer has joined its home: the event {@code PeerJoined}.
     *
     * @param peer by what reports call it
     * @param incarnation of its process
     * @param sessions how often it has, by now
     */
    public static void joined(Object peer, long incarnation, long sessions) {
        tell(() -> PeerJoinedEvent.commit(peer.toString(), incarnation, sessions));
    }

    /**
     * A session is over without a goodbye: the event {@code PeerLost}.
     *
     * @param peer by what reports call it
     * @param incarnation of its process
     * @param why in a few words
     */
    public static void lost(Object peer, long incarnation, String why) {
        tell(() -> PeerLostEvent.commit(peer.toString(), incarnation, why));
    }

    /**
     * The home does not hear a session any more: the event {@code PeerFenced}.
     *
     * @param peer by what reports call it
     * @param incarnation of its process
     * @param why in a few words
     */
    public static void fenced(Object peer, long incarnation, String why) {
        tell(() -> PeerFencedEvent.commit(peer.toString(), incarnation, why));
    }
}
