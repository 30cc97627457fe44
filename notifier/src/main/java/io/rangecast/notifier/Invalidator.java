package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * One producer thread's handle on an {@link AddressSpace}: it brackets every change of memory by
 * {@link #invalidateRangeStart} and {@link #invalidateRangeEnd}.
 *
 * <p><b>Assumptions</b>: one thread at a time. A window may be started on one thread and ended on another if the
 * invalidator is handed over in between, as any other object that is not thread-safe. The memory is changed only
 * between a start that answered {@link InvalidationResult#COMPLETED} and its end, and the structure in which readers
 * look addresses up likewise. If another thread changes it on the producer's behalf, that thread issues a release fence
 * first.
 *
 * <p><b>Guarantees</b>: when a blockable start has answered {@code COMPLETED}, the callbacks of every hit subscription
 * have returned and every hit subscriber thread has polled past the record, or its subscriber is closed; what they did
 * happens before. Until the end no reader begins on a hit subscription, and who began before fails the retry. Windows
 * over other ranges, and their producers, are not disturbed: no word that a start writes is shared but those of the
 * subscriptions it hits.
 *
 * <p><b>Progress and cost</b>: O(log n + hits), one atomic addition for each hit. Start and end take no lock and
 * allocate nothing once a range has grown to the hits of its starts. They are wait-free but for callbacks and, in the
 * blockable start, for the acknowledgements, which are waited for all together, after all were published.
 */
public final class Invalidator implements AutoCloseable {
    /** How long a start waits unless told otherwise: five seconds, in nanoseconds. */
    public static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int SPINS = 64;
    private static final int YIELDS = 256;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 50_000;

    private final String name;
    private final AddressSpace space;
    private final Registry registry;
    private final IdleStrategy idle;
    private final long timeoutNanos;
    private final WindowTable windows = new WindowTable();

    /** By {@link Subscription#inboxIndex()}. Changed before the first subscription with that index can be found. */
    private volatile Inbox[] inboxes = new Inbox[0];

    private boolean closed;

    Invalidator(String name, AddressSpace space, Registry registry, IdleStrategy idle, long timeoutNanos) {
        this.name = Objects.requireNonNull(name, "name");
        this.space = space;
        this.registry = registry;
        this.idle = Objects.requireNonNull(idle, "idle");
        this.timeoutNanos = timeoutNanos;
    }

    static IdleStrategy defaultIdle() {
        return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
    }

    /**
     * Opens a window over a range and waits until every hit subscription has let go, or the deadline has passed.
     *
     * <p>All records are published first, then callbacks run, then the acknowledgements are waited for: the cost is
     * that of the slowest. While it waits, the thread serves the inboxes that it polls itself, unless this is called by
     * a record handler: then it cannot, so handlers that wait for each other, or a handler that hits itself, time out.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}, or {@link InvalidationResult#TIMED_OUT} with the window open
     * @throws IllegalStateException if the range is open or not initialised, this is closed, or
     *     too many windows are open; nothing is left open then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult invalidateRangeStart(InvalidationRange range) {
        Window window = open(range, true);
        InvalidationResult result = null;
        try {
            tell(window);
            result = window.isAcknowledged() ? InvalidationResult.COMPLETED : await(window, timeoutNanos);
        } finally {
            window.busy(false);
            if (result == null) {
                endWindow(window);
            }
        }
        return result;
    }

    /**
     * Opens a window over a range if that takes no waiting: no hit subscription belongs to a subscriber thread, and no
     * callback refuses.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}, or {@link InvalidationResult#AGAIN} with nothing left behind: no
     *     window, no record; readers may see one retry for nothing
     * @throws IllegalStateException if the range is open or not initialised, this is closed, or
     *     too many windows are open; nothing is left open then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult invalidateRangeStartNonblock(InvalidationRange range) {
        Window window = open(range, false);
        boolean told = false;
        try {
            told = tell(window);
        } finally {
            window.busy(false);
            if (!told) {
                endWindow(window);
            }
        }
        return told ? InvalidationResult.COMPLETED : InvalidationResult.AGAIN;
    }

    /**
     * Waits on after {@link InvalidationResult#TIMED_OUT}.
     *
     * @param range open in this invalidator
     * @param nanos how long to wait, in nanoseconds
     * @return {@link InvalidationResult#COMPLETED} or {@link InvalidationResult#TIMED_OUT}
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public InvalidationResult awaitAcknowledged(InvalidationRange range, long nanos) {
        Window window = windowOf(range);
        window.busy(true);
        try {
            return await(window, nanos);
        } finally {
            window.busy(false);
        }
    }

    /**
     * The subscribers that have not yet let go of an open range. Allocates.
     *
     * @param range open in this invalidator
     * @return their names
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public List<String> laggards(InvalidationRange range) {
        return windowOf(range).laggards();
    }

    /**
     * Closes the window: the memory, and the structure in which it is looked up, are in their new state. Readers begin
     * again. Also ends a window whose start timed out, if the memory was left alone.
     *
     * @param range open in this invalidator
     * @throws IllegalStateException if the range is not open in this invalidator: there was no start, it has not
     *     returned yet, it answered {@link InvalidationResult#AGAIN}, or the window was ended before
     */
    public void invalidateRangeEnd(InvalidationRange range) {
        endWindow(windowOf(range));
    }

    /**
     * Ends the use of this handle. A second call does nothing.
     *
     * @throws IllegalStateException while a window of it is open
     */
    @Override
    public void close() {
        if (!windows.isEmpty()) {
            throw new IllegalStateException(this + " has open windows; end them first");
        }
        if (!closed) {
            closed = true;
            registry.remove(this);
            for (Inbox inbox : inboxes) {
                if (inbox != null) {
                    inbox.close();
                }
            }
        }
    }

    private Window open(InvalidationRange range, boolean blockable) {
        if (range.space() != space) {
            if (range.space() == null) {
                throw new IllegalStateException("the range is not initialised");
            }
            throw new IllegalArgumentException(range + " is not of " + space);
        }
        if (range.window.isOpen() || closed) {
            throw new IllegalStateException(
                    closed ? this + " is closed" : "the window over " + range + " is open already");
        }
        int slot = windows.open(range);
        range.blockable(blockable);
        range.window.open(this, slot);
        return range.window;
    }

    /**
     * All that a start does but wait. False, with nothing published, if it may not wait and would have to, or was
     * refused.
     */
    private boolean tell(Window window) {
        window.collect(registry.subscriptions()); // volatile, after the slot was opened: see WindowTable
        if (!window.isBlockable() && window.needsAnswer()) {
            return false;
        }
        window.enterAll();
        orderMemoryAfterStates();
        window.publishAll();
        boolean accepted = !window.hasCallbacks() || InCallback.callAll(window);
        windows.told(window.slot());
        return accepted;
    }

    /**
     * Keeps the change of the memory behind the states that were entered. Pairs with the fence of
     * {@link Subscription#readRetry}. A fence, because the change is made of the user's plain or foreign writes.
     */
    private static void orderMemoryAfterStates() {
        VarHandle.releaseFence();
    }

    private InvalidationResult await(Window window, long nanos) {
        long begun = System.nanoTime();
        idle.reset();
        while (!window.isAcknowledged()) {
            if (System.nanoTime() - begun >= nanos) {
                return InvalidationResult.TIMED_OUT;
            }
            Subscriber.serveCurrentThread();
            idle.idle();
        }
        return InvalidationResult.COMPLETED;
    }

    private void endWindow(Window window) {
        window.leaveAll();
        windows.close(window.slot());
        window.close();
    }

    private Window windowOf(InvalidationRange range) {
        if (!range.window.isOpenIn(this) || range.window.isBusy()) {
            throw new IllegalStateException(
                    range.window.isBusy()
                            ? "a start over " + range + ", or a wait for it, has not returned yet"
                            : "no window of " + this + " is open over " + range);
        }
        return range.window;
    }

    /**
     * The space whose changes this announces.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    WindowTable windows() {
        return windows;
    }

    /**
     * Where to publish for a subscription; null if its subscriber is closed, and its place perhaps taken by another.
     */
    Inbox inbox(Subscription subscription) {
        Inbox[] known = inboxes;
        int index = subscription.inboxIndex();
        Inbox inbox = index < known.length ? known[index] : null;
        return inbox != null && inbox.subscriber() == subscription.subscriber() ? inbox : null;
    }

    /** Under the registry's lock. */
    void put(int index, Inbox inbox) {
        Inbox[] changed = Arrays.copyOf(inboxes, Math.max(index + 1, inboxes.length));
        changed[index] = inbox;
        inboxes = changed;
    }

    @Override
    public String toString() {
        return "invalidator " + name + " of " + space;
    }
}
