package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The subscriptions of one subscriber in one space, newest first. Any thread; lock-free. Kept by those subscriptions: a
 * space that nobody knows any more goes, though a subscriber has subscribed there.
 */
final class Membership {
    /** One subscription, or none any more. */
    static final class Entry extends EntryList.Entry<Entry> {
        private final Membership membership;
        private volatile Subscription subscription;

        private Entry(Membership membership, Subscription subscription) {
            this.membership = membership;
            this.subscription = subscription;
        }

        @Override
        boolean isOver() {
            return subscription == null;
        }

        /** The subscription is over, and out of the tree. */
        void leave() {
            if (subscription != null) {
                subscription = null;
                membership.entries.oneIsOver();
            }
        }
    }

    private final Registry registry;
    private final EntryList<Entry> entries = new EntryList<>();

    Membership(Registry registry) {
        this.registry = registry;
    }

    Registry registry() {
        return registry;
    }

    /** A subscription that comes into the tree next; to be followed by a look whether its subscriber has ended. */
    void add(Subscription subscription) {
        Entry entry = new Entry(this, subscription);
        subscription.entered(entry);
        entries.add(entry);
    }

    /** Closes all of them: readers wake. O(m log n) for these m of the space's n. */
    void closeAll() {
        List<Subscription> closed = new ArrayList<>();
        forEach(subscription -> {
            subscription.markClosed();
            closed.add(subscription);
        });
        registry.subscriptions().withdrawAll(closed);
    }

    /** All that are not over. */
    void forEach(Consumer<Subscription> action) {
        for (Entry entry = entries.newest(); entry != null; entry = entry.older()) {
            Subscription subscription = entry.subscription;
            if (subscription != null) {
                action.accept(subscription);
            }
        }
    }
}
