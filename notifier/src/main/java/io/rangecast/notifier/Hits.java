package io.rangecast.notifier;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The subscriptions that one window hits, ascending. They are collected once, so the end leaves exactly what the start
 * has entered, whoever subscribes or closes meanwhile. All calls come from the producer's thread.
 *
 * <p>A {@link Window} extends this, rather than hold it: a start reads one object less.
 */
abstract class Hits extends WindowSlot {
    /** Entries at both ends of an array that are left empty, for 128 bytes or more: see {@link Padded}. */
    private static final int SEPARATION = 32;

    /** Made once: a lambda that captures would be made at every start. */
    private final Consumer<Subscription> collect = this::collect;

    /** The subscriptions hit, from {@link #SEPARATION} on. The array grows and stays. */
    private Subscription[] hits = new Subscription[2 * SEPARATION + 1];

    private int hitCount;

    /** Whether they are stored: one alone need not be, see {@link #collect}. */
    private boolean stored;

    /** The indices of the hits that count this window, those that have readers: so many, from {@link #SEPARATION} on. */
    private int[] enteredHits = new int[2 * SEPARATION + 1];

    private int entered;

    /** Readers of so many of these are still to be woken. */
    private int unwoken;

    private int callbacks;

    Hits(InvalidationRange range) {
        super(range);
    }

    final void beginHits() {
        forgetHits(); // of a search that is made again
        if (hitCount > 0) {
            hitCount = 0;
            entered = 0;
            unwoken = 0;
            callbacks = 0;
        }
    }

    /**
     * Forgets its hits, or an idle range would keep subscriptions alive. They stand one place higher if an error has
     * struck the search.
     */
    final void forgetHits() {
        if (stored) {
            for (int i = SEPARATION; i <= SEPARATION + hitCount; i++) {
                hits[i] = null;
            }
            stored = false;
        }
    }

    final int hits() {
        return hitCount;
    }

    /** How many of the hits count this window: those that have readers. */
    final int counted() {
        return entered;
    }

    /** One of them, all of which are {@linkplain #keep kept}. */
    final Subscription hit(int i) {
        return hits[SEPARATION + i];
    }

    /** Exchanges two places: once the callbacks have run, their order no longer matters. */
    final void exchangeHits(int i, int j) {
        Subscription first = hits[SEPARATION + i];
        hits[SEPARATION + i] = hits[SEPARATION + j];
        hits[SEPARATION + j] = first;
        for (int k = SEPARATION; k < SEPARATION + entered; k++) {
            if (enteredHits[k] == i || enteredHits[k] == j) {
                enteredHits[k] = enteredHits[k] == i ? j : i;
            }
        }
    }

    /** How many of them have a callback. */
    final int callbacks() {
        return callbacks;
    }

    /**
     * Finds who is hit. One that is hit alone is returned, not stored: mostly nobody asks for it once it is called, and to
     * store it in an old object would cost G1 a fence. A caller that needs it later has to {@link #keep} it.
     *
     * @return the only one; null if there is none, or if all are stored
     */
    final Subscription collect(Subscriptions subscriptions, MissPredictor miss) {
        boolean asked = miss.isMissLikely();
        boolean denied = asked && !subscriptions.mayHit(range);
        Subscription only = null;
        if (!denied) {
            Subscription first = subscriptions.firstHit(range, collect);
            if (first != null && hitCount == 0 && !first.isSpared(range.sparedOwner())) {
                hitCount = 1;
                callbacks = first.notifier() != null ? 1 : 0;
                only = first;
            } else if (first != null) {
                collectFirst(first);
            }
        }
        miss.learn(asked ? denied : hitCount == 0);
        return only;
    }

    /** Stores the only one. */
    final void keep(Subscription only) {
        stored = true;
        hits[SEPARATION] = only;
    }

    /** One after the first, which is collected when the search is over. */
    private void collect(Subscription subscription) {
        if (!subscription.isSpared(range.sparedOwner())) {
            if (hitCount + 1 + 2 * SEPARATION == hits.length) {
                hits = Arrays.copyOf(hits, 2 * (hitCount + 1 + SEPARATION));
            }
            stored = true;
            hits[SEPARATION + ++hitCount] = subscription;
            if (subscription.notifier() != null) {
                callbacks++;
            }
        }
    }

    private void collectFirst(Subscription subscription) {
        if (!subscription.isSpared(range.sparedOwner())) {
            hits[SEPARATION] = subscription;
            hitCount++;
            if (subscription.notifier() != null) {
                callbacks++;
            }
        } else if (hitCount > 0) {
            System.arraycopy(hits, SEPARATION + 1, hits, SEPARATION, hitCount);
            hits[SEPARATION + hitCount] = null;
        }
    }

    /**
     * From here on no reader of a hit subscription begins or validates. <b>Every</b> hit is entered before the first
     * record goes out: a subscriber that has taken the record, and looks up again under another of its subscriptions,
     * must find that one closed to readers too.
     */
    final void enterAll() {
        if (hits.length > enteredHits.length) {
            enteredHits = new int[hits.length];
        }
        for (int i = 0; i < hitCount; i++) {
            if (hit(i).enterWindow()) {
                enteredHits[SEPARATION + entered++] = i;
            }
        }
    }

    /** Lets readers in again. Goes on where an earlier call was struck by an error. */
    final void leaveAll() {
        if (unwoken < entered) {
            unwoken = entered;
        }
        while (unwoken > 0) {
            Subscription subscription = hit(enteredHits[SEPARATION + unwoken - 1]);
            if (entered == unwoken) {
                subscription.leaveWindow();
                entered--;
            }
            subscription.wakeReader();
            unwoken--;
        }
    }
}
