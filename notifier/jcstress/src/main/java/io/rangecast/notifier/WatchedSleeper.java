package io.rangecast.notifier;

import java.lang.reflect.Field;

/** Remembers whether a waker has found somebody to unpark. */
final class WatchedSleeper extends Sleeper {
    private boolean woken;

    /** Takes the place of a subscriber's. */
    static WatchedSleeper of(Subscriber subscriber) {
        WatchedSleeper sleeper = new WatchedSleeper();
        sleeper.replaceIn(Doorbell.class, subscriber);
        return sleeper;
    }

    /** Takes the place of a producer's, also for the subscriber of an inbox. */
    static WatchedSleeper of(Producer producer, Inbox inbox) {
        WatchedSleeper sleeper = new WatchedSleeper();
        sleeper.replaceIn(Producer.class, producer);
        inbox.close();
        inbox.reopen(sleeper);
        return sleeper;
    }

    private void replaceIn(Class<?> declaring, Object owner) {
        try {
            Field field = declaring.getDeclaredField("sleeper");
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
