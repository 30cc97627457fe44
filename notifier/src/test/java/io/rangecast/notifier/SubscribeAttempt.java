package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Attaches and subscribes: afterwards a start hits one more, and is answered by it; or neither. */
final class SubscribeAttempt implements Attempt {
    private Subscription subscription;
    private Subscriber subscriber;
    private int hitsBefore;

    @Override
    public void prepare(AddressSpace space) {
        subscriber = new Subscriber("poor", record -> {});
        hitsBefore = hits(space);
    }

    @Override
    public void run(AddressSpace space) {
        subscriber.attach();
        subscription = space.subscribe(PAGE, 3 * PAGE, subscriber);
    }

    @Override
    public void undo() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        ScarceMemory.check(hits(space) == hitsBefore + (worked ? 1 : 0), "half subscribed");
    }

    @Override
    public void end() {
        subscriber.close();
    }

    /** Waits for the subscriber of this thread, which is served if it has attached as a whole. */
    private static int hits(AddressSpace space) {
        try (Invalidator invalidator = space.newInvalidator("counting")) {
            InvalidationRange range = new InvalidationRange().init(space, PAGE, 4 * PAGE);
            ScarceMemory.check(
                    invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "half attached");
            invalidator.invalidateRangeEnd(range);
            return range.hits();
        }
    }
}
