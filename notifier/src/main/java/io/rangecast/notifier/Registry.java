package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who is concerned in one space: its subscriptions, its invalidators, and the inboxes between invalidators and subscribers.
 *
 * <p>Starting an invalidation reads the tree and nothing else here. Registering invalidators and subscribers takes this object's
 * lock; both are rare, and no other thread waits for the lock on any hot path.
 */
final class Registry {
    private final int spaceId;
    private final IntervalTree<Subscription> subscriptions = new IntervalTree<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private volatile Invalidator[] invalidators = new Invalidator[0];

    Registry(int spaceId) {
        this.spaceId = spaceId;
    }

    /** Volatile: stands after the caller's window in the order that {@link WindowTable} explains. */
    IntervalSnapshot<Subscription> subscriptions() {
        return subscriptions.snapshot();
    }

    /** Makes a subscription known and finds out which windows it has missed. */
    void join(Subscription subscription) {
        subscriptions.insert(subscription);
        JoinedWindows missed = new JoinedWindows();
        for (Invalidator invalidator : invalidators) {
            WindowTable windows = invalidator.windows();
            for (int slot = 0; slot < windows.slots(); slot++) {
                long version = windows.version(slot);
                if (WindowTable.isWindow(version) && windows.overlaps(slot, version, subscription)) {
                    missed.add(windows, slot, version);
                }
            }
        }
        subscription.joined(missed);
    }

    /** Takes a subscription out, and waits for the walks that may still call it. */
    void leave(Subscription subscription) {
        checkNotInCallbackOver(subscription);
        if (!subscription.markClosed()) {
            return;
        }
        subscriptions.remove(subscription);
        for (Invalidator invalidator : invalidators) {
            WindowTable windows = invalidator.windows();
            for (int slot = 0; slot < windows.slots(); slot++) {
                long version = windows.version(slot);
                if (windows.isStarting(slot, version) && windows.overlaps(slot, version, subscription)) {
                    while (windows.isStarting(slot, version)) {
                        Subscriber.serveCurrentThread();
                        Thread.yield();
                    }
                }
            }
        }
    }

    /** Throws if this thread is inside a callback of a window over the interval, and so would wait for itself. */
    void checkNotInCallbackOver(Subscription subscription) {
        for (Invalidator invalidator : invalidators) {
            if (invalidator.isCalling(Thread.currentThread())) {
                WindowTable windows = invalidator.windows();
                for (int slot = 0; slot < windows.slots(); slot++) {
                    long version = windows.version(slot);
                    if (windows.isStarting(slot, version) && windows.overlaps(slot, version, subscription)) {
                        throw new IllegalStateException("inside a callback of an invalidation by " + invalidator
                                + " over subscription " + subscription + ": it would wait for itself");
                    }
                }
            }
        }
    }

    /** Releases every subscription: readers wake, and nobody is told any more. */
    void releaseAll() {
        IntervalSnapshot<Subscription> last = subscriptions.snapshot();
        subscriptions.clear();
        last.forEach(subscription -> {
            subscription.markReleased();
            return true;
        });
        for (Invalidator invalidator : invalidators) {
            invalidator.closeInboxes();
        }
    }

    synchronized void add(Invalidator invalidator) {
        for (Subscriber subscriber : subscribers) {
            invalidator.add(newInbox(subscriber));
        }
        Invalidator[] more = Arrays.copyOf(invalidators, invalidators.length + 1);
        more[more.length - 1] = invalidator;
        invalidators = more;
    }

    synchronized void remove(Invalidator invalidator) {
        invalidators = Arrays.stream(invalidators).filter(i -> i != invalidator).toArray(Invalidator[]::new);
    }

    /** Where every invalidator has its inbox for a subscriber. There is one before any subscription of it is found. */
    synchronized int inboxIndex(Subscriber subscriber) {
        int index = subscribers.indexOf(subscriber);
        if (index >= 0) {
            return index;
        }
        for (Invalidator invalidator : invalidators) {
            invalidator.add(newInbox(subscriber));
        }
        subscribers.add(subscriber);
        return subscribers.size() - 1;
    }

    private Inbox newInbox(Subscriber subscriber) {
        Inbox inbox = new Inbox(subscriber, spaceId);
        subscriber.add(inbox);
        return inbox;
    }
}
