package io.rangecast.notifier;

import java.util.function.BooleanSupplier;

/**
 * A listener that was called in the producer's thread and has not let go: its callback has thrown or refused.
 *
 * @param name how reports call it
 * @param hasLetGo whether its owner has closed it since; what the owner did before has happened before then
 */
record FailedListener(String name, BooleanSupplier hasLetGo) {
    static FailedListener of(Subscription subscription) {
        return new FailedListener("subscription " + subscription, subscription::isLeft);
    }

    static FailedListener of(Registration registration) {
        return new FailedListener("notifier " + nameOf(registration.notifier()), registration::isClosed);
    }

    /** The user's text, if there is one. */
    private static String nameOf(Notifier notifier) {
        try {
            return String.valueOf(notifier);
        } catch (RuntimeException itsOwnToString) {
            return notifier.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(notifier));
        }
    }
}
