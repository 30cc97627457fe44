package io.rangecast.notifier;

import io.rangecast.ranges.Interval;

/**
 * The terms of a subscription: who is told, and of what. Never changes. It stands in front of the state, which
 * producers write: so what producers read of one subscription shares no line with the state of the one before it.
 */
abstract class SubscriptionSpec extends Interval {
    final Registry registry;
    private final IntervalNotifier notifier;
    private final Subscriber subscriber;
    private final ReaderGroup group;
    private final long owner;

    /** The user's: set before anybody can find this. */
    private long tag;

    SubscriptionSpec(
            Registry registry,
            long start,
            long end,
            int mask,
            long owner,
            IntervalNotifier notifier,
            Subscriber subscriber,
            ReaderGroup group) {
        super(start, end, mask);
        this.registry = registry;
        this.owner = owner;
        this.notifier = notifier;
        this.subscriber = subscriber;
        this.group = group;
    }

    /** Null if nobody is called. */
    final IntervalNotifier notifier() {
        return notifier;
    }

    /** Null if no subscriber's thread is told. */
    final Subscriber subscriber() {
        return subscriber;
    }

    /** Null if it is of no reader group. If nobody is called, told or waited for, it only guards. */
    final ReaderGroup group() {
        return group;
    }

    final long givenTag() {
        return tag;
    }

    final void giveTag(long given) {
        tag = given;
    }

    /** Zero if it is nobody's. */
    final long owner() {
        return owner;
    }

    /** Whether an owner that need not be told is this subscription's. */
    final boolean isSpared(long sparedOwner) {
        return sparedOwner != 0 && sparedOwner == owner;
    }
}
