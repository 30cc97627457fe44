package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * One subscribed range of an {@link AddressSpace}: who is called, told or {@linkplain ReaderGroup waited for} when an
 * invalidation overlaps it, if anybody; and a guard for those who read without being told.
 *
 * <p>A reader brackets its use of the range, and trusts what it got only if the retry check says so:
 * <pre>{@code
 * long seen = subscription.readBegin();
 * while (seen != Subscription.CLOSED_FOR_GOOD) {
 *     Translation copy = lookUpAndCopy();
 *     if (!subscription.readRetry(seen)) {
 *         return copy;
 *     }
 *     seen = subscription.readBegin();
 * }
 * return null; // the space is gone
 * }</pre>
 *
 * <p>Readers are optimistic. They write nothing shared, but for the first of all, and a copy taken across a change is
 * thrown away; it must therefore be harmless to take one (memory that is really unmapped is not: hold it as a
 * {@link Subscriber}, whose thread is waited for).
 *
 * <p>A validated copy is wholly from before a change or wholly from after it: the state counts a window before the
 * memory changes and until it has changed, and release and acquire fences keep the change, and the copy, between.
 * {@code docs/memory-model.md} has the argument.
 *
 * <p>The read methods may be called by any thread; those that may wait must not be called where others wait for the
 * caller: inside a callback or a record handler, which is an error, or inside a window that the caller itself holds
 * open over the range, which waits until the deadline. They allocate nothing, unless they wait or a window was open when
 * the first of all began. Reading is wait-free while no window is open over the range.
 */
public final class Subscription extends SubscriptionState implements AutoCloseable {
    /** What a begin returns inside a window if it may not wait, or no longer. Its retry is always true. */
    public static final long BUSY = NOT_IDLE;

    /** What a begin returns once the subscription is closed or the space is released. Its retry is always true. */
    public static final long CLOSED_FOR_GOOD = -1L;

    /**
     * Of a subscriber's: where that finds this; null before. It also keeps the state, wherever a JVM puts it, 64 bytes
     * from what is read of the subscription behind this one.
     */
    private Membership.Entry entry;

    Subscription(
            Registry registry,
            long start,
            long end,
            int events,
            long owner,
            IntervalNotifier notifier,
            Subscriber subscriber,
            ReaderGroup group) {
        super(registry, start, end, events, owner, notifier, subscriber, group);
    }

    /**
     * Begins a read, waiting until no window is open over the range. The thread spins, yields and then sleeps
     * meanwhile, and serves the inboxes it polls; an interrupt does not end the wait, and is kept.
     *
     * @return what {@link #readRetry} is to be given; {@link #CLOSED_FOR_GOOD} if there is nothing to wait for any more
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait
     */
    public long readBegin() {
        return readBegin(Long.MAX_VALUE);
    }

    /**
     * Begins a read, waiting for a limited time until no window is open over the range. The thread spins, yields
     * and then sleeps meanwhile, and serves the inboxes it polls; an interrupt does not end the wait, and is kept.
     *
     * @param timeoutNanos how long to wait, in nanoseconds
     * @return what {@link #readRetry} is to be given; {@link #BUSY} if the time is over, {@link #CLOSED_FOR_GOOD} if
     *     there is nothing to wait for any more
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait
     */
    public long readBegin(long timeoutNanos) {
        long seen = tryReadBegin();
        return seen == BUSY ? awaitBegin(null, timeoutNanos) : seen;
    }

    /**
     * Begins a read, waiting for a limited time, as {@link #readBegin(long)} does.
     *
     * @param timeout how long to wait; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public long readBegin(Duration timeout) {
        return readBegin(Waiting.nanos(timeout));
    }

    /**
     * Begins a read, waiting for a limited time until no window is open over the range.
     *
     * @param idle how to wait; the inboxes that this thread polls are served in between
     * @param timeoutNanos how long to wait, in nanoseconds
     * @return what {@link #readRetry} is to be given; {@link #BUSY} if the time is over, {@link #CLOSED_FOR_GOOD} if
     *     there is nothing to wait for any more
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait
     */
    public long readBegin(IdleStrategy idle, long timeoutNanos) {
        Objects.requireNonNull(idle, "idle");
        long seen = tryReadBegin();
        return seen == BUSY ? awaitBegin(idle, timeoutNanos) : seen;
    }

    /**
     * Begins a read if no window is open over the range. Wait-free: one load; but the first begin on a subscription looks
     * at all windows that are open in the space, and so does each until those have ended that were open over the range.
     *
     * @return what {@link #readRetry} is to be given, {@link #BUSY}, or {@link #CLOSED_FOR_GOOD}
     */
    public long tryReadBegin() {
        long state = stateAcquire();
        return (state & NOT_IDLE) == 0 ? state : notIdle(state);
    }

    private long notIdle(long seen) {
        if ((seen & DORMANT) != 0) {
            if (subscriber() != null) {
                subscriber().use(); // before it is awake
            }
            awake(); // volatile, before the look at windows
        }
        if ((seen & (CLOSED | JOINING)) == JOINING) {
            tryEndJoining();
        }
        long state = stateAcquire();
        if ((state & CLOSED) != 0) {
            return CLOSED_FOR_GOOD;
        }
        return (state & NOT_IDLE) == 0 ? state : BUSY;
    }

    private boolean isJoining() {
        return (stateOpaque() & JOINING) != 0;
    }

    private long awaitBegin(IdleStrategy idle, long timeoutNanos) {
        CallbackScope.check("readBegin", this);
        PolledSubscribers.checkNotInHandler("readBegin", this);
        if (MisuseChecks.ON) {
            registry.producers().checkReader(this);
            checkNotEnteredHere();
        }
        ReaderTurn turn = new ReaderTurn();
        Waiting.await(turn, idle, timeoutNanos);
        return turn.seen;
    }

    private void checkNotEnteredHere() {
        if (group() != null && group().isEnteredHere()) {
            throw new IllegalStateException("readBegin of " + this + " inside a section of " + group()
                    + " that its own thread has entered: the window that it waits for may wait for the section");
        }
    }

    /** A reader's wait until no window is open. */
    private final class ReaderTurn implements Waiting.Condition {
        private final ParkingSpot parkingSpot = new ParkingSpot();
        private long seen = BUSY;
        private boolean queued;
        private Alarm alarm;

        @Override
        public boolean isOver() {
            seen = tryReadBegin();
            return seen != BUSY;
        }

        @Override
        public void announce(Thread current) {
            parkingSpot.announce(current);
            if (!queued) {
                sleepingReaders().add(parkingSpot);
                queued = true;
            }
        }

        @Override
        public void retract() {
            parkingSpot.retract();
            if (queued) {
                sleepingReaders().remove(parkingSpot);
                VarHandle.fullFence(); // see WaitQueue
                if (tryReadBegin() != BUSY || isJoining()) {
                    sleepingReaders().wakeNext();
                }
            }
        }

        /** Nobody announces the end of windows that were missed: the first in the queue looks, and wakes the others. */
        @Override
        public long longestSleep(long waitedNanos) {
            return isJoining() && sleepingReaders().isFirst(parkingSpot)
                    ? Waiting.unannounced(waitedNanos)
                    : Waiting.announced(waitedNanos);
        }

        @Override
        public Alarm alarm() {
            if (alarm == null) {
                alarm = new Alarm();
            }
            return alarm;
        }
    }

    /**
     * Ends a read: whether what was read must not be trusted. Wait-free, an acquire fence and one load.
     *
     * @param seen what the begin returned
     * @return false if no window has opened over the range since the begin; true otherwise, and always for
     *     {@link #BUSY} and {@link #CLOSED_FOR_GOOD}
     */
    public boolean readRetry(long seen) {
        VarHandle.acquireFence(); // pairs with the fence of invalidateRangeStart: what was copied is read before the
        // state
        return stateOpaque() != seen;
    }

    /**
     * Whether a read will have to be thrown away, asked while it goes on. May return false too early, never true.
     *
     * @param seen what the begin returned
     * @return true if {@link #readRetry} is going to be true
     */
    public boolean checkRetry(long seen) {
        return stateOpaque() != seen;
    }

    /**
     * Looks up something that is to be kept until the next poll, under locks too: begin, look up, retry check, again and
     * again until no window has opened meanwhile. <b>No order of locks can dead-lock with it</b>: during the look-up the
     * thread is {@linkplain Subscriber#offline offline}, so a start waits for nobody who waits for a lock that the
     * starting thread holds. It takes the records that have come before it returns, and so is a poll: what the thread
     * held before, it holds only if its handler has left it.
     *
     * <pre>{@code
     * Page page = subscription.lookUp(() -> {
     *     synchronized (pages) { // also by threads that invalidate
     *         return pages.get(number);
     *     }
     * });
     * }</pre>
     *
     * <p>For the thread that polls the subscription's subscriber; by optimistic readers of a subscription without one,
     * who go on to ask {@link #readRetry} of a begin of their own, it may be called too, and then just repeats. Waits
     * while a window is open over the range, as {@link #readBegin()} does; lock-free beside that, as each repetition is
     * due to another window. Allocates.
     *
     * @param lookUp finds it in what is changed inside windows only; called once or more, without locks of this library;
     *     it must not poll, nor use anything that the thread holds. What it throws is passed on
     * @param <T> what is looked up
     * @return what was found, valid until this thread polls next, or waits in this library; null if nothing was, or the
     *     subscription is closed
     * @throws IllegalStateException in a callback or a record handler; or if the thread is offline, or is not the one that
     *     polls, or the subscriber is closed or evicted, or {@linkplain Subscriber#proxy(String, RecordHandler) stands for
     *     others}
     */
    public <T> T lookUp(Supplier<? extends T> lookUp) {
        return lookUp(lookUp, useless -> {});
    }

    /**
     * Like {@link #lookUp(Supplier)}, for what is to be given back: each finding but the one that is returned.
     *
     * @param lookUp as in the other form
     * @param release takes what must not be used, as a window has opened or the handler has thrown; never null. What it
     *     throws is passed on
     * @param <T> what is looked up
     * @return as in the other form
     * @throws IllegalStateException as in the other form
     */
    public <T> T lookUp(Supplier<? extends T> lookUp, Consumer<? super T> release) {
        return lookUpBy(new GuardedLookUp<>(lookUp, release));
    }

    <T> T lookUpBy(GuardedLookUp<T> lookUp) {
        CallbackScope.check("lookUp", this);
        PolledSubscribers.checkNotInHandler("lookUp", this);
        return lookUp.under(this);
    }

    /**
     * Ends the subscription. When this returns, no callback of it runs or will run; records that are under way still
     * arrive. Readers that wait or begin get {@link #CLOSED_FOR_GOOD}. With a callback, this waits for callbacks of
     * starts that are under way over the range, but not for windows to end; without one it does not wait. A second call
     * does nothing more.
     *
     * <p>A subscriber thread, and a section, let go of what they have learnt under a subscription before that is closed, by
     * whomever:
     * later starts neither tell it nor wait for it.
     *
     * @throws IllegalStateException for a subscription with a callback, inside a callback or a record handler: it might
     *     wait for itself. Nothing has changed then; {@link #closeAsync} does not wait
     */
    @Override
    public void close() {
        registry.subscriptions().leave(this);
    }

    /**
     * Ends the subscription without waiting; may be called anywhere, also inside its own callback. Readers that wait or
     * begin get {@link #CLOSED_FOR_GOOD} from now on.
     *
     * @return completed once no callback of it runs on any thread or will run: at once if none does, otherwise when the
     *     last of them has returned or some milliseconds later, mostly by the thread in which it has, else by one of
     *     the JDK's common pool. What depends on it runs in that thread, as in a callback
     */
    public CompletionStage<Void> closeAsync() {
        return registry.subscriptions().leaveAsync(this);
    }

    /**
     * Whether no reader begins any more, and each gets {@link #CLOSED_FOR_GOOD}: the subscription was closed, or its subscriber,
     * its group or its space, or a producer has given up on one of the first two or on its callback. Once true it stays so. Any
     * thread; wait-free, one load; what whoever closed it did before happens before.
     *
     * @return whether it is closed
     */
    public boolean isClosed() {
        return (stateAcquire() & CLOSED) != 0;
    }

    /**
     * The name by which {@link Invalidator#laggards} knows who has not let go of it: that of its subscriber or group; of one
     * with a callback, or a guard, what it is and its range. Any thread; allocates for the latter two.
     *
     * @return a name, never null
     */
    public String name() {
        if (subscriber() != null) {
            return subscriber().name();
        }
        return group() != null ? group().name() : "subscription " + this;
    }

    /**
     * A number by which the user knows this again, as in {@link InvalidationRecord#forEachSubscription}.
     *
     * @return what was given with {@link AddressSpace#subscribe(long, long, int, long, Subscriber, long)}; else 0
     */
    public long tag() {
        return givenTag();
    }

    boolean isIn(Registry candidate) {
        return registry == candidate;
    }

    // ---- what its registry keeps of it

    /** Before the entry is linked, which publishes this. */
    void entered(Membership.Entry newEntry) {
        entry = newEntry;
    }

    /** It is closed, and out of the tree. */
    void leaveMembership() {
        Membership.Entry left = entry;
        if (left != null) {
            left.leave();
        }
    }

    /** Any thread: gives up on its callback, and ends its reading. False if it was evicted or closed before. */
    boolean evict() {
        return markEvicted();
    }

    /** Its owner closes it; volatile. Wakes those who wait for the end of an eviction. */
    void leave() {
        if (markLeft()) {
            registry.producers().wakeAll();
        }
    }
}
