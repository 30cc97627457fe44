package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The walk of one window over the subscriptions it hits. Belongs to an {@link InvalidationRange} and is used with it again and
 * again; all calls come from the producer's thread.
 *
 * <p>Every walk of a window runs over the same snapshot, so the end leaves exactly what the start entered, whoever has subscribed
 * or closed meanwhile.
 */
final class Window {
    private final InvalidationRange range;

    // The visitors are made once: a lambda that captures would be made at every walk.
    private final Predicate<Subscription> refuseInbox = this::refuseInbox;
    private final Predicate<Subscription> enter = this::enter;
    private final Predicate<Subscription> call = this::call;
    private final Predicate<Subscription> leave = this::leave;

    /** Whose window this is; null while it is not open. */
    private Invalidator invalidator;

    private IntervalSnapshot<Subscription> snapshot;
    private int slot;
    private int entered;
    private int leftToLeave;
    private int callbacks;

    /** The inboxes that this window has published to and the tickets to wait for; the first {@code answered} have answered. */
    private Inbox[] inboxes = new Inbox[1];

    private long[] tickets = new long[1];
    private int published;
    private int answered;

    Window(InvalidationRange range) {
        this.range = range;
    }

    boolean isOpen() {
        return invalidator != null;
    }

    boolean isOpenIn(Invalidator candidate) {
        return invalidator == candidate;
    }

    int hits() {
        return entered;
    }

    int records() {
        return published;
    }

    int slot() {
        return slot;
    }

    boolean hasCallbacks() {
        return callbacks > 0;
    }

    void open(Invalidator opener, int windowSlot, IntervalSnapshot<Subscription> hit) {
        invalidator = opener;
        slot = windowSlot;
        snapshot = hit;
        entered = 0;
        callbacks = 0;
        published = 0;
        answered = 0;
    }

    void close() {
        invalidator = null;
        snapshot = null; // or an idle range would keep every subscription of that moment alive
        Arrays.fill(inboxes, 0, published, null);
    }

    /** Whether no hit subscription has a thread that would have to answer. */
    boolean needsNoAnswer() {
        return walk(refuseInbox);
    }

    /** From here on no reader of a hit subscription begins or validates; records go out. */
    void enterAll() {
        walk(enter);
    }

    /** Calls the callbacks; false if one refused a non-blocking start, and then those after it are not called. */
    boolean callAll() {
        return walk(call);
    }

    /** Lets readers in again: those of the subscriptions entered, also if entering failed half-way. */
    void leaveAll() {
        leftToLeave = entered;
        if (leftToLeave > 0) {
            walk(leave);
        }
    }

    /** Whether every inbox has answered. Inboxes that have are not asked again. */
    boolean isAcknowledged() {
        while (answered < published && inboxes[answered].isAcknowledged(tickets[answered])) {
            answered++;
        }
        return answered == published;
    }

    /** Who has not answered. Allocates: for reports. */
    List<String> laggards() {
        return IntStream.range(answered, published)
                .filter(i -> !inboxes[i].isAcknowledged(tickets[i]))
                .mapToObj(i -> inboxes[i].subscriber().name())
                .toList();
    }

    private boolean walk(Predicate<Subscription> step) {
        return snapshot.forEachOverlap(range.start(), range.end(), range.event().mask(), step);
    }

    private boolean refuseInbox(Subscription subscription) {
        return isSpared(subscription) || subscription.subscriber() == null;
    }

    private boolean enter(Subscription subscription) {
        if (isSpared(subscription)) {
            return true;
        }
        Inbox inbox = null;
        if (subscription.subscriber() != null) {
            inbox = invalidator.inbox(subscription);
            reserve();
        } else {
            callbacks++;
        }
        subscription.enterWindow(); // nothing before this changes anything, nothing after it fails
        entered++;
        if (inbox != null && !hasPublishedTo(inbox)) {
            inbox.place(published);
            inboxes[published] = inbox;
            tickets[published] = inbox.publish(range);
            published++;
        }
        return true;
    }

    /** One record serves all subscriptions of a subscriber. The inbox remembers where it was put last, so no search is needed. */
    private boolean hasPublishedTo(Inbox inbox) {
        int place = inbox.place();
        return place < published && inboxes[place] == inbox;
    }

    private void reserve() {
        if (published == inboxes.length) {
            tickets = Arrays.copyOf(tickets, 2 * published);
            inboxes = Arrays.copyOf(inboxes, 2 * published);
        }
    }

    private boolean call(Subscription subscription) {
        if (isSpared(subscription) || subscription.notifier() == null) {
            return true;
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
        }
        return true;
    }

    private void report(Throwable error, Subscription subscription) {
        try {
            range.space().errorHandler().onError(error, range.view(), subscription);
        } catch (Throwable dropped) {
            error.addSuppressed(dropped);
        }
    }

    private boolean leave(Subscription subscription) {
        if (isSpared(subscription)) {
            return true;
        }
        subscription.leaveWindow();
        return --leftToLeave > 0;
    }

    private boolean isSpared(Subscription subscription) {
        return range.event().sparesOwner() && range.owner() != 0 && range.owner() == subscription.owner();
    }
}
