package io.rangecast.notifier;

import java.lang.ref.WeakReference;

/**
 * The subscribers that have subscriptions in one space. Those whose threads have died are noticed when others come, also
 * where no producer has to wait for them. Any thread; lock-free; constant time, amortised.
 */
final class Subscribers {
    /** How many are looked at whenever one comes: more come to their turn than come. */
    private static final int LOOKS = 2;

    /** Keeps nothing of a subscriber that is over. */
    private static final class Entry extends EntryList.Entry<Entry> {
        private final WeakReference<?> membership;
        private final WeakReference<Subscriber> subscriber;
        private volatile boolean over;

        Entry(Object membership, Subscriber subscriber) {
            this.membership = new WeakReference<>(membership);
            this.subscriber = new WeakReference<>(subscriber);
        }

        @Override
        boolean isOver() {
            return over;
        }
    }

    private final DeathCounters deaths;
    private final EntryList<Entry> entries = new EntryList<>();

    /** The one that is looked at next; null for the newest. Racy, as a hint. */
    private volatile Entry turn;

    Subscribers(DeathCounters deaths) {
        this.deaths = deaths;
    }

    /** One comes, and gets a membership: once nobody keeps that, none of its subscriptions in this space is left. */
    void add(Object membership, Subscriber subscriber) {
        for (int i = 0; i < LOOKS; i++) {
            lookAtNext();
        }
        entries.add(new Entry(membership, subscriber));
    }

    private void lookAtNext() {
        Entry next = turn;
        if (next == null) {
            next = entries.newest();
        }
        if (next != null) {
            turn = next.older();
            if (!next.over && isOver(next.membership.get(), next.subscriber.get())) {
                next.over = true;
                entries.oneIsOver();
            }
        }
    }

    private boolean isOver(Object membership, Subscriber subscriber) {
        if (membership == null || subscriber == null) {
            return true;
        }
        if (subscriber.owner() != null) { // else nobody knows yet whose it is
            subscriber.closeIfOwnerDied(deaths);
        }
        return subscriber.isClosed();
    }
}
