package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;

/**
 * Decides when a producer that waits for an acknowledgement looks for the first time. The acknowledgement comes in the
 * cache line of the record, and a look that is too early takes that line away from the subscriber that is about to
 * write it: it has to be fetched back, and then once more by the producer. So this pauses first, for as long as
 * acknowledgements have taken of late: a little less after each look that found one, more after one that came too
 * early. Belongs to one invalidator, used by its thread.
 */
final class AcknowledgementPause extends Padded {
    /** A pause is this many shares, so that it can be got shorter slowly. */
    private static final int PAUSE = 64;

    /** More is never needed: a subscriber that takes longer is waited for anyway. */
    private static final int LONGEST = 16 * PAUSE;

    /** Far less than {@link #MORE}: a look that is too early costs more than one that is as much too late. */
    private static final int LESS = PAUSE / 64;

    private static final int MORE = PAUSE / 4;

    private int shares;

    /** Whether each has let go that was sent a record; looks when that may be expected. */
    boolean findsComplete(Acknowledgements acknowledgements) {
        if (!acknowledgements.mayComeSoon()) {
            return acknowledgements.isComplete();
        }
        for (int left = shares; left >= PAUSE; left -= PAUSE) {
            Backoff.pause();
        }
        boolean over = acknowledgements.isOver();
        learn(over);
        return over && acknowledgements.areComplete();
    }

    private void learn(boolean lateEnough) {
        int learned = lateEnough ? Math.max(0, shares - LESS) : Math.min(LONGEST, shares + MORE);
        if (learned != shares) {
            shares = learned;
        }
    }
}
