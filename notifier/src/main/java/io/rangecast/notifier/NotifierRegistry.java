package io.rangecast.notifier;

import java.util.concurrent.CompletionStage;

/**
 * The notifiers of one space. Producers read {@link #list}; changes take this object's lock, under which no user's code
 * runs.
 *
 * <pre>
 *   a call, in the producer                        unregister, in any thread
 *   1 slot: version := STARTING, CALLING,          a notifier.release, if the space has not called it
 *     or ENDING                             (v)    b list without N; N.state := CLOSED          (v)
 *   2 N.state == CLOSED? then skip N        (v)    c slots: read each version                  (v)
 *   3 callback of N                                d wait for those of 1 until they are past 4 (v)
 *   4 slot: version := OPEN or FREE         (r)
 *
 *   required: N runs no more after d.
 * </pre>
 *
 * <p>If 2 does not see CLOSED, then 1 is before 2 before b before c, so c sees the version of 1, and d waits for 4, or
 * c sees 4. The list plays no part in this; leaving it is for those who come later. Release is called before N is
 * closed: between the two N is told of everything, so no memory goes away under one who has not let go of it.
 */
final class NotifierRegistry {
    private final AddressSpace space;
    private final Registry registry;
    private volatile NotifierList list = NotifierList.EMPTY;
    private long lastOrder;

    NotifierRegistry(AddressSpace space, Registry registry) {
        this.space = space;
        this.registry = registry;
    }

    /** Volatile: stands after the caller's slot. */
    NotifierList list() {
        return list;
    }

    /** Makes a notifier known: to lists that are made later, and not to windows that are open now. */
    Registration register(int events, long owner, Notifier notifier) {
        Registration registration = add(events, owner, notifier);
        boolean joined = false;
        try {
            registration.joined(registry.openWindows().all());
            joined = true;
        } finally {
            if (!joined && registration.tryCloseUnreleased()) { // out of memory; if to remove it takes some that is not
                remove(registration); // there either, the next change does
            }
        }
        return registration;
    }

    private synchronized Registration add(int events, long owner, Notifier notifier) {
        Registration registration = new Registration(this, lastOrder + 1, events, owner, notifier);
        list = list.with(registration);
        lastOrder++;
        return registration;
    }

    private synchronized void remove(Registration registration) {
        if (list.contains(registration)) {
            list = list.without(registration);
        }
    }

    void unregister(Registration registration) {
        CallbackScope.check("close", registration);
        PolledSubscribers.checkNotInHandler("close", registration);
        tryRelease(registration);
        registry.gracePeriods().await(registration::isClosed, registry.openWindows()::calls);
    }

    CompletionStage<Void> unregisterAsync(Registration registration) {
        tryRelease(registration);
        return registry.gracePeriods().begin(registration::isClosed, registry.openWindows()::calls);
    }

    /** Not begun yet: it is over once a notifier is unlinked and no callback of it runs; then an action runs. */
    GracePeriod gracePeriod(Registration registration, Runnable afterwards) {
        return new GracePeriod(registration::isClosed, registry.openWindows()::calls, afterwards);
    }

    /** Runs an action when the callbacks that run now are over: at once if none does. Does not wait. */
    void whenCallsAreOver(Runnable action) {
        registry.gracePeriods().begin(() -> true, registry.openWindows()::calls, action);
    }

    /** Unlinks without a release, as the last put does, and begins a grace period. Can be called again. */
    void withdraw(Registration registration, GracePeriod unused) {
        registration.tryCloseUnreleased();
        if (registration.isClosed()) { // else by the thread that releases it
            remove(registration);
            registry.producers().wakeAll();
        }
        registry.gracePeriods().begin(unused);
    }

    /** Releases every notifier, newest first; those that others are releasing are waited for. */
    void releaseAll() {
        Registration[] found = list.all();
        tryReleaseAll(found);
        for (Registration registration : found) {
            awaitClosed(registration);
        }
    }

    /**
     * Releases those that nobody has begun to release: they were registered while the space was, perhaps too late to be
     * found by its close. Does not wait.
     */
    void releaseNewcomers() {
        tryReleaseAll(list.all());
    }

    private void tryReleaseAll(Registration[] newestFirst) {
        for (Registration registration : newestFirst) {
            tryRelease(registration);
        }
    }

    private void awaitClosed(Registration registration) {
        if (!registration.isClosed()) {
            CallbackScope.check("release", registration);
            PolledSubscribers.checkNotInHandler("release", registration);
            registry.gracePeriods().await(registration::isClosed, CallSnapshot::new);
        }
    }

    /** Releases and unlinks a notifier if nobody else does or has done so. Does not wait. */
    private void tryRelease(Registration registration) {
        int[] here = CallbackScope.enter();
        try {
            registration.tryRelease(space);
        } finally {
            here[CallbackScope.DEPTH]--;
        }
        if (registration.isClosed()) { // perhaps by a call that has failed here: it is skipped while it is in the list
            remove(registration);
            registry.producers().wakeAll(); // it may have been evicted
            registry.gracePeriods().completeAll(); // a put or closeAsync that came during the release
        }
    }
}
