package io.rangecast.notifier;

import java.lang.ref.WeakReference;

/**
 * The subscribers that have subscriptions in one space. Those whose threads have died are noticed when others come, also
 * where no producer has to wait for them. Any thread; lock-free; constant time, amortised.
 */
final class Subscribers {
    /** How many are looked at whenever one comes: more come to their turn than come. */
    private static final int LOOKS = 2;

    /** Keeps nothing of who is over. */
    private static final class Entry extends EntryList.Entry<Entry> {
        private final WeakReference<Membership> membership;
        private final WeakReference<Subscriber> subscriber;
        private volatile boolean over;

        Entry(Membership membership, Subscriber subscriber) {
            this.membership = new WeakReference<>(membership);
            this.subscriber = new WeakReference<>(subscriber);
        }

        @Override
        boolean isOver() {
            return over;
        }
    }

    private final EntryList<Entry> entries = new EntryList<>();

    /** Which is looked at next; null for the newest. Racy, as a hint. */
    private volatile Entry turn;

    /** One comes, and gets a membership. */
    void add(Membership membership, Subscriber subscriber) {
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

    private static boolean isOver(Membership membership, Subscriber subscriber) {
        if (membership == null || subscriber == null) {
            return true;
        }
        if (subscriber.owner() != null) { // else nobody knows yet whose it is
            subscriber.closeIfOwnerDied(membership.registry());
        }
        return subscriber.isClosed();
    }
}
