package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who is concerned in one space: its subscriptions, its invalidators, and the inboxes between invalidators and
 * subscribers.
 *
 * <p>Starting an invalidation reads the tree and nothing else here. Registering invalidators and subscribers takes this
 * object's lock; both are rare, and no other thread waits for the lock on any hot path.
 */
final class Registry {
    private final int spaceId;
    private final IntervalTree<Subscription> subscriptions = new IntervalTree<>();
    private volatile Subscriber[] subscribers = new Subscriber[0];
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
        JoinedWindows missed = new JoinedWindows();
        subscriptions.insert(subscription);
        boolean joined = false;
        try {
            forEachWindowThatHits(subscription, missed::add);
            subscription.joined(missed);
            joined = true;
        } finally {
            if (!joined) { // out of memory
                withdraw(subscription);
            }
        }
    }

    /** Takes a subscription out. Starts that are under way may still call it. */
    void withdraw(Subscription subscription) {
        subscription.markClosed();
        subscriptions.remove(subscription);
    }

    /** Takes a subscription out, and waits for the starts that may still call it, if there is anything to call. */
    void leave(Subscription subscription) {
        if (subscription.notifier() == null) {
            withdraw(subscription);
            return;
        }
        InCallback.check("close", subscription);
        Subscriber.checkNotInHandler("close", subscription);
        withdraw(subscription);
        forEachWindowThatHits(subscription, Registry::awaitTold);
    }

    private static void awaitTold(WindowTable windows, int slot, long version) {
        while (windows.isStarting(slot, version)) {
            Subscriber.serveCurrentThread();
            Thread.yield();
        }
    }

    private interface WindowVisitor {
        void visit(WindowTable windows, int slot, long version);
    }

    /** Volatile reads throughout: see {@link WindowTable}. */
    private void forEachWindowThatHits(Subscription subscription, WindowVisitor visitor) {
        for (Invalidator invalidator : invalidators) {
            WindowTable windows = invalidator.windows();
            for (int slot = 0; slot < windows.slots(); slot++) {
                long version = windows.version(slot);
                if (WindowTable.isWindow(version) && windows.hits(slot, version, subscription)) {
                    visitor.visit(windows, slot, version);
                }
            }
        }
    }

    /** Closes every subscription: readers wake. Starts that are under way may still tell. */
    void closeAll() {
        IntervalSnapshot<Subscription> last = subscriptions.snapshot();
        subscriptions.clear();
        last.forEach(subscription -> {
            subscription.markClosed();
            return true;
        });
    }

    synchronized void add(Invalidator invalidator) {
        List<Inbox> made = new ArrayList<>();
        try {
            for (int i = 0; i < subscribers.length; i++) {
                if (!subscribers[i].isClosed()) {
                    Inbox inbox = new Inbox(subscribers[i], spaceId);
                    made.add(inbox);
                    subscribers[i].add(List.of(inbox));
                    invalidator.put(i, inbox);
                }
            }
            Invalidator[] more = Arrays.copyOf(invalidators, invalidators.length + 1);
            more[more.length - 1] = invalidator;
            invalidators = more;
        } catch (Throwable outOfMemory) {
            made.forEach(Inbox::close);
            throw outOfMemory;
        }
    }

    synchronized void remove(Invalidator invalidator) {
        invalidators = Arrays.stream(invalidators).filter(i -> i != invalidator).toArray(Invalidator[]::new);
    }

    /** Where every invalidator has its inbox for a subscriber. There is one before any subscription of it is found. */
    int inboxIndex(Subscriber subscriber) {
        int index = indexOf(subscriber);
        return index >= 0 ? index : addInboxes(subscriber);
    }

    private int indexOf(Subscriber subscriber) {
        Subscriber[] known = subscribers;
        for (int i = 0; i < known.length; i++) {
            if (known[i] == subscriber) {
                return i;
            }
        }
        return -1;
    }

    /** Takes the place of a closed subscriber if there is one. Makes everything first, so that nothing is half done. */
    private synchronized int addInboxes(Subscriber subscriber) {
        int index = indexOf(subscriber);
        if (index >= 0) {
            return index;
        }
        index = 0;
        while (index < subscribers.length && !subscribers[index].isClosed()) {
            index++;
        }
        List<Inbox> made = new ArrayList<>();
        try {
            for (int i = 0; i < invalidators.length; i++) {
                made.add(new Inbox(subscriber, spaceId));
            }
            Subscriber[] changed = Arrays.copyOf(subscribers, Math.max(index + 1, subscribers.length));
            changed[index] = subscriber;
            subscriber.add(made);
            for (int i = 0; i < invalidators.length; i++) {
                invalidators[i].put(index, made.get(i));
            }
            subscribers = changed;
            return index;
        } catch (Throwable outOfMemory) {
            made.forEach(Inbox::close);
            throw outOfMemory;
        }
    }
}
