package io.rangecast.notifier;

/**
 * Stands in the place of the thread that has used a producer last. Each is an object of its own, so that of two threads
 * that put one there neither takes the other's for its own.
 */
final class OwnerToken {
    /** The thread that has used it last, dead or not. */
    final Thread user;

    /**
     * Whether the user does something during which nobody else may come in; if not, somebody asks whether it is used at
     * all.
     */
    final boolean busy;

    private OwnerToken(Thread user, boolean busy) {
        this.user = user;
        this.busy = busy;
    }

    static OwnerToken retiring(Thread user) {
        return new OwnerToken(user, false);
    }

    static OwnerToken busy(Thread user) {
        return new OwnerToken(user, true);
    }

    /** The thread that is meant by what stands in the place of the user; null if nothing does. */
    static Thread threadOf(Object user) {
        return user instanceof OwnerToken ? ((OwnerToken) user).user : (Thread) user;
    }

    static boolean isBusy(Object user) {
        return user instanceof OwnerToken && ((OwnerToken) user).busy;
    }

    @Override
    public String toString() {
        return user.toString();
    }
}
