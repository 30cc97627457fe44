package io.rangecast.aeron;

import io.rangecast.notifier.Subscription;

/**
 * A guard for optimistic readers of a {@link PeerMirror}'s range: {@code tryReadBegin}, read, {@code readRetry}, as of a {@link
 * Subscription}, and with the lease looked at, if the mirror has one. Then a start of the home's may leave this process behind,
 * but not before its lease is over; and what is read here is good only while it is held.
 *
 * <p>Any thread, at any time. Wait-free. Nothing is allocated.
 */
public final class MirrorGuard implements AutoCloseable {
    private final Subscription guard;

    /** Null if the home waits without one. */
    private final MirrorLease lease;

    MirrorGuard(Subscription guard, MirrorLease lease) {
        this.guard = guard;
        this.lease = lease;
    }

    /**
     * Begins a read if no window is open over the range, a home tells of it, and the lease is held.
     *
     * @return what {@link #readRetry} is to be given, {@link Subscription#BUSY}, or {@link Subscription#CLOSED_FOR_GOOD}
     */
    public long tryReadBegin() {
        if (lease == null) {
            return guard.tryReadBegin();
        }
        // Before and behind: neither a later session's lease nor an earlier one's is of this state.
        long until = lease.heldUntil();
        long seen = guard.tryReadBegin();
        boolean isIdle = seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD;
        return !isIdle || lease.isHeld(until, lease.heldUntil()) ? seen : Subscription.BUSY;
    }

    /**
     * Ends a read, or looks whether what was kept since a begin is good: whether it must not be used. To be asked behind the
     * last byte that was copied. The answer is of the moment of the call, and nothing keeps it so.
     *
     * @param seen what the begin returned
     * @return false if no window has opened over the range since the begin, and the lease, if there is one, is held; true
     *     otherwise, and always for {@link Subscription#BUSY} and {@link Subscription#CLOSED_FOR_GOOD}
     */
    public boolean readRetry(long seen) {
        if (lease == null) {
            return guard.readRetry(seen);
        }
        long until = lease.heldUntil(); // first, as above
        return guard.readRetry(seen) || !lease.isHeld(until); // whose fence keeps what was copied before the clock
    }

    /**
     * Returns whether there is nothing to read under it any more.
     *
     * @return true if it was closed, or its mirror
     */
    public boolean isClosed() {
        return guard.isClosed();
    }

    /** Gives it up: its readers get {@link Subscription#CLOSED_FOR_GOOD}. A second call does nothing. */
    @Override
    public void close() {
        guard.close();
    }

    @Override
    public String toString() {
        return guard.toString();
    }
}
