package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.Subscriber;
import io.rangecast.ranges.Interval;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A process that has joined, or that the home expects: what lasts from one of its sessions to the next. Written by the home's
 * agent, but for gone.
 */
final class HomePeer {
    private static final long NEVER = Long.MIN_VALUE;

    /** Owners of a home's user lie below. */
    private static final long FIRST_OWNER = Long.MIN_VALUE;

    private final PeerName name;
    private final long incarnation;
    private final LongSupplier clock;

    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong heardAt = new AtomicLong(NEVER);

    /** The last JOIN: older ones are void. */
    private long attempt;

    private volatile boolean hasWitness;

    /** How long its leases are; 0 if it has none. */
    private volatile long leaseNanos;

    /** Stands for it until it has joined, if it had joined a home before this one: nobody polls it. */
    private volatile Subscriber expected;

    /** When what the home before has promised to it is over, if it had a lease. */
    private long expectedUntil;

    /** The last one, lost or not; null before. */
    private volatile HomeSession session;

    /** Whether it was declared gone, or is dead: whoever of its process comes back is another. */
    private volatile boolean marked;

    /** Whether the witness has seen the end of its process. The home's agent only. */
    private boolean dead;

    /** Shows the counts to tools of the transport; null before. */
    private PeerGauge gauge;

    HomePeer(PeerName name, long incarnation, LongSupplier clock) {
        this.name = name;
        this.incarnation = incarnation;
        this.clock = clock;
    }

    PeerName name() {
        return name;
    }

    long incarnation() {
        return incarnation;
    }

    /** The same for as long as its process lives, whatever home it joins, and whether one has forgotten it meanwhile. */
    long owner() {
        return incarnation | FIRST_OWNER;
    }

    HomeSession session() {
        return session;
    }

    /** The number of its last JOIN. The home's agent only. */
    long attempt() {
        return attempt;
    }

    /** Returns whether a JOIN is newer than all that have been. */
    boolean isNews(long newAttempt) {
        return newAttempt > attempt;
    }

    /** Goes on with its session: it has let go of nothing. */
    void resume(long newAttempt) {
        attempt = newAttempt;
    }

    /** 0 if it has no leases. */
    long leaseNanos() {
        return leaseNanos;
    }

    /**
     * Expects the peer, before the home's first start: it may hold anything from before, so each start waits for it, until there is a JOIN
     * that is newer than the last one from before, or its lease has lapsed: the home before, which is gone, has promised nothing
     * from now on.
     */
    void expectIn(AddressSpace space, Roster.Entry entry) {
        attempt = entry.attempt();
        leaseNanos = entry.leaseNanos();
        expectedUntil = clock.getAsLong() + HomeLease.atHome(leaseNanos);
        Subscriber standIn = Subscriber.proxy(
                name.toString(),
                record -> {
                    throw new IllegalStateException(name + " has not joined, and acknowledges nothing");
                },
                Subscriber.DEFAULT_RECORDS,
                this::describe);
        space.subscribe(0, Interval.MAX_END, InvalidationEvent.ALL, owner(), standIn);
        expected = standIn;
    }

    /**
     * It has joined anew, and has let go of all before it said so: whatever the last session owes is acknowledged. The last one
     * goes first: if that fails, as memory has run out, the next JOIN, or whoever declares the peer gone, finds it here.
     */
    void join(Join join, long newLeaseNanos, HomeSession newSession) {
        HomeSession last = session;
        attempt = join.attempt();
        if (last != null) {
            last.peerIsGone();
            last.end("the peer has joined anew");
        }
        isExpectedNoLonger();
        leaseNanos = newLeaseNanos;
        hasWitness = join.wantsWitness();
        session = newSession;
        sessions.incrementAndGet();
    }

    /** Returns whether it had a lease of the home before, which is over for certain. */
    boolean hasLapsed(long at) {
        return expected != null && leaseNanos > 0 && at - expectedUntil >= 0;
    }

    boolean isExpected() {
        return expected != null;
    }

    /** Any thread. */
    void isGone() {
        HomeSession last = session;
        if (last != null) {
            last.peerIsGone();
        }
        isExpectedNoLonger();
    }

    /** It was declared gone, and is forgotten. Any thread. */
    void mark() {
        marked = true;
    }

    /** Its process has ended, as the witness has seen. */
    void died() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    boolean isMarked() {
        return marked;
    }

    private void isExpectedNoLonger() {
        Subscriber standIn = expected;
        if (standIn != null) {
            standIn.closeOnBehalfOfAll();
            expected = null;
        }
    }

    void isHeard(long at) {
        heardAt.lazySet(at);
    }

    void countStart() {
        starts.lazySet(starts.get() + 1);
    }

    void countAcknowledged() {
        acknowledged.lazySet(acknowledged.get() + 1);
    }

    /** Shows how it is doing to tools of the transport, if that has some. */
    void show(Transport transport) {
        if (gauge == null) {
            gauge = transport.gauge(name.toString());
        }
        gauge.show(starts.get(), acknowledged.get(), sessions.get());
    }

    void hide() {
        if (gauge != null) {
            gauge.close();
        }
    }

    private long silentNanos() {
        long heard = heardAt.get();
        return heard == NEVER ? -1 : Math.max(0, clock.getAsLong() - heard);
    }

    /** Describes the peer in a few words, for a report of laggards. Any thread. */
    String describe() {
        StringBuilder text = new StringBuilder("another process");
        if (expected != null) {
            text.append(", which had joined a home before this one, and has not joined this one");
        } else {
            text.append(", last heard ")
                    .append(TimeUnit.NANOSECONDS.toMillis(silentNanos()))
                    .append(" ms ago");
            HomeSession last = session;
            if (last == null || !last.isJoined()) {
                text.append(", its link is lost");
            }
        }
        if (leaseNanos > 0) {
            text.append(", with a lease of ")
                    .append(TimeUnit.NANOSECONDS.toMillis(leaseNanos))
                    .append(" ms");
        }
        return text.append(hasWitness ? ", with a witness" : ", without a witness")
                .append(", incarnation 0x")
                .append(Long.toHexString(incarnation))
                .toString();
    }

    PeerStatus status() {
        HomeSession last = session;
        return new PeerStatus(
                name.name(),
                name.pid(),
                name.host(),
                name.toString(),
                incarnation,
                owner(),
                hasWitness,
                leaseNanos,
                last != null && last.isJoined(),
                expected != null,
                silentNanos(),
                starts.get(),
                acknowledged.get(),
                sessions.get());
    }
}
