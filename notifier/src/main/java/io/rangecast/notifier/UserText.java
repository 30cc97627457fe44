package io.rangecast.notifier;

/** The text of an object of the user's, where it is part of a report that must not fail. Calls its {@code toString}. */
final class UserText {
    private UserText() {}

    /** Its text; if that throws, Errors too, its class and identity. Any thread. */
    static String of(Object object) {
        try {
            return String.valueOf(object);
        } catch (Throwable itsOwn) {
            return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
        }
    }
}
