package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * One subscribed range of an {@link AddressSpace}. It says who is called, told or {@linkplain ReaderGroup waited for} when an
 * invalidation overlaps the range, if anybody; and it guards those who read without being told.
 *
 * <p>A reader brackets its use of the range, and trusts what it has read only if the retry check says so:
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
 * <p>Readers are optimistic. They write nothing shared, except the first of all, and each thread once for a subscriber that
 * nobody has attached. A copy taken across a change is thrown away, so it must be harmless to take one. Memory that is really unmapped is not harmless: hold it as a {@link Subscriber}, whose
 * thread is waited for.
 *
 * <p>A validated copy is wholly from before a change or wholly from after it. The state counts a window from before the
 * memory changes until after; release and acquire fences keep the change, and the copy, in between.
 * {@code docs/memory-model.md} has the argument.
 *
 * <p>Any thread may call the read methods. Those that may wait must not be called where others wait for the caller: inside a
 * callback or a record handler they are an error, and inside a window that the caller itself holds open over the range they
 * wait until the deadline. The read methods allocate nothing, unless they wait, a window was open when the first reader
 * began, or nobody has attached the subscriber. They are wait-free while no window is open over the range, and lock-free before an
 * attach. Whoever keeps what he has looked up is the thread that has begun: one to which that number is handed attaches, or
 * begins for itself.
 */
public final class Subscription extends SubscriptionState implements AutoCloseable {
    /** Returned by a begin inside a window if it may not wait, or no longer. A retry check of it is always true. */
    public static final long BUSY = KEEPING_OUT;

    /** Returned by a begin once the subscription is closed or the space is released. A retry check of it is always true. */
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
     * Begins a read, as {@link #readBegin(long)} does, and waits without limit.
     *
     * @return as there, but never {@link #BUSY}
     * @throws IllegalStateException as there
     */
    public long readBegin() {
        return readBegin(Long.MAX_VALUE);
    }

    /**
     * Begins a read: waits, for a limited time, until no window is open over the range. The thread spins, yields and then
     * sleeps meanwhile, and serves the inboxes that it polls; an interrupt does not end the wait, and is kept.
     *
     * @param timeoutNanos how long to wait, in nanoseconds
     * @return what to give to {@link #readRetry}; {@link #BUSY} if the time is over; {@link #CLOSED_FOR_GOOD} if the
     *     subscription is closed or the space is released
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait
     */
    public long readBegin(long timeoutNanos) {
        long seen = tryReadBegin();
        return seen == BUSY ? awaitBegin(null, timeoutNanos) : seen;
    }

    /**
     * Begins a read, as {@link #readBegin(long)} does.
     *
     * @param timeout how long to wait; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public long readBegin(Duration timeout) {
        return readBegin(TimeoutNanos.of(timeout));
    }

    /**
     * Begins a read, as {@link #readBegin(long)} does, and waits in a way of the caller's.
     *
     * @param idle how to wait, woken as that of {@link AddressSpace#newInvalidator(String, IdleStrategy, long)}; the inboxes
     *     that this thread polls are served in between
     * @param timeoutNanos as there
     * @return as there
     * @throws IllegalStateException as there
     */
    public long readBegin(IdleStrategy idle, long timeoutNanos) {
        Objects.requireNonNull(idle, "idle");
        long seen = tryReadBegin();
        return seen == BUSY ? awaitBegin(idle, timeoutNanos) : seen;
    }

    /**
     * Begins a read if no window is open over the range. Wait-free, one load. But the first begin on a subscription looks at
     * all windows that are open in the space, and so do later ones until those that were open over the range have ended. And
     * as long as nobody has {@linkplain Subscriber#attach attached} or polled the subscription's subscriber, each begin looks
     * whether its thread is known to this, and notes it at the first time: lock-free then.
     *
     * @return what to give to {@link #readRetry}; {@link #BUSY} if a window is open; or {@link #CLOSED_FOR_GOOD}
     */
    public long tryReadBegin() {
        long state = stateAcquire();
        return (state & NOT_IDLE) == 0 ? state : notIdle(state);
    }

    private long notIdle(long seen) {
        if ((seen & CLOSED) != 0) { // for good: whoever is refused here holds nothing
            return CLOSED_FOR_GOOD;
        }
        long past = seen & DORMANT;
        if ((seen & UNATTACHED) != 0) {
            subscriber().noteCurrentThread(true);
            if (!subscriber().isUnattached()) {
                past |= UNATTACHED;
            }
            if (subscriber().isClosed()) { // before it is awake
                return CLOSED_FOR_GOOD;
            }
        }
        if (past != 0) {
            clearBits(past); // volatile, before the look at windows
        }
        if ((seen & JOINING) != 0) {
            tryEndJoining();
        }
        long state = stateVolatile();
        if ((state & CLOSED) != 0) {
            return CLOSED_FOR_GOOD;
        }
        return (state & KEEPING_OUT) == 0 ? state : BUSY;
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
        SpinThenPark.await(turn, idle, timeoutNanos);
        return turn.seen;
    }

    private void checkNotEnteredHere() {
        if (group() != null && group().isEnteredHere()) {
            throw new IllegalStateException("readBegin of " + this + " inside a section of " + group()
                    + " that its own thread has entered: the window that it waits for may wait for the section");
        }
    }

    /** A reader's wait until no window is open. */
    private final class ReaderTurn implements SpinThenPark.Condition {
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
                    ? SpinThenPark.unannounced(waitedNanos)
                    : SpinThenPark.announced(waitedNanos);
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
     * Ends a read: says whether what was read must be thrown away. Wait-free, an acquire fence and one load.
     *
     * @param seen what the begin returned
     * @return false if no window has opened over the range since the begin; true otherwise, and always for
     *     {@link #BUSY} and {@link #CLOSED_FOR_GOOD}. Also true, once, for a read that was under way when a thread has attached
     *     the subscriber, as the first to do so
     */
    public boolean readRetry(long seen) {
        VarHandle.acquireFence(); // pairs with the fence of invalidateRangeStart: what was copied is read before the
        // state
        return stateOpaque() != seen;
    }

    /**
     * Whether a read that still goes on will have to be thrown away. If this returns true, that is certain; if it returns
     * false, {@link #readRetry} has the last word.
     *
     * @param seen what the begin returned
     * @return true if {@link #readRetry} is going to be true
     */
    public boolean checkRetry(long seen) {
        return stateOpaque() != seen;
    }

    /**
     * Looks up something to be kept until the next poll, also under locks: begins, looks up and checks, again and again until
     * no window has opened meanwhile. <b>No order of locks can deadlock with it</b>, as the thread is
     * {@linkplain Subscriber#offline offline} during the look-up: a start does not wait for a thread that waits for a lock
     * which the starting thread holds. Before it returns, this takes the records that have come, and so is a poll: of what the
     * thread held before, it still holds what its handler has left.
     *
     * <pre>{@code
     * Page page = subscription.lookUp(() -> {
     *     synchronized (pages) { // also by threads that invalidate
     *         return pages.get(number);
     *     }
     * });
     * }</pre>
     *
     * <p>Called by the thread that polls the subscription's subscriber. Optimistic readers may call it on a subscription
     * without a subscriber: then it only repeats the look-up, and they bracket the use by a begin and retry of their own. Waits while a window is
     * open over the range, as {@link #readBegin()} does. It is lock-free otherwise, as each repetition is due to another window.
     * Allocates.
     *
     * @param lookUp finds it in a structure that is changed inside windows only. Called once or more, without locks of this
     *     library; must neither poll nor use anything that the thread holds. What it throws is passed on
     * @param <T> what is looked up
     * @return what was found, valid until this thread polls next, or waits in this library; null if nothing was found, or the
     *     subscription is closed
     * @throws IllegalStateException in a callback or a record handler; if the thread is offline, or is not the one that polls;
     *     or if the subscriber is closed or evicted, or {@linkplain Subscriber#proxy(String, RecordHandler) stands for others}
     */
    public <T> T lookUp(Supplier<? extends T> lookUp) {
        return lookUp(lookUp, useless -> {});
    }

    /**
     * Looks up as {@link #lookUp(Supplier)} does, and gives back each finding but the one that it returns.
     *
     * @param lookUp as there
     * @param release takes a finding that must not be used, as a window has opened or the handler has thrown; never null.
     *     What it throws is passed on
     * @param <T> as there
     * @return as there
     * @throws IllegalStateException as there
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
     * arrive. Readers that wait or begin get {@link #CLOSED_FOR_GOOD}. If the subscription has a callback, this waits for the
     * callbacks of starts that are under way over the range, but not for windows to end; else it does not wait. A second call
     * does nothing more.
     *
     * <p>Later starts neither tell nor wait for those who have learnt something under this subscription. So, whoever closes it,
     * its subscriber's thread or its group's sections first let go of all that they have learnt under it.
     *
     * @throws IllegalStateException for a subscription with a callback, inside a callback or a record handler, which might
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
     * @return a stage that is completed once no callback of it runs on any thread or will run: at once if none does, else
     *     when the last has returned, or some milliseconds later. Mostly the thread of that callback completes it, else one of
     *     the JDK's common pool, or one that closes something of this space or waits for its callbacks. What depends on the
     *     stage runs in that thread, as in a callback, and completes no other stage there
     */
    public CompletionStage<Void> closeAsync() {
        return registry.subscriptions().leaveAsync(this);
    }

    /**
     * Whether no reader can begin any more, and each gets {@link #CLOSED_FOR_GOOD}: the subscription, its subscriber, its group
     * or its space was closed, or a producer has given up on its callback, its subscriber or its group. Once true it stays so.
     * Any thread; wait-free, one load. What the thread that has closed it did before happens before this returns true.
     *
     * @return whether it is closed
     */
    public boolean isClosed() {
        return (stateAcquire() & CLOSED) != 0;
    }

    /**
     * The name by which {@link Invalidator#laggards} calls whoever has not let go of it: the name of its subscriber or group.
     * For a callback or a guard it is {@code subscription} and the range, for which this allocates. Any thread.
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
     * A number by which the user recognises this, as in {@link InvalidationRecord#forEachSubscription}.
     *
     * @return the number given to {@link AddressSpace#subscribe(long, long, int, long, Subscriber, long)}; else 0
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

    /** Whether its owner's end, or a close of the owner's, still finds it. */
    boolean isMember() {
        Membership.Entry entered = entry;
        return entered != null && !entered.isOver();
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
