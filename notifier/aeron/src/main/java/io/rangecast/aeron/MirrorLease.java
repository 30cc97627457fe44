package io.rangecast.aeron;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time until which the home waits for this process, as it counts itself: from when it asked, by its own clock. Protocol: docs/remote.md.
 * Written by the mirror's agent; readers look.
 */
class MirrorLease {
    /** By how much the two clocks of a machine may disagree since a question: so much, or {@link #JUMPS_IN_QUESTIONS}. */
    private static final long MOST_JUMP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** One of them counts milliseconds. */
    private static final long LEAST_JUMP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Four questions to a lease, and what they may miss is less than half of a hundredth of it: the margin has two. */
    private static final long JUMPS_IN_QUESTIONS = 100;

    private final LongSupplier clock;

    /** Counts milliseconds. It goes on while a machine sleeps; the other clock may not. */
    private final LongSupplier wallClock;

    private long askedAt;

    /** The first clock when the home was asked last; the other follows. */
    private long comparedAt;

    private long comparedAtWall;

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
        compareFromNow();
        end = now;
    }

    /** Asks again when it is time to. The stamp is of before the message is sent, as the agent's turn began before. */
    void renew(NumberedLink link, long now) {
        if (haveDisagreed(link) || now - askedAt < every || !link.isFlushed()) {
            return;
        }
        byte[] message = link.message(MessageType.RENEW);
        PeerMessage.put(message, PeerMessage.START, now);
        askedAt = now;
        compareFromNow();
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
        if (haveDisagreed(link)) {
            return;
        }
        every = length / 4;
        if (asked + length - end > 0) {
            end = asked + length;
        }
    }

    private void compareFromNow() {
        comparedAt = clock.getAsLong();
        comparedAtWall = wallClock.getAsLong();
    }

    /**
     * Returns whether one of the clocks has stood still while the other went on: at each turn, so also while nothing can be sent. Between
     * two looks at the one lies the look at the other, so that a thread that stands still between them finds nothing.
     */
    private boolean haveDisagreed(NumberedLink link) {
        long before = clock.getAsLong() - comparedAt;
        long passed = TimeUnit.MILLISECONDS.toNanos(wallClock.getAsLong() - comparedAtWall);
        long after = clock.getAsLong() - comparedAt;
        long jump = Math.max(before - passed, passed - after);
        if (jump <= Math.max(LEAST_JUMP_NANOS, Math.min(MOST_JUMP_NANOS, every / JUMPS_IN_QUESTIONS))) {
            return false;
        }
        link.lose("the clocks disagree by 0x" + Long.toHexString(jump) + " ns");
        return true;
    }

    /** The session is over, and so is its lease: before anything is hidden. */
    void end(long now) {
        end = now;
    }

    /** Returns until when it is held, in this session. Readers read it before the state that it goes with. */
    long heldUntil() {
        return end;
    }

    /** Returns whether the earlier of two ends is not over. */
    boolean isHeld(long until, long orUntil) {
        return isHeld(until - orUntil < 0 ? until : orUntil);
    }

    /** Returns whether that is not over. */
    boolean isHeld(long until) {
        return clock.getAsLong() - until < 0;
    }
}
