package io.rangecast.notifier;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * One window: the subscriptions it hits, and what was asked of them. Belongs to an {@link InvalidationRange} and is
 * used with it again and again; all calls come from the producer's thread.
 *
 * <p>The hits are collected once. So the end leaves exactly what the start has entered, whoever subscribes or closes
 * meanwhile. <b>Every</b> hit is entered before the first record goes out: a subscriber that has taken the record, and
 * looks up again under another of its subscriptions, must find that one closed to readers too.
 */
final class Window extends Padded {
    private final InvalidationRange range;

    /** Made once: a lambda that captures would be made at every start. */
    private final Predicate<Subscription> collect = this::collect;

    /** Whose window this is or was last. */
    private Producer invalidator;

    private boolean open;
    private int slot;
    private boolean busy;

    /** Entries at both ends of an array that are left empty, for 128 bytes or more: see {@link Padded}. */
    private static final int SEPARATION = 32;

    /**
     * The subscriptions hit, ascending, from {@link #SEPARATION} on; the first {@code entered} count this window. The
     * array grows and stays.
     */
    private Subscription[] hits = new Subscription[2 * SEPARATION + 1];

    private int hitCount;
    private int entered;
    private int callbacks;

    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final NotifierWalk notifiers;

    Window(InvalidationRange range) {
        this.range = range;
        notifiers = new NotifierWalk(range);
    }

    boolean isOpen() {
        return open;
    }

    boolean isOpenIn(Producer candidate) {
        return open && invalidator == candidate;
    }

    /**
     * Whether a start, or a wait for it, is under way: callbacks and handlers that run in it must not end the window.
     */
    boolean isBusy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }

    InvalidationRange range() {
        return range;
    }

    boolean isBlockable() {
        return range.isBlockable();
    }

    int hits() {
        return hitCount;
    }

    int records() {
        return acknowledgements.sent();
    }

    int slot() {
        return slot;
    }

    boolean hasCallbacks() {
        return callbacks > 0 || notifiers.hasCallbacks();
    }

    boolean hasEndCallbacks() {
        return notifiers.hasEnds();
    }

    void open(Producer opener, int windowSlot) {
        if (invalidator != opener) { // G1 has a fence behind many writes of a reference
            invalidator = opener;
        }
        open = true;
        slot = windowSlot;
        busy = true;
        hitCount = 0;
        entered = 0;
        callbacks = 0;
        acknowledgements.begin(opener);
    }

    /** Forgets whom it hit, or an idle range would keep subscriptions and inboxes alive. */
    void close() {
        open = false;
        if (hitCount > 0) {
            Arrays.fill(hits, SEPARATION, SEPARATION + hitCount, null);
            acknowledgements.end();
        }
        notifiers.close();
    }

    /** Finds who is hit. */
    void collect(Registry registry, NotifierList spaceNotifiers) {
        notifiers.open(spaceNotifiers);
        MissForecast miss = invalidator.missForecast();
        boolean asked = miss.isLikely();
        boolean denied = asked && !registry.mayHit(range);
        if (!denied) {
            registry.forEachHit(range, collect);
        }
        miss.learn(asked ? denied : hitCount == 0);
    }

    private boolean collect(Subscription subscription) {
        if (!subscription.isSpared(range.sparedOwner())) {
            if (hitCount + 2 * SEPARATION == hits.length) {
                hits = Arrays.copyOf(hits, 2 * (hitCount + SEPARATION));
            }
            hits[SEPARATION + hitCount++] = subscription;
            if (subscription.notifier() != null) {
                callbacks++;
            }
        }
        return true;
    }

    private Subscription hit(int i) {
        return hits[SEPARATION + i];
    }

    /** Whether a hit subscription has a thread that would have to answer. */
    boolean needsAnswer() {
        for (int i = 0; i < hitCount; i++) {
            Subscriber subscriber = hit(i).subscriber();
            if (subscriber != null) {
                subscriber.buryIfDead(invalidator.registry());
                if (!subscriber.isClosed()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** From here on no reader of a hit subscription begins or validates. */
    void enterAll() {
        while (entered < hitCount) {
            hit(entered).enterWindow();
            entered++;
        }
    }

    /** Lets readers in again. */
    void leaveAll() {
        while (entered > 0) {
            hit(--entered).leaveWindow();
        }
    }

    /** Sends one record to each subscriber that is hit, however many of its subscriptions are. */
    void publishAll() {
        if (callbacks == hitCount) {
            return;
        }
        for (int i = 0; i < hitCount; i++) {
            Subscriber subscriber = hit(i).subscriber();
            if (subscriber != null && !subscriber.isClosed()) {
                acknowledgements.publish(range, invalidator.inboxes().of(subscriber));
            }
        }
    }

    /** Calls the callbacks; false if one refused a non-blocking start, and then those after it are not called. */
    boolean callAll() {
        for (int i = 0; i < hitCount; i++) {
            if (hit(i).notifier() != null && !call(hit(i))) {
                return false;
            }
        }
        return notifiers.callStarts();
    }

    /** Calls the end callbacks of those whose start was called. */
    void callEnds() {
        notifiers.callEnds();
    }

    private boolean call(Subscription subscription) {
        if (Checks.ON) {
            Checks.calling(subscription);
        }
        try {
            if (subscription.notifier().invalidate(subscription, range.view())) {
                return true;
            }
            if (!range.isBlockable()) {
                return false;
            }
            report(new IllegalStateException("refused " + range + ", which is blockable"), subscription);
        } catch (Throwable thrown) { // an Error too: the others must still be told
            report(thrown, subscription);
        } finally {
            if (Checks.ON) {
                Checks.called();
            }
        }
        return true;
    }

    private void report(Throwable error, Subscription subscription) {
        range.space().report(error, range.view(), subscription);
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }
}
