package io.rangecast.notifier;

import java.util.function.BooleanSupplier;

/** A listener that was called in the producer's thread and has not let go: its callback has thrown or refused. */
final class FailedListener implements Holder {
    private final Object party;
    private final String name;
    private final BooleanSupplier closed;

    /** All that the owner did before closing it has happened before {@code closed} is true. */
    private FailedListener(Object party, String name, BooleanSupplier closed) {
        this.party = party;
        this.name = name;
        this.closed = closed;
    }

    static FailedListener of(Subscription subscription) {
        return new FailedListener(subscription, subscription.name(), subscription::isLeft);
    }

    static FailedListener of(Registration registration) {
        return new FailedListener(registration, registration.name(), registration::isClosed);
    }

    @Override
    public Object party() {
        return party;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hasLetGo() {
        return closed.getAsBoolean();
    }
}
