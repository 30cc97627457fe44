package io.rangecast.aeron;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Until when the home waits for this process, as it counts itself: from when it asked, by its own clock. Protocol: docs/remote.md.
 * Written by the mirror's agent; readers look.
 */
final class MirrorLease {
    /** By how much the two clocks of a machine may disagree between two renewals. */
    private static final long MOST_JUMP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier clock;

    /** In milliseconds. It goes on while a machine sleeps, which the other may not. */
    private final LongSupplier wallClock;

    private long askedAt;
    private long askedAtWall;

    /** Between two questions; a quarter of a lease, once it is known. */
    private long every = PeerHome.BEAT_NANOS;

    /** By the clock; what is not behind it is held. */
    private volatile long end;

    MirrorLease(LongSupplier clock, LongSupplier wallClock) {
        this.clock = clock;
        this.wallClock = wallClock;
        this.end = clock.getAsLong();
    }

    /** The session has begun: the first question is due. */
    void begin(long now) {
        every = PeerHome.BEAT_NANOS;
        askedAt = now - every;
        askedAtWall = wallClock.getAsLong() - TimeUnit.NANOSECONDS.toMillis(every);
        end = now;
    }

    /** Asks again when it is time to. The stamp is of before the message is sent, as the agent's turn began before. */
    void renew(NumberedLink link, long now) {
        if (now - askedAt < every || !link.isFlushed()) {
            return;
        }
        long wall = wallClock.getAsLong();
        long jump = TimeUnit.MILLISECONDS.toNanos(wall - askedAtWall) - (now - askedAt);
        if (Math.abs(jump) > MOST_JUMP_NANOS) {
            link.lose("the clocks disagree by 0x" + Long.toHexString(Math.abs(jump)) + " ns");
            return;
        }
        byte[] message = link.message(MessageType.RENEW);
        PeerMessage.put(message, PeerMessage.START, now);
        askedAt = now;
        askedAtWall = wall;
        link.send(message);
    }

    /** However late it comes, it counts from the question. */
    void onGranted(byte[] message, NumberedLink link) {
        long asked = PeerMessage.get(message, PeerMessage.START);
        long length = PeerMessage.get(message, PeerMessage.END);
        if (asked - askedAt > 0 || length <= 0) {
            link.lose("a lease that was not asked for");
            return;
        }
        every = length / 4;
        if (asked + length - end > 0) {
            end = asked + length;
        }
    }

    /** The session is over, and so is its lease: before anything is hidden. */
    void end(long now) {
        end = now;
    }

    /** Until when it is held, in this session. To be read before the state that it is to go with. */
    long heldUntil() {
        return end;
    }

    /** Whether that is not over. */
    boolean isHeld(long until) {
        return clock.getAsLong() - until < 0;
    }
}
