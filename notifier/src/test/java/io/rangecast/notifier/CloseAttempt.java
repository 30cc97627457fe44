package io.rangecast.notifier;

/** Closes a subscriber, and with it its subscription. */
final class CloseAttempt implements Attempt {
    private Subscriber subscriber;
    private Subscription subscription;

    @Override
    public void prepare(AddressSpace space) {
        subscriber = new Subscriber("poor", record -> {});
        subscription = space.subscribe(0, ScarceMemory.PAGE, subscriber);
    }

    @Override
    public void run(AddressSpace space) {
        subscriber.close();
    }

    @Override
    public void undo() {}

    @Override
    public void check(AddressSpace space, boolean worked) {
        boolean closed = subscription.tryReadBegin() == Subscription.CLOSED_FOR_GOOD;
        ScarceMemory.check(closed || !worked, "closed, but for its subscription");
    }

    @Override
    public void end() {}
}
