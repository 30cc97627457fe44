package io.rangecast.aeron;

import java.util.concurrent.atomic.AtomicLong;

/** A process that has joined: what lasts from one of its sessions to the next. Written by the home's agent, but for gone. */
final class HomePeer {
    private final String name;
    private final long incarnation;
    private final long owner;
    private final boolean hasWitness;
    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();

    /** The last JOIN: older ones are void. */
    private long attempt;

    /** The last one, lost or not; null before. */
    private volatile HomeSession session;

    HomePeer(String name, long incarnation, long owner, boolean hasWitness) {
        this.name = name;
        this.incarnation = incarnation;
        this.owner = owner;
        this.hasWitness = hasWitness;
    }

    String name() {
        return name;
    }

    long incarnation() {
        return incarnation;
    }

    long owner() {
        return owner;
    }

    boolean hasWitness() {
        return hasWitness;
    }

    HomeSession session() {
        return session;
    }

    /** Whether a JOIN is newer than all that have been. */
    boolean isNews(long newAttempt) {
        return newAttempt > attempt;
    }

    /**
     * It has joined anew, and has let go of all before it said so: whatever the last session owes is answered. The new
     * session stands first, so that whoever declares the peer gone meanwhile finds it.
     */
    void join(long newAttempt, HomeSession newSession) {
        HomeSession last = session;
        attempt = newAttempt;
        session = newSession;
        sessions.incrementAndGet();
        if (last != null) {
            last.peerIsGone();
            last.end("the peer has joined anew");
        }
    }

    void isGone() {
        HomeSession last = session;
        if (last != null) {
            last.peerIsGone();
        }
    }

    void countStart() {
        starts.lazySet(starts.get() + 1);
    }

    void countAcknowledged() {
        acknowledged.lazySet(acknowledged.get() + 1);
    }

    PeerStatus status() {
        HomeSession last = session;
        return new PeerStatus(
                name,
                incarnation,
                owner,
                hasWitness,
                last != null && last.isJoined(),
                starts.get(),
                acknowledged.get(),
                sessions.get());
    }
}
