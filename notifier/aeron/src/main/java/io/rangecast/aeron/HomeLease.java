package io.rangecast.aeron;

import java.util.function.LongSupplier;
import org.agrona.collections.Long2LongHashMap;

/**
 * A home's promise to one session: it waits for it until the peer's lease is over, whatever the network does. The peer
 * counts from when it asked, and takes its clock for too slow; the home counts from when it answered, and takes its own for too fast. So the
 * peer's end comes first, without clocks that agree. Protocol: docs/remote.md. The home's agent only.
 */
final class HomeLease {
    /** A clock may be too fast or too slow by one part in so many. Those of computers are some thousand times better. */
    private static final long DRIFT = 100;

    private static final long NEVER = Long.MIN_VALUE;

    private final long nanos;
    private final LongSupplier clock;

    /** When each START was sent that is not acknowledged. */
    private final Long2LongHashMap sentAt;

    private long until;

    /**
     * Made behind the receipt of JOIN, which counts as the first promise: the peer has none yet.
     *
     * @param nanos how long leases are
     * @param starts how many there may be unacknowledged
     */
    HomeLease(long nanos, LongSupplier clock, int starts) {
        this.nanos = nanos;
        this.clock = clock;
        this.sentAt = new Long2LongHashMap(2 * starts, 0.5f, NEVER);
        this.until = clock.getAsLong() + atHome(nanos);
    }

    /** Returns how long a lease is by the peer's clock, so that it is no longer in time. */
    static long atPeer(long nanos) {
        return nanos - nanos / DRIFT - 1;
    }

    /** Returns how long a lease is by the home's clock, so that it is no shorter in time. */
    static long atHome(long nanos) {
        return nanos + nanos / DRIFT + 1;
    }

    /** A START is about to be sent. */
    void sent(long number, long at) {
        sentAt.put(number, at);
    }

    void acknowledged(long number) {
        sentAt.remove(number);
    }

    /** Returns whether each START that is not acknowledged is younger than a lease: else a peer that cannot let go would be waited for for ever. */
    boolean mayGrant() {
        long now = clock.getAsLong();
        Long2LongHashMap.ValueIterator all = sentAt.values().iterator();
        while (all.hasNext()) {
            if (now - all.nextValue() >= nanos) {
                return false;
            }
        }
        return true;
    }

    /**
     * Answers RENEW, whose receipt is behind the stamp in it. <b>The clock is read here</b>: what it was when the agent's turn began
     * may be long before the receipt, if the agent was paused, and the promise would be over too early. It is made before
     * anything is sent.
     */
    void grant(byte[] renew, byte[] grant) {
        long promised = clock.getAsLong() + atHome(nanos);
        if (promised - until > 0) {
            until = promised;
        }
        PeerMessage.put(grant, PeerMessage.START, PeerMessage.get(renew, PeerMessage.START));
        PeerMessage.put(grant, PeerMessage.END, atPeer(nanos));
    }

    /** Returns whether the peer's lease is over for certain. A look at the clock that is old is one that says so late. */
    boolean hasLapsed(long at) {
        return at - until >= 0;
    }
}
