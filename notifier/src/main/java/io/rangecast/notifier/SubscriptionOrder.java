package io.rangecast.notifier;

import io.rangecast.ranges.Interval;

/**
 * What was ordered by a subscription: who is told, and of what. Never changes. It stands in front of the state, which
 * producers write: so what producers read of one subscription shares no line with the state of the one before it.
 */
abstract class SubscriptionOrder extends Interval {
    final Registry registry;
    private final IntervalNotifier notifier;
    private final Subscriber subscriber;
    private final long owner;

    SubscriptionOrder(
            Registry registry,
            long start,
            long end,
            int mask,
            long owner,
            IntervalNotifier notifier,
            Subscriber subscriber) {
        super(start, end, mask);
        this.registry = registry;
        this.owner = owner;
        this.notifier = notifier;
        this.subscriber = subscriber;
    }

    /** Null if a subscriber's thread is told. */
    final IntervalNotifier notifier() {
        return notifier;
    }

    /** Null if a notifier is called. */
    final Subscriber subscriber() {
        return subscriber;
    }

    /** Whether an owner who need not be told is this subscription's. */
    final boolean isSpared(long sparedOwner) {
        return sparedOwner != 0 && sparedOwner == owner;
    }
}
