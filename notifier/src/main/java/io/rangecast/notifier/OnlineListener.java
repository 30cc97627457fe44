package io.rangecast.notifier;

/** Something that a subscriber's thread holds and must not use while it is offline. Called by that thread. */
@FunctionalInterface
interface OnlineListener {
    /** The thread goes offline, or comes back and is about to take what it has missed. */
    void online(boolean now);
}
