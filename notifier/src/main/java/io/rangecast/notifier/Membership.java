package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The subscriptions of one subscriber in one space, newest first. Any thread; lock-free. Kept by those subscriptions: a
 * space that nobody knows any more goes, though a subscriber has subscribed there.
 *
 * <p>An entry that is over is emptied at once, and unlinked when there are more of those than others, so that each costs
 * constant time. Entries are linked at the head only, and a link only ever goes on from an entry that is empty to the one
 * behind it. So whatever is linked is found from all that were linked later, however many unlink at the same time; at
 * worst one that is empty stays until the next time.
 */
final class Membership {
    /** One subscription, or none any more. */
    static final class Entry {
        private final Membership membership;
        private volatile Subscription subscription;
        private volatile Entry older;

        private Entry(Membership membership, Subscription subscription) {
            this.membership = membership;
            this.subscription = subscription;
        }

        /** The subscription is over, and out of the tree. */
        void leave() {
            if (subscription != null) {
                subscription = null;
                membership.left();
            }
        }
    }

    private static final VarHandle NEWEST;
    private static final VarHandle OLDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(Membership.class, "newest", Entry.class);
            OLDER = lookup.findVarHandle(Entry.class, "older", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Registry registry;
    private volatile Entry newest;

    /** How many are linked, and how many of them are empty: about, as a hint when to unlink. */
    private final AtomicInteger linked = new AtomicInteger();

    private final AtomicInteger empty = new AtomicInteger();

    Membership(Registry registry) {
        this.registry = registry;
    }

    Registry registry() {
        return registry;
    }

    /** A subscription that is in the tree; to be followed by a look whether its subscriber has ended. */
    void add(Subscription subscription) {
        Entry entry = new Entry(this, subscription);
        subscription.entered(entry);
        linked.getAndIncrement();
        Entry head;
        do {
            head = newest;
            entry.older = head;
        } while (!NEWEST.compareAndSet(this, head, entry));
    }

    /** All that are not over. */
    void forEach(Consumer<Subscription> action) {
        for (Entry entry = newest; entry != null; entry = entry.older) {
            Subscription subscription = entry.subscription;
            if (subscription != null) {
                action.accept(subscription);
            }
        }
    }

    private void left() {
        if (2 * empty.incrementAndGet() > linked.get()) {
            empty.set(0);
            unlinkEmpty();
        }
    }

    private void unlinkEmpty() {
        int kept = 0;
        for (Entry head = newest; head != null && head.subscription == null; head = newest) {
            NEWEST.compareAndSet(this, head, head.older);
        }
        for (Entry entry = newest; entry != null; ) {
            Entry next = entry.older;
            if (next != null && next.subscription == null) {
                OLDER.compareAndSet(entry, next, next.older);
            } else {
                kept++;
                entry = next;
            }
        }
        linked.set(kept);
    }
}
