package io.rangecast.notifier;

import static io.rangecast.ranges.Interval.MAX_END;

import io.rangecast.ranges.AreaSnapshot;
import io.rangecast.ranges.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;

/**
 * A space of addresses whose memory a manager changes while others hold addresses into it: Linux's {@code mm_struct}.
 * It knows who has subscribed to which range, and which invalidators change it.
 *
 * <p>A manager with an area map of its own takes {@linkplain #newInvalidator an invalidator} and brackets its changes
 * with it. For other managers the space keeps the areas, too: {@link #map}, {@link #unmap}, {@link #protect},
 * {@link #discard}, {@link #move}, {@link #migrate}, {@link #clearSoftDirty}, {@link #fork} and {@link #release} send the
 * right event over the right range, call back to change the memory, and change the area map, all inside one window.
 *
 * <p><b>Threads</b>: any thread may subscribe, look areas up and create invalidators, at any time. Look-ups are wait-free
 * and allocate nothing.
 *
 * <p><b>Operations on areas</b> are called with an invalidator, by its thread. Two that overlap must not run at the same
 * time, which managers see to anyway. Each checks its arguments before it does anything: a range that is empty or reversed,
 * an invalidator of another space and a protection that is none are an {@link IllegalArgumentException}; a closed
 * invalidator and a released space are an {@link IllegalStateException}. Each allocates, and waits as
 * {@link Invalidator#invalidateRangeStart} does. If the deadline passes, or a callback fails, it throws an
 * {@link InvalidationException}; a window of which somebody has not let go has changed nothing.
 */
public final class AddressSpace implements AutoCloseable {
    private static final AtomicInteger LAST_ID = new AtomicInteger();
    private static final System.Logger LOGGER = System.getLogger(AddressSpace.class.getName());

    static {
        Rehearsal.run();
    }

    private final int id = LAST_ID.incrementAndGet();
    private final Registry registry = new Registry(this);

    /** Made when it is first asked for an invalidator: most spaces lend none, and its queue needs a library more. */
    private final AtomicReference<InvalidatorPool> pool = new AtomicReference<>();

    private final NotifierRegistry notifiers;
    private final SharedNotifiers shared;
    private final Areas areas = new Areas(this);
    private final InvalidationErrorHandler errorHandler;
    private volatile boolean released;
    private volatile LaggardPolicy laggardPolicy = LaggardPolicy.abortAfter(Invalidator.DEFAULT_TIMEOUT_NANOS);

    /** A space that logs what callbacks do wrong. */
    public AddressSpace() {
        this((error, invalidation, source) -> LOGGER.log(
                System.Logger.Level.ERROR,
                whatFailed(source) + UserText.of(source) + (invalidation == null ? "" : " for " + invalidation),
                error));
    }

    /** In front of the source that an {@link InvalidationErrorHandler} is given. */
    private static String whatFailed(Object source) {
        if (source instanceof AddressSpace) {
            return "memory held in ";
        }
        if (source instanceof Subscriber) {
            return "records of ";
        }
        if (source instanceof Invalidator) {
            return "use of ";
        }
        return source instanceof Subscription || source instanceof Notifier ? "callback of " : "action that frees: ";
    }

    /**
     * A space without areas or subscriptions.
     *
     * @param errorHandler is told what callbacks do wrong
     */
    public AddressSpace(InvalidationErrorHandler errorHandler) {
        this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler");
        this.notifiers = new NotifierRegistry(this, registry);
        this.shared = new SharedNotifiers(this, notifiers);
    }

    private InvalidatorPool pool() {
        InvalidatorPool made = pool.get();
        if (made == null) {
            pool.compareAndSet(null, new InvalidatorPool(this, registry));
            made = pool.get();
        }
        return made;
    }

    /**
     * The number by which records name this space.
     *
     * @return a number that no other space of this process has
     */
    public int id() {
        return id;
    }

    /** Tells what a callback did wrong; the invalidation may be null. */
    void report(Throwable error, Invalidation invalidation, Object source) {
        try {
            errorHandler.onError(error, invalidation, source);
        } catch (Throwable dropped) {
            // Nobody is left to tell, and the others must still be called.
        }
    }

    NotifierRegistry notifiers() {
        return notifiers;
    }

    /** Whether a subscription was made here. */
    boolean isSpaceOf(Subscription subscription) {
        return subscription.isIn(registry);
    }

    // ---- who is told

    /**
     * Calls a notifier for every invalidation of a range, as {@link #subscribe(long, long, int, long, IntervalNotifier)} does
     * with all events and no owner.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param notifier what to call
     * @return as there
     */
    public Subscription subscribe(long start, long length, IntervalNotifier notifier) {
        return subscribe(start, length, InvalidationEvent.ALL, 0, notifier);
    }

    /**
     * Calls a notifier, in the producer's thread, for some invalidations of a range. Only these make readers of the
     * subscription try again. If windows over the range are open, this returns at once, and readers wait for their end.
     *
     * <p>If the space is released, or memory runs out, while this runs, a start that has found the callback by then may still
     * call it, even after this has thrown. Before you free what the callback uses, wait for the starts that are under way.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is always added
     * @param owner the owner whose own migrations and exclusive uses are left out; 0 for none
     * @param notifier what to call
     * @return the subscription, to be closed when it is no longer wanted
     * @throws IllegalArgumentException if the length is 0, the range goes beyond the address space, or {@code events} is
     *     no such union
     * @throws IllegalStateException if the space is released
     */
    public Subscription subscribe(long start, long length, int events, long owner, IntervalNotifier notifier) {
        Objects.requireNonNull(notifier, "notifier");
        int mask = eventMask(events);
        long end = endOf(start, length);
        return join(new Subscription(registry, start, end, mask, owner, notifier, null, null));
    }

    /**
     * Sends a record to a subscriber thread for every invalidation of a range, as {@link #subscribe(long, long, int, long,
     * Subscriber, long)} does with all events, no owner and the tag 0.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param subscriber its thread is told, and waited for
     * @return as there
     */
    public Subscription subscribe(long start, long length, Subscriber subscriber) {
        return subscribe(start, length, InvalidationEvent.ALL, 0, subscriber);
    }

    /**
     * Sends a record to a subscriber thread for some invalidations of a range, as {@link #subscribe(long, long, int, long,
     * Subscriber, long)} does with the tag 0.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events as there
     * @param owner as there
     * @param subscriber its thread is told, and waited for
     * @return as there
     */
    public Subscription subscribe(long start, long length, int events, long owner, Subscriber subscriber) {
        return subscribe(start, length, events, owner, subscriber, 0);
    }

    /**
     * Sends a record to a subscriber thread for some invalidations of a range. An invalidation sends one record, however many
     * of the thread's subscriptions it hits. Readers are as with {@link #subscribe(long, long, int, long, IntervalNotifier)}.
     *
     * <p>If this throws, as the space is released or memory runs out meanwhile, a record of a start that has found the
     * subscription may still come.
     *
     * <p>The tag is the user's, such as an index, or the number of a device queue. In the handler,
     * {@link InvalidationRecord#forEachSubscription} gives the subscriptions that the record hits, with their tags.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events as there
     * @param owner as there
     * @param subscriber its thread is told, and waited for
     * @param tag any number, {@link Subscription#tag}
     * @return as there
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException if the space is released or the subscriber closed
     */
    public Subscription subscribe(long start, long length, int events, long owner, Subscriber subscriber, long tag) {
        Objects.requireNonNull(subscriber, "subscriber");
        int mask = eventMask(events);
        long end = endOf(start, length);
        checkNotReleased();
        subscriber.checkServed();
        subscriber.noteCurrentThread(false);
        Subscription made = new Subscription(registry, start, end, mask, owner, null, subscriber, null);
        made.giveTag(tag); // before anybody can find it
        return join(made);
    }

    /**
     * Makes every start over a range wait for the sections of a reader group, as {@link #subscribe(long, long, int, long,
     * ReaderGroup)} does with all events and no owner.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param group its sections are waited for; nobody is told
     * @return as there
     */
    public Subscription subscribe(long start, long length, ReaderGroup group) {
        return subscribe(start, length, InvalidationEvent.ALL, 0, group);
    }

    /**
     * Makes some starts over a range wait for those sections of a reader group that are open when the start looks. This adds
     * one entry to the tree, however many sections there are. A start waits once, however many of the group's subscriptions
     * it hits. Readers are as with {@link #subscribe(long, long, int, long, IntervalNotifier)}.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events as there
     * @param owner as there
     * @param group its sections are waited for; nobody is told
     * @return the subscription, to be closed once no section uses what it covers; closing the group closes it, too
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException if the space is released or the group closed
     */
    public Subscription subscribe(long start, long length, int events, long owner, ReaderGroup group) {
        Objects.requireNonNull(group, "group");
        int mask = eventMask(events);
        long end = endOf(start, length);
        checkNotReleased();
        group.checkServed();
        Subscription made = new Subscription(registry, start, end, mask, owner, null, null, group);
        return join(made);
    }

    /**
     * Subscribes for optimistic readers alone, as {@link #guard(long, long, int, long)} does with all events and no owner.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @return as there
     */
    public Subscription guard(long start, long length) {
        return guard(start, length, InvalidationEvent.ALL, 0);
    }

    /**
     * Subscribes for optimistic readers alone: starts over the range make them try again, and nobody is called, told or
     * waited for. A start that hits the subscription pays one atomic addition, and not even that before the first reader has
     * begun. It takes at most 96 bytes and its place in the tree. Readers are as with {@link #subscribe(long, long, int, long,
     * IntervalNotifier)}.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events as there
     * @param owner as there
     * @return as there
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public Subscription guard(long start, long length, int events, long owner) {
        return join(
                new Subscription(registry, start, endOf(start, length), eventMask(events), owner, null, null, null));
    }

    /**
     * Sends a record to a subscriber thread for every invalidation in this space: subscribes to the widest range.
     *
     * @param subscriber its thread is told, and waited for
     * @return as {@link #subscribe(long, long, Subscriber)}
     */
    public Subscription subscribe(Subscriber subscriber) {
        return subscribe(0, MAX_END, subscriber);
    }

    /**
     * Makes every start in this space wait for the sections of a reader group: subscribes to the widest range.
     *
     * @param group its sections are waited for; nobody is told
     * @return as {@link #subscribe(long, long, ReaderGroup)}
     */
    public Subscription subscribe(ReaderGroup group) {
        return subscribe(0, MAX_END, group);
    }

    /**
     * Closes several subscriptions of this space, as {@link Subscription#close} closes one, in one step: what starts look up
     * changes once, and running callbacks are waited for once. Subscriptions that are closed already are left alone.
     * O(m log n) for m of n subscriptions; lock-free but for the wait.
     *
     * @param subscriptions of this space
     * @throws IllegalArgumentException if one is of another space; nothing has changed then
     * @throws IllegalStateException if one has a callback and this is called inside a callback or a record handler, which
     *     might wait for itself; nothing has changed then
     */
    public void closeAll(Collection<Subscription> subscriptions) {
        List<Subscription> closing = new ArrayList<>(Objects.requireNonNull(subscriptions, "subscriptions"));
        for (Subscription subscription : closing) {
            if (!isSpaceOf(Objects.requireNonNull(subscription, "subscription"))) {
                throw new IllegalArgumentException("subscription " + subscription + " is not of " + this);
            }
        }
        registry.subscriptions().leaveAll(closing);
    }

    /**
     * Calls a notifier for every invalidation in this space, as {@link #register(int, long, Notifier)} does with all events
     * and no owner.
     *
     * @param notifier what to call
     * @return as there
     */
    public Registration register(Notifier notifier) {
        return register(InvalidationEvent.ALL, 0, notifier);
    }

    /**
     * Calls a notifier for some invalidations in this space, wherever they are. Events and owner decide of which starts and
     * ends it is told; its other callbacks are called in any case.
     *
     * <p>The notifier is not told of windows that are open now; {@link Registration#hasJoined} says when these have ended. May
     * be called inside a callback, whose window is then one of them. If the space is released at the same time, the
     * notifier may have been released when this returns. If this throws then, or as memory runs out, a start that has found the
     * notifier may still call it. Registering and closing cost O(number of notifiers).
     *
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is always added
     * @param owner the owner whose own migrations and exclusive uses are left out; 0 for none
     * @param notifier what to call; may be registered several times, and is then called for each
     * @return the registration, to be closed when it is no longer wanted
     * @throws IllegalArgumentException if {@code events} is no such union, or the notifier overrides callbacks that
     *     exclude each other
     * @throws IllegalStateException if the space is released
     */
    public Registration register(int events, long owner, Notifier notifier) {
        Objects.requireNonNull(notifier, "notifier");
        int mask = eventMask(events);
        checkNotReleased();
        Registration registration = notifiers.register(mask, owner, notifier);
        if (released) { // at the same time, so close() may have missed it
            notifiers.releaseNewcomers();
        }
        return registration;
    }

    /**
     * Becomes one user more of the notifier that the users of a key share: Linux's {@code mmu_notifier_get}. For the first
     * user the notifier is made, and registered for all events. If the space is released at the same time, the notifier may
     * have been released when this returns.
     *
     * @param key names it in this space; the class is used for nothing else
     * @param allocate makes it. If several threads acquire it at once, this may be called in vain, and what it made is
     *     {@linkplain Notifier#free() freed}. What it throws is passed on, and nothing has changed
     * @param <N> its type
     * @return the notifier, which each user {@linkplain #releaseShared releases} once
     * @throws IllegalArgumentException if the notifier overrides callbacks that exclude each other; it has been freed
     * @throws IllegalStateException if the space is released
     */
    public <N extends Notifier> N acquireShared(Class<N> key, Supplier<? extends N> allocate) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(allocate, "allocate");
        checkNotReleased();
        N notifier = shared.acquire(key, allocate);
        if (released) { // at the same time, so close() may have missed it
            notifiers.releaseNewcomers();
        }
        return notifier;
    }

    /**
     * Ends one use of a shared notifier: Linux's {@code mmu_notifier_put}. The last user unregisters it, and it is
     * {@linkplain Notifier#free() freed} once none of its callbacks runs any more; {@link #synchronizeAll()} waits for that,
     * this does not. Its {@link Notifier#release} is not called: each user lets go before this. May be called inside a
     * callback, and after the space is released.
     *
     * @param notifier from {@link #acquireShared}
     * @throws IllegalStateException if it has no users left, or is not shared
     */
    public void releaseShared(Notifier notifier) {
        shared.release(notifier);
    }

    /**
     * As {@link #acquireShared}.
     *
     * @param key as there
     * @param allocate as there
     * @param <N> as there
     * @return as there
     * @deprecated renamed to {@link #acquireShared}
     */
    @Deprecated
    public <N extends Notifier> N get(Class<N> key, Supplier<? extends N> allocate) {
        return acquireShared(key, allocate);
    }

    /**
     * As {@link #releaseShared}.
     *
     * @param notifier as there
     * @deprecated renamed to {@link #releaseShared}
     */
    @Deprecated
    public void put(Notifier notifier) {
        releaseShared(notifier);
    }

    /**
     * Waits for all that was left to a {@code closeAsync} or a {@link #releaseShared} before: the stages that these have
     * returned are completed, and shared notifiers are freed. The thread sleeps meanwhile, and serves the inboxes that it
     * polls; an interrupt does not end the wait, and is kept.
     *
     * @throws IllegalStateException inside a callback or a record handler, which might wait for itself
     */
    public void synchronizeAll() {
        awaitGracePeriods(null, Long.MAX_VALUE);
    }

    /**
     * Waits for a limited time, as {@link #synchronizeAll()} does without limit.
     *
     * @param idle how to wait, woken as that of {@link #newInvalidator(String, IdleStrategy, long)}; the inboxes that this
     *     thread polls are served in between
     * @param timeoutNanos how long to wait, in nanoseconds
     * @return false if the time was over first
     * @throws IllegalStateException as there
     */
    public boolean synchronizeAll(IdleStrategy idle, long timeoutNanos) {
        return awaitGracePeriods(Objects.requireNonNull(idle, "idle"), timeoutNanos);
    }

    /**
     * Waits for a limited time, as {@link #synchronizeAll()} does without limit.
     *
     * @param timeout how long to wait; if not positive, this looks once
     * @return false if the time was over first
     * @throws IllegalStateException as there
     */
    public boolean synchronizeAll(Duration timeout) {
        return awaitGracePeriods(null, TimeoutNanos.of(timeout));
    }

    private boolean awaitGracePeriods(IdleStrategy idle, long timeoutNanos) {
        CallbackScope.check("synchronizeAll", this);
        PolledSubscribers.checkNotInHandler("synchronizeAll", this);
        return registry.gracePeriods().await(idle, timeoutNanos);
    }

    /** Every mask has RELEASE: the end of a space concerns all who hold anything of it. */
    private static int eventMask(int events) {
        return InvalidationEvent.checkMask(events) | InvalidationEvent.RELEASE.mask();
    }

    private static long endOf(long start, long length) {
        if (length == 0 || Long.compareUnsigned(length, MAX_END - start) > 0) {
            throw new IllegalArgumentException("no range of 0x" + Long.toHexString(length) + " bytes begins at 0x"
                    + Long.toHexString(start) + " and ends at or below 0x" + Long.toHexString(MAX_END));
        }
        return start + length;
    }

    private Subscription join(Subscription subscription) {
        checkNotReleased();
        registry.subscriptions().join(subscription);
        if (released) { // released meanwhile, perhaps before it could be found: see close()
            registry.subscriptions().withdraw(subscription);
            checkNotReleased();
        }
        return subscription;
    }

    /**
     * Whether the space is closed or released, so that nobody can subscribe any more. Any thread; wait-free.
     *
     * @return true from the beginning of {@link #close} on
     */
    public boolean isClosed() {
        return released;
    }

    private void checkNotReleased() {
        if (released) {
            throw new IllegalStateException(this + " is released");
        }
    }

    // ---- who changes

    /**
     * Creates a handle for a producer thread, as {@link #newInvalidator(String, long)} does, which waits for
     * {@link Invalidator#DEFAULT_TIMEOUT_NANOS} at most.
     *
     * @param name how reports call it
     * @return as there
     * @throws IllegalStateException as there
     */
    public Invalidator newInvalidator(String name) {
        return newInvalidator(name, Invalidator.DEFAULT_TIMEOUT_NANOS);
    }

    /**
     * Creates a handle for a producer thread. To wait, it spins, yields as long as that is cheap, and then sleeps until it is
     * woken.
     *
     * @param name how reports call it
     * @param timeoutNanos how long to wait for acknowledgements, in nanoseconds; if not positive, a start looks once
     * @return a new invalidator, to be closed when it is no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name, long timeoutNanos) {
        return add(new Invalidator(name, this, registry, null, timeoutNanos));
    }

    /**
     * Creates a handle for a producer thread, as {@link #newInvalidator(String, long)} does.
     *
     * @param name how reports call it
     * @param timeout how long to wait for acknowledgements; if not positive, a start looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public Invalidator newInvalidator(String name, Duration timeout) {
        return newInvalidator(name, TimeoutNanos.of(timeout));
    }

    /**
     * Creates a handle for a producer thread that waits in a way of its own.
     *
     * @param name how reports call it
     * @param idle how to wait for acknowledgements that a short spin has not seen; used by this invalidator only. If it parks
     *     the thread, the acknowledgement unparks it, and so does the deadline, and now and then the library. Nobody wakes one
     *     that sleeps by {@link Thread#sleep}, such as Agrona's {@code SleepingMillisIdleStrategy}: if its idle returns well behind
     *     the deadline, what was left of the time when it began is waited for once more, as the process may have stood still
     * @param timeoutNanos how long to wait, in nanoseconds; if not positive, a start looks once
     * @return a new invalidator, to be closed when it is no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name, IdleStrategy idle, long timeoutNanos) {
        return add(new Invalidator(name, this, registry, Objects.requireNonNull(idle, "idle"), timeoutNanos));
    }

    /**
     * Lends an invalidator to the current thread, for threads that come and go, or change memory now and then: event loops,
     * tasks of a pool, virtual threads, cleaners. {@link Invalidator#close} gives it back. So use it in a {@code try} with
     * resources, and for a few changes rather than for a lifetime. It waits for {@link Invalidator#DEFAULT_TIMEOUT_NANOS}.
     *
     * <p>It belongs to the thread until it is given back: another thread that uses it gets an {@link IllegalStateException},
     * and so does everybody afterwards, unless the same thread has borrowed it again. If the thread has died, the first other
     * thread that uses it owns it, and may end its windows and close it.
     *
     * <p>May be called anywhere, in callbacks and record handlers, too, and also once the space is released: windows hit
     * nobody then. Lock-free. The space keeps a few idle invalidators, and allocates nothing while it has one. What one
     * borrower did happens before the next one gets it.
     *
     * @return an invalidator without windows
     */
    public Invalidator borrowInvalidator() {
        return pool().borrow();
    }

    private Invalidator add(Invalidator invalidator) {
        checkNotReleased();
        invalidator.use();
        return invalidator;
    }

    /**
     * Makes a change from any thread, as {@link #invalidate(InvalidationEvent, long, long, Runnable, LaggardPolicy)} does by
     * the space's {@link #laggardPolicy()}.
     *
     * @param event as there
     * @param start as there
     * @param end as there
     * @param change as there
     * @return as there
     */
    public InvalidationResult invalidate(InvalidationEvent event, long start, long end, Runnable change) {
        return invalidate(event, start, end, change, laggardPolicy);
    }

    /**
     * Makes a change from any thread, in a window of its own and with a borrowed invalidator, as
     * {@link Invalidator#change(InvalidationRange, Runnable, LaggardPolicy)} does: starts, changes, ends, and treats those who
     * have not let go as the policy says.
     *
     * @param event why the memory changes
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change changes the memory, and where readers look it up
     * @param policy how long to wait for those who are hit, and what to do then
     * @return as there
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws IllegalStateException as there
     */
    public InvalidationResult invalidate(
            InvalidationEvent event, long start, long end, Runnable change, LaggardPolicy policy) {
        checkWindow(event, start, end);
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(policy, "policy");
        Invalidator lent = pool().borrow();
        try {
            return lent.change(ownRange(lent, event, start, end), change, policy);
        } finally {
            try {
                lent.close();
            } catch (Throwable struck) {
                try {
                    closeAgain(lent, struck);
                } catch (Throwable more) {
                    // The change has its result, or its own error.
                }
            }
        }
    }

    /** An error has struck where it ended what is open in it, and nobody else has it. */
    private void closeAgain(Invalidator lent, Throwable struck) {
        try {
            lent.close();
        } finally {
            report(struck, null, lent);
        }
    }

    /**
     * Retires memory from any thread, with a borrowed invalidator, as {@link Invalidator#retire(InvalidationRange, Runnable)}
     * does: tells everybody, never waits, and frees the memory when all have let go.
     *
     * @param event why the memory changes
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param free frees the memory, to which nothing leads any more
     * @return as there
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public InvalidationResult retire(InvalidationEvent event, long start, long end, Runnable free) {
        checkWindow(event, start, end);
        Objects.requireNonNull(free, "free");
        return retireByLent(event, start, end, free, null);
    }

    /**
     * Retires as {@link #retire(InvalidationEvent, long, long, Runnable)} does, and frees in an executor, as
     * {@link Invalidator#retire(InvalidationRange, Runnable, Executor)} does.
     *
     * @param event as there
     * @param start as there
     * @param end as there
     * @param free as there
     * @param executor is given {@code free}, once, when all have let go
     * @return as there
     */
    public InvalidationResult retire(InvalidationEvent event, long start, long end, Runnable free, Executor executor) {
        checkWindow(event, start, end);
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(executor, "executor");
        return retireByLent(event, start, end, free, executor);
    }

    private InvalidationResult retireByLent(
            InvalidationEvent event, long start, long end, Runnable free, Executor executor) {
        Invalidator lent = pool().borrow();
        try {
            return lent.retireAtOnce(ownRange(lent, event, start, end), free, executor);
        } finally {
            try {
                lent.close();
            } catch (Throwable struck) {
                try {
                    closeAgain(lent, struck);
                } catch (Throwable more) {
                    // The memory is out of the caller's hands, or what keeps it there is thrown.
                }
            }
        }
    }

    private static void checkWindow(InvalidationEvent event, long start, long end) {
        Objects.requireNonNull(event, "event");
        Interval.checkRange(start, end);
    }

    private InvalidationRange ownRange(Invalidator invalidator, InvalidationEvent event, long start, long end) {
        return invalidator.ownRange().init(event, 0, null, this, start, end);
    }

    /**
     * Sets the policy for changes whose caller names none: what becomes of them if somebody does not let go. Initially they
     * are aborted after {@link Invalidator#DEFAULT_TIMEOUT_NANOS}. May be called by any thread at any time.
     *
     * @param policy how long to wait, and what to do then
     * @return this
     */
    public AddressSpace laggardPolicy(LaggardPolicy policy) {
        laggardPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * The policy for changes whose caller names none. Any thread.
     *
     * @return the policy that was set last
     */
    public LaggardPolicy laggardPolicy() {
        return laggardPolicy;
    }

    /**
     * Sets who frees memory that is retired without an executor, from now on. Initially it is {@link Reclaimer#REAPER}. May be
     * called by any thread at any time.
     *
     * @param reclaimer who frees
     * @return this
     */
    public AddressSpace reclaimer(Reclaimer reclaimer) {
        registry.quarantine().reclaimer(Objects.requireNonNull(reclaimer, "reclaimer"));
        return this;
    }

    /**
     * The choice of who frees memory that is retired without an executor. Any thread.
     *
     * @return what was set last
     */
    public Reclaimer reclaimer() {
        return registry.quarantine().reclaimer();
    }

    /**
     * Limits how much memory may be held at one time: retired or quarantined, and not freed yet. A retire that would exceed
     * the limit returns {@link InvalidationResult#AGAIN}; a quarantine is counted, but not limited. Memory that nobody has to
     * let go of needs no room: the retire of a range finds that out by a non-blocking start, that of a batch only if the batch
     * is open. Initially there is no limit. May be called by any thread at any time; what is held stays held.
     *
     * @param blocks how many ranges and batches may be held
     * @param bytes how many bytes they may have together, unsigned: -1 for any number
     * @return this
     * @throws IllegalArgumentException if the number of blocks is negative
     */
    public AddressSpace limitHeld(long blocks, long bytes) {
        if (blocks < 0) {
            throw new IllegalArgumentException("a limit of -0x" + Long.toHexString(-blocks) + " blocks");
        }
        registry.quarantine().amount().limit(blocks, bytes);
        return this;
    }

    /**
     * An agent that frees retired and quarantined memory that nobody holds any more, for an Agrona {@code AgentRunner},
     * {@code AgentInvoker} or {@code CompositeAgent} of yours. At each turn it does what {@link #reapQuarantine} does; what
     * quarantined memory throws goes to the runner. There may be several such agents, or none. If the thread of one dies,
     * nothing is freed too early, and another agent goes on.
     *
     * @return a new agent, which any thread may run
     */
    public Agent reaper() {
        return new MemoryReaperAgent(this, registry.quarantine());
    }

    /**
     * Starts a daemon thread, "reaper of space …", that frees retired and quarantined memory soon after nobody holds it any more,
     * for those who run no agents:
     * <pre>{@code
     * try (MemoryReaper reaper = space.startReaper(Duration.ofSeconds(5))) {
     *     ... // the program; its readers end here
     * } // what they held is freed, or the error handler is told who holds it still
     * }</pre>
     *
     * <p>There may be several, beside agents. Any thread; allocates a thread.
     *
     * @param drain how long its {@link MemoryReaper#close} waits for those who hold memory; if not positive, it does not wait
     * @return the thread, which the caller closes
     */
    public MemoryReaper startReaper(Duration drain) {
        return MemoryReaper.start(this, registry.quarantine(), TimeoutNanos.of(Objects.requireNonNull(drain, "drain")));
    }

    /**
     * Frees the memory that {@link Invalidator#retire} and {@link Invalidator#quarantine} have put aside and that nobody holds
     * any more. May be called by any thread at any time, also inside a free action. O(subscribers and listeners that hold
     * anything), plus what is freed. Allocates.
     *
     * <p>Free actions may so be inside each other. Eight deep this frees nothing, and its work is done when the outermost
     * reap has returned. So an action must not wait until there is room: the room may be for this thread itself to make.
     *
     * <p>All actions run, even if some throw. If those of quarantined memory do, this throws the first throwable in the end,
     * with the others suppressed in it; or, if it takes none, one whose cause it is. If those of retired memory do, the
     * space's {@link InvalidationErrorHandler} is told.
     *
     * @return how many ranges and batches are not freed yet, including those that an executor has
     */
    public int reapQuarantine() {
        return registry.quarantine().reap();
    }

    /**
     * Lists the memory that {@link Invalidator#retire} and {@link Invalidator#quarantine} have put aside and that is not freed
     * yet: how much, since when, and who may still hold it. What an executor was given is listed until its action has run. May
     * be called by any thread at any time; O(n log n) in what is held. Frees nothing. Allocates.
     *
     * @return one entry for each call of these, the oldest first
     */
    public List<QuarantinedMemory> quarantined() {
        return registry.quarantine().list();
    }

    /**
     * Counts what has happened in this space so far. May be called by any thread at any time; lock-free; O(invalidators).
     * Allocates.
     *
     * @return numbers, each of which was right at some moment
     */
    public SpaceCounters counters() {
        return registry.counters();
    }

    /**
     * Describes this space for a person, or for a program's health page: what was counted, who subscribes to what, who is late
     * and for how long, and what is held, how old it is, and by whom. The latest subscribers and the oldest memory come first. Do
     * not parse the text: it may change with each version.
     *
     * <p>May be called by any thread at any time, inside callbacks and record handlers, too, and once the space is released.
     * Takes no lock, stops no thread, and nobody waits for it. It is bounded, however much there is: by 20 lines of each
     * kind, 10,000 subscriptions that are looked at, and O(invalidators). Allocates. A subscriber that is {@linkplain
     * SpaceCounters#timeouts late} has missed a deadline and has not let go since; {@link Invalidator#describeLaggards} says
     * where it stands, and so does JFR's {@code io.rangecast.InvalidationTimeout}.
     *
     * @return lines, each ended by a line feed, each of which was right at some moment
     */
    public String report() {
        return new SpaceReport(this, registry).toString();
    }

    // ---- areas

    /**
     * The area that contains an address.
     *
     * @param address unsigned
     * @return the area, or null
     */
    public Vma find(long address) {
        return areas.find(address);
    }

    /**
     * All areas at this moment.
     *
     * @return a snapshot
     */
    public AreaSnapshot<Vma> areas() {
        return areas.snapshot();
    }

    /**
     * Compares all areas with what the operating system says is mapped in this process, as a diagnosis: finds memory that was
     * unmapped, or protected, without an invalidation. For spaces whose addresses are those of the process.
     *
     * <p>Ranges that may just be changing are left out: those with an open window, or with one that opens while the lists are
     * read, sometimes together with what lies around them. An area whose memory is not mapped yet is reported, rightly. Memory
     * that was unmapped and mapped again alike is not noticed.
     *
     * <p>May be called by any thread at any time, also in callbacks. Waits for nobody, and nobody waits for it. Reads
     * {@code /proc/self/maps}, which takes about a microsecond for each mapping of the process. It reads the list a few times
     * more if something looks wrong, and subscribes to that meanwhile. Allocates.
     *
     * @return what differs, ascending; empty if all is as the areas say
     * @throws UnsupportedOperationException if this platform has no such list
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws IllegalStateException if the space is released
     */
    public List<AreaFinding> audit() {
        checkNotReleased();
        return new AreaAudit(this, ProcMaps::ofThisProcess, 0, MAX_END, false).findings();
    }

    /**
     * Compares as {@link #audit()} does, inside a range, and also finds what is mapped there without an area: memory that
     * should have been unmapped, or that nobody knows of. For ranges that belong to the space alone, such as a pool. An area
     * stands for whole pages. Memory that is reserved without any access counts as mapped.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return what differs, ascending, cut to the range; empty if all is as the areas say
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws UnsupportedOperationException if this platform has no such list
     * @throws java.io.UncheckedIOException if it cannot be read
     * @throws IllegalStateException if the space is released
     */
    public List<AreaFinding> audit(long start, long end) {
        Interval.checkRange(start, end);
        checkNotReleased();
        return new AreaAudit(this, ProcMaps::ofThisProcess, start, end, true).findings();
    }

    /**
     * Maps an area. Areas that the range held before are unmapped first, with UNMAP over the whole range if it held anything.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param protection a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @param flags the user's
     * @param tag the user's, or null
     * @param unmapped done to what the range held
     * @return the new area, with a new generation
     */
    public Vma map(
            Invalidator invalidator,
            long start,
            long end,
            int protection,
            int flags,
            Object tag,
            MemoryChange unmapped) {
        Objects.requireNonNull(unmapped, "unmapped");
        checkChange(invalidator, start, end);
        Vma.checkProtection(protection);
        return areas.map(invalidator, start, end, protection, flags, tag, unmapped);
    }

    /**
     * Unmaps a range, with UNMAP over the whole of it. Areas that reach beyond are cut. Nothing happens if nothing is
     * mapped.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param unmapped done to what the range held
     */
    public void unmap(Invalidator invalidator, long start, long end, MemoryChange unmapped) {
        Objects.requireNonNull(unmapped, "unmapped");
        checkChange(invalidator, start, end);
        areas.unmap(invalidator, start, end, unmapped);
    }

    /**
     * Changes the protection of a range. As in Linux, each area has a window of its own, PROTECTION_VMA with the area in
     * its new state; areas that have that protection already are left alone. Pieces of one area that are alike again
     * become one ({@link Vma#join}), also with neighbours outside the range: an area that was changed and changed back is
     * what it was. If this throws, areas at lower addresses may have changed.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param protection a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @param changed done to each part whose protection changes
     */
    public void protect(Invalidator invalidator, long start, long end, int protection, MemoryChange changed) {
        Objects.requireNonNull(changed, "changed");
        checkChange(invalidator, start, end);
        Vma.checkProtection(protection);
        areas.protect(invalidator, start, end, protection, changed);
    }

    /**
     * Discards the contents of a range, with CLEAR over the whole of it. The areas stay. Nothing happens if nothing is
     * mapped.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param discarded done to what the range holds
     */
    public void discard(Invalidator invalidator, long start, long end, MemoryChange discarded) {
        Objects.requireNonNull(discarded, "discarded");
        checkChange(invalidator, start, end);
        areas.keep(invalidator, InvalidationEvent.CLEAR, start, end, 0, discarded);
    }

    /**
     * Moves the contents of a range elsewhere while their addresses stay, with MIGRATE by an owner. The owner's own
     * subscriptions are not told. Nothing happens if nothing is mapped.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param owner who moves them, 0 for nobody
     * @param moved done to what the range holds
     */
    public void migrate(Invalidator invalidator, long start, long end, long owner, MemoryChange moved) {
        Objects.requireNonNull(moved, "moved");
        checkChange(invalidator, start, end);
        areas.keep(invalidator, InvalidationEvent.MIGRATE, start, end, owner, moved);
    }

    /**
     * Begins dirty tracking anew: SOFT_DIRTY over the whole space, without an area.
     *
     * @param invalidator of this space
     * @param cleared done to every area
     */
    public void clearSoftDirty(Invalidator invalidator, MemoryChange cleared) {
        Objects.requireNonNull(cleared, "cleared");
        checkChange(invalidator, 0, MAX_END);
        areas.clearSoftDirty(invalidator, cleared);
    }

    /**
     * Moves one area, or a part of it, to another address, with UNMAP over the old range only; what the new range held
     * beyond the old one is unmapped before, in windows of its own. The moved area keeps its id, protection and flags
     * and has a new generation; it joins no other, even if it comes back to where it was.
     *
     * @param invalidator of this space
     * @param area mapped in this space: as {@link #find} or {@link #map} returned it, or a {@linkplain Vma#slice part} of that
     * @param newStart first byte of the new range, unsigned
     * @param newEnd the byte after the last of the new range, unsigned; the lengths may differ
     * @param newTag the moved area's
     * @param unmapped done to what the new range held, then to what the old range holds
     * @return the moved area
     * @throws IllegalArgumentException for an empty or reversed range, or if that life of the area is not mapped over the
     *     whole of the old range any more; nothing has changed then
     */
    public Vma move(
            Invalidator invalidator, Vma area, long newStart, long newEnd, Object newTag, MemoryChange unmapped) {
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(unmapped, "unmapped");
        checkChange(invalidator, area.start(), area.end());
        Interval.checkRange(newStart, newEnd);
        areas.checkMapped(area);
        return areas.move(invalidator, area.start(), area.end(), newStart, newEnd, newTag, unmapped);
    }

    /**
     * Moves whatever area contains a range, as {@link #move(Invalidator, Vma, long, long, Object, MemoryChange)} does.
     *
     * @param invalidator of this space
     * @param start first byte of the old range, unsigned
     * @param end the byte after the last of the old range, unsigned
     * @param newStart as there
     * @param newEnd as there
     * @param newTag as there
     * @param unmapped as there
     * @return as there
     * @throws IllegalArgumentException for an empty or reversed range, or if the old range is not inside one area
     * @deprecated four numbers in a row are swapped without a word: {@link #move(Invalidator, Vma, long, long, Object,
     *     MemoryChange)}
     */
    @Deprecated
    public Vma move(
            Invalidator invalidator,
            long start,
            long end,
            long newStart,
            long newEnd,
            Object newTag,
            MemoryChange unmapped) {
        Objects.requireNonNull(unmapped, "unmapped");
        checkChange(invalidator, start, end);
        Interval.checkRange(newStart, newEnd);
        return areas.move(invalidator, start, end, newStart, newEnd, newTag, unmapped);
    }

    /**
     * Copies the space, with PROTECTION_PAGE over the whole of this one, as its memory is the child's, too, from then on.
     *
     * @param invalidator of this space
     * @param childTag makes the tag of the child's area from an area of this space; called inside the window, ascending
     * @return a space with the same areas and generations, and without subscriptions
     */
    public AddressSpace fork(Invalidator invalidator, Function<Vma, Object> childTag) {
        Objects.requireNonNull(childTag, "childTag");
        checkChange(invalidator, 0, MAX_END);
        AddressSpace child = new AddressSpace(errorHandler);
        areas.copyTo(child.areas, invalidator, childTag);
        return child;
    }

    /**
     * Ends the space: sends RELEASE over all of it, calls {@link Notifier#release} of each notifier, newest first, has the
     * memory unmapped, removes the areas, and {@linkplain #close() closes} the space. A callback that fails is reported and
     * does not keep the space from ending; a subscriber thread that does not acknowledge does. A second call does nothing. A
     * space that was only closed cannot be released any more, as nobody would be told.
     *
     * @param invalidator of this space
     * @param unmapped done to every area
     */
    public void release(Invalidator invalidator, MemoryChange unmapped) {
        if (!areas.areReleased()) {
            Objects.requireNonNull(unmapped, "unmapped");
            checkChange(invalidator, 0, MAX_END);
            areas.release(invalidator, unmapped);
        }
    }

    /** Before anything is done, also if nothing is mapped there. */
    private void checkChange(Invalidator invalidator, long start, long end) {
        Objects.requireNonNull(invalidator, "invalidator");
        Interval.checkRange(start, end);
        if (invalidator.space() != this) {
            throw new IllegalArgumentException(invalidator + " is not of " + this);
        }
        invalidator.use();
        checkNotReleased();
    }

    /**
     * Closes the space without telling anybody: for managers with an area map of their own, after they have sent
     * {@link InvalidationEvent#RELEASE}. Subscriptions are closed, waiting readers get {@link Subscription#CLOSED_FOR_GOOD},
     * and nobody can subscribe any more. Subscribers that live on keep nothing of the space. Each notifier that is still
     * registered gets its {@link Notifier#release}, newest first; so close the space before you free the memory.
     *
     * <p>Starts that are under way may still call back. Invalidators go on working, so that producers need not know of the
     * end: their starts hit nobody then. A second call does nothing more.
     *
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait for a release
     *     callback that is running already. Readers are woken then, nobody can subscribe, and this may be called again
     */
    @Override
    public void close() {
        // First: a subscription that joins too late to be collected below sees this after its insertion.
        released = true;
        if (MisuseChecks.ON) {
            registry.producers().checkClosing();
        }
        registry.closeAll();
        registry.producers().wakeAll();
        registry.producers().retireAll();
        notifiers.releaseAll();
    }

    @Override
    public String toString() {
        return "space 0x" + Integer.toHexString(id);
    }
}
