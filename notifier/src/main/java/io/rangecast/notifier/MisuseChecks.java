package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The checks of one invalidator in checked mode: {@code -Dio.rangecast.checked=true} when the JVM starts. Finds
 * mistakes that the called method alone does not see, at a price that a running system would not pay. Off by
 * default; the compiler then drops every use of this, as {@link #ON} is constant.
 *
 * <p>A mistake that the calling thread makes is thrown there; one that no calling thread makes goes to the space's error
 * handler.
 */
final class MisuseChecks {
    static final boolean ON = Boolean.getBoolean("io.rangecast.checked");

    /** Of all invalidators: which ranges are open, and where. */
    private static final Map<InvalidationRange, Object> OPEN = new ConcurrentHashMap<>();

    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(MisuseChecks.class, "user", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AddressSpace space;
    private final Object invalidator;

    /** The thread that is in a call; taken back by no call, which an error could strike. */
    private volatile Thread user;

    /** The last thread that has used the invalidator: windows may be handed on with it, and are then that thread's to end. */
    private volatile Thread lastUser;

    private final Map<InvalidationRange, Thread> openers = new ConcurrentHashMap<>();

    /** Of the user's calls in each other. */
    private int depth;

    MisuseChecks(AddressSpace space, Object invalidator) {
        this.space = space;
        this.invalidator = invalidator;
    }

    /** The current thread begins to use the invalidator; fails if another is using it. */
    void enter() {
        Thread current = Thread.currentThread();
        Thread other = (Thread) USER.compareAndExchange(this, null, current);
        if (other != null && other != current) {
            boolean isTaken = !other.isAlive() && USER.compareAndSet(this, other, current);
            if (!isTaken) {
                throw new IllegalStateException(
                        invalidator + " is used by " + current + " and by " + other + " at the same time");
            }
            depth = 0; // an error has struck where that one was to leave
        }
        if (lastUser != current) {
            lastUser = current;
        }
        depth++;
    }

    void exit() {
        depth--;
        if (depth == 0) {
            user = null;
        }
    }

    /** How deep the current thread is, to {@link #exitTo exit} to. */
    int depth() {
        return user == Thread.currentThread() ? depth : 0; // else it is that of a thread which has died in a call
    }

    /** Exits from all that was entered since, whatever has struck. */
    void exitTo(int before) {
        if (user == Thread.currentThread()) {
            depth = before;
            if (before == 0) {
                user = null;
            }
        }
    }

    /** Enters, to open a window. */
    void enter(InvalidationRange range) {
        enter();
        Object other = invalidator; // until the map has answered
        boolean entered = false;
        try {
            other = OPEN.putIfAbsent(range, invalidator);
            if (other != null && other != invalidator) { // else an error has struck a start of this before
                throw new IllegalStateException("the window over " + range + " is open already, in " + other);
            }
            openers.put(range, Thread.currentThread());
            entered = true;
        } finally {
            if (!entered && other == null) {
                leave(range);
            } else if (!entered) {
                exit();
            }
        }
    }

    /** The window has not come to be open: exits, whatever strikes. */
    void leave(InvalidationRange range) {
        try {
            ended(range);
            closed(range);
        } finally {
            exit();
        }
    }

    void ended(InvalidationRange range) {
        openers.remove(range);
    }

    /** Its range may be used again, in any thread. */
    static void closed(InvalidationRange range) {
        OPEN.remove(range);
    }

    /** Whether a range is open in any thread, as its window is not shared between them. */
    static boolean isOpen(InvalidationRange range) {
        return OPEN.containsKey(range);
    }

    /** A reader is about to wait: fails if it waits for itself, and reports windows that nobody may end any more. */
    void reading(Subscription subscription) {
        openers.forEach((range, opener) -> {
            if (isHit(subscription, range)) {
                Thread holder = lastUser; // behind the range, which a user has put there
                if (holder == Thread.currentThread()) {
                    throw new IllegalStateException("readBegin of " + subscription
                            + " waits for a window that its own thread holds open: " + range);
                }
                if (!holder.isAlive()) {
                    report(
                            range,
                            "was opened by " + opener + "; " + holder + " has used its invalidator last and has ended");
                }
            }
        });
    }

    /** The space ends: reports the windows that are still open, but for those of the current thread. */
    void closing() {
        Thread holder = lastUser;
        openers.forEach((range, opener) -> {
            if (holder != Thread.currentThread()) {
                report(range, "is open at the end of its space; it was opened by " + opener);
            }
        });
    }

    private void report(InvalidationRange range, String what) {
        IllegalStateException error = new IllegalStateException("the window over " + range + " " + what);
        space.report(error, null, invalidator);
    }

    private static boolean isHit(Subscription subscription, InvalidationRange range) {
        return Long.compareUnsigned(range.start(), subscription.end()) < 0
                && Long.compareUnsigned(subscription.start(), range.end()) < 0
                && (subscription.mask() & range.eventMask()) != 0
                && !subscription.isSpared(range.sparedOwner());
    }
}
