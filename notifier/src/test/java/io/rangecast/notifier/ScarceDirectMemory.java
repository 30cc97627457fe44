package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/** A program of its own: starts over more and more subscribers, until their rings no longer fit. */
final class ScarceDirectMemory {
    private static final int MORE_THAN_FIT = 100;

    private ScarceDirectMemory() {}

    public static void main(String[] args) {
        AddressSpace space = new AddressSpace();
        List<Subscriber> subscribers = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        Invalidator invalidator = space.newInvalidator("producer");
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            Subscriber subscriber = new Subscriber("subscriber " + i, record -> {});
            subscriber.attach();
            subscribers.add(subscriber);
            subscriptions.add(space.subscribe(0, 0x1000, subscriber));
        }
        InvalidationRange range = new InvalidationRange().init(space, 0, 0x1000);
        try {
            invalidator.invalidateRangeStart(range);
            throw new AssertionError("all rings fit");
        } catch (OutOfMemoryError expected) {
            check(expected.getMessage().contains("direct"), expected.toString());
        }
        for (Subscription subscription : subscriptions) {
            check(!subscription.readRetry(subscription.tryReadBegin()), "a window stands half open");
        }
        for (int i = 2; i < MORE_THAN_FIT; i++) {
            subscribers.get(i).close(); // and their rings are garbage
        }
        check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
        check(range.hits() == 2, "hits " + range.hits());
        invalidator.invalidateRangeEnd(range);
        invalidator.close();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
