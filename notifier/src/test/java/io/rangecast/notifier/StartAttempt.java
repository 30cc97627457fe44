package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Starts over a hundred subscriptions and a subscriber of this thread: their readers are closed to it, or not. */
class StartAttempt implements Attempt {
    Invalidator invalidator;
    private Subscriber subscriber;
    private Subscription subscription;
    private InvalidationRange range;
    private boolean open;

    @Override
    public void prepare(AddressSpace space) {
        subscriber = new Subscriber("own", record -> {});
        subscriber.attach();
        subscription = space.subscribe(0, 100 * PAGE, subscriber);
        invalidator = space.newInvalidator("poor");
        range = new InvalidationRange().init(space, 0, 100 * PAGE);
    }

    @Override
    public void run(AddressSpace space) {
        ScarceMemory.check(start() == InvalidationResult.COMPLETED, "not answered");
        open = true;
    }

    InvalidationResult start() {
        return invalidator.invalidateRangeStart(range);
    }

    void stop() {
        invalidator.invalidateRangeEnd(range);
    }

    @Override
    public void undo() {
        if (open) {
            stop();
            open = false;
        }
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        boolean closed = subscription.tryReadBegin() == Subscription.BUSY;
        ScarceMemory.check(closed == worked, "a window stands half open");
    }

    @Override
    public void end() {
        invalidator.close();
        subscriber.close();
    }
}
