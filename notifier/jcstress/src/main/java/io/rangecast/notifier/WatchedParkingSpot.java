package io.rangecast.notifier;

import java.lang.reflect.Field;

/** Remembers whether a waker has found somebody to unpark. */
final class WatchedParkingSpot extends ParkingSpot {
    private boolean woken;

    /** Takes the place of a subscriber's. */
    static WatchedParkingSpot of(Subscriber subscriber) {
        WatchedParkingSpot parkingSpot = new WatchedParkingSpot();
        parkingSpot.replaceIn(Doorbell.class, subscriber);
        return parkingSpot;
    }

    /** Takes the place of a producer's, also for the subscriber of an inbox. */
    static WatchedParkingSpot of(Producer producer, Inbox inbox) {
        WatchedParkingSpot parkingSpot = new WatchedParkingSpot();
        parkingSpot.replaceIn(ProducerOwnership.class, producer);
        inbox.close();
        inbox.reopen(parkingSpot);
        return parkingSpot;
    }

    private void replaceIn(Class<?> declaring, Object owner) {
        try {
            Field field = declaring.getDeclaredField("parkingSpot");
            field.setAccessible(true);
            field.set(owner, this);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Written by one waker; asked once all are done. */
    @Override
    boolean wakeIfSeen() {
        boolean found = super.wakeIfSeen();
        woken |= found;
        return found;
    }

    boolean hasWoken() {
        return woken;
    }
}
