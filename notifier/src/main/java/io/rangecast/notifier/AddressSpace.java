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
 * It knows who has subscribed to which range and which invalidators change it.
 *
 * <p>A manager with an area map of its own takes {@linkplain #newInvalidator an invalidator} and brackets its changes
 * with it. For others the space keeps the areas too: {@link #map}, {@link #unmap}, {@link #protect}, {@link #discard},
 * {@link #move}, {@link #migrate}, {@link #clearSoftDirty}, {@link #fork} and {@link #release} send the right event
 * over the right range, call back for the change of the memory, and change the area map, all inside one window.
 *
 * <p>Subscribing, looking areas up and creating invalidators may be done by any thread at any time; look-ups are
 * wait-free and allocate nothing. The operations on areas are called with an invalidator, by its thread; operations on
 * ranges that overlap must not run at the same time, which managers see to anyway. What they are given is checked before
 * anything is done: an invalidator that is closed, or of another space, a protection that is none, nulls. Once the space
 * is released they are an {@link IllegalStateException}. They allocate, and wait as
 * {@link Invalidator#invalidateRangeStart} does; if the deadline passes, or a callback fails, they throw an
 * {@link InvalidationException}, and the window of which not everybody has let go has changed nothing.
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
                "callback of " + UserText.of(source) + (invalidation == null ? "" : " for " + invalidation),
                error));
    }

    /**
     * A space without areas or subscriptions.
     *
     * @param errorHandler hears what callbacks do wrong
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
     * Calls a notifier for every invalidation of a range: {@link #subscribe(long, long, int, long, IntervalNotifier)} for all
     * events, and nobody's owner.
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
     * Calls a notifier in the producer's thread for some invalidations of a range. Readers of the subscription are
     * disturbed by those only. If windows over the range are open, it returns at once and its readers wait for them.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is told in any case
     * @param owner whose migrations and exclusive uses are left out; 0 for nobody's
     * @param notifier what to call
     * @return the subscription, to be closed when no longer wanted
     * @throws IllegalArgumentException if the length is 0, the range goes beyond the address space, or the mask is no
     *     mask
     * @throws IllegalStateException if the space is released
     */
    public Subscription subscribe(long start, long length, int events, long owner, IntervalNotifier notifier) {
        Objects.requireNonNull(notifier, "notifier");
        int mask = eventMask(events);
        long end = endOf(start, length);
        return join(new Subscription(registry, start, end, mask, owner, notifier, null, null));
    }

    /**
     * Sends a record to a subscriber thread for every invalidation of a range: {@link #subscribe(long, long, int, long,
     * Subscriber, long)} for all events, nobody's owner, and with the tag 0.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param subscriber whose thread is told, and waited for
     * @return as there
     */
    public Subscription subscribe(long start, long length, Subscriber subscriber) {
        return subscribe(start, length, InvalidationEvent.ALL, 0, subscriber);
    }

    /**
     * Sends a record to a subscriber thread for some invalidations of a range: {@link #subscribe(long, long, int, long,
     * Subscriber, long)} with the tag 0.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events as there
     * @param owner as there
     * @param subscriber whose thread is told, and waited for
     * @return as there
     */
    public Subscription subscribe(long start, long length, int events, long owner, Subscriber subscriber) {
        return subscribe(start, length, events, owner, subscriber, 0);
    }

    /**
     * Sends a record to a subscriber thread for some invalidations of a range; one record, however many of the thread's
     * subscriptions it hits. Readers of the subscription are disturbed by those only. If windows over the range are
     * open, it returns at once and its readers wait for them.
     *
     * <p>The tag may be the number of a device queue, say, or an index. The handler is told which subscriptions a record
     * hits, with their tags, by {@link InvalidationRecord#forEachSubscription}.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is told in any case
     * @param owner whose migrations and exclusive uses are left out; 0 for nobody's
     * @param subscriber whose thread is told, and waited for
     * @param tag any number, {@link Subscription#tag}
     * @return the subscription, to be closed when no longer wanted
     * @throws IllegalArgumentException if the length is 0, the range goes beyond the address space, or the mask is no
     *     mask
     * @throws IllegalStateException if the space is released or the subscriber closed
     */
    public Subscription subscribe(long start, long length, int events, long owner, Subscriber subscriber, long tag) {
        Objects.requireNonNull(subscriber, "subscriber");
        int mask = eventMask(events);
        long end = endOf(start, length);
        checkNotReleased();
        subscriber.checkServed();
        subscriber.makeInCurrentThread();
        Subscription made = new Subscription(registry, start, end, mask, owner, null, subscriber, null);
        made.giveTag(tag); // before anybody can find it
        return joinServed(made);
    }

    /**
     * Has every start over a range wait for the sections of a group of readers: {@link #subscribe(long, long, int, long,
     * ReaderGroup)} for all events, and nobody's owner.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param group whose sections are waited for; nobody is told
     * @return as there
     */
    public Subscription subscribe(long start, long length, ReaderGroup group) {
        return subscribe(start, length, InvalidationEvent.ALL, 0, group);
    }

    /**
     * Has some starts over a range wait for the sections of a group of readers that are open when the start looks. One
     * entry in the tree, however many sections there are, and one wait, however many of the group's subscriptions are hit.
     * Readers of the subscription are disturbed by those only.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is told in any case
     * @param owner whose migrations and exclusive uses are left out; 0 for nobody's
     * @param group whose sections are waited for; nobody is told
     * @return the subscription, to be closed when no longer wanted; sections let go of what it covers before. Closing the
     *     group closes it too
     * @throws IllegalArgumentException if the length is 0, the range goes beyond the address space, or the mask is no
     *     mask
     * @throws IllegalStateException if the space is released or the group closed
     */
    public Subscription subscribe(long start, long length, int events, long owner, ReaderGroup group) {
        Objects.requireNonNull(group, "group");
        int mask = eventMask(events);
        long end = endOf(start, length);
        checkNotReleased();
        group.checkServed();
        Subscription made = new Subscription(registry, start, end, mask, owner, null, null, group);
        return joinServed(made);
    }

    /**
     * A subscription for optimistic readers alone: {@link #guard(long, long, int, long)} for all events, and nobody's owner.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @return as there
     */
    public Subscription guard(long start, long length) {
        return guard(start, length, InvalidationEvent.ALL, 0);
    }

    /**
     * A subscription for optimistic readers alone: starts over the range have them try again, and nobody is called, told or
     * waited for. A start that hits it pays one atomic addition, and not that before the
     * first reader has begun; it takes at most 96 bytes and its place in the tree. If windows over the range are open, it
     * returns at once and its readers wait for them.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is told in any case
     * @param owner whose migrations and exclusive uses are left out; 0 for nobody's
     * @return the subscription, to be closed when no longer wanted
     * @throws IllegalArgumentException if the length is 0, the range goes beyond the address space, or the mask is no
     *     mask
     * @throws IllegalStateException if the space is released
     */
    public Subscription guard(long start, long length, int events, long owner) {
        return join(
                new Subscription(registry, start, endOf(start, length), eventMask(events), owner, null, null, null));
    }

    /**
     * Sends a record to a subscriber thread for every invalidation in this space: a subscription of the widest range.
     *
     * @param subscriber whose thread is told, and waited for
     * @return as {@link #subscribe(long, long, Subscriber)}
     */
    public Subscription subscribe(Subscriber subscriber) {
        return subscribe(0, MAX_END, subscriber);
    }

    /**
     * Has every start in this space wait for the sections of a group of readers: a subscription of the widest range.
     *
     * @param group whose sections are waited for; nobody is told
     * @return as {@link #subscribe(long, long, ReaderGroup)}
     */
    public Subscription subscribe(ReaderGroup group) {
        return subscribe(0, MAX_END, group);
    }

    /**
     * Closes subscriptions of this space in one step, as {@link Subscription#close} does each: with one change of what
     * starts look up, and one wait for callbacks that run. Those that are closed already are left alone. O(m log n) for m of
     * n subscriptions; lock-free but for the wait.
     *
     * @param subscriptions of this space
     * @throws IllegalArgumentException if one is of another space; nothing has changed then
     * @throws IllegalStateException if one has a callback, inside a callback or a record handler: it might wait for itself.
     *     Nothing has changed then
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
     * Calls a notifier for every invalidation in this space: {@link #register(int, long, Notifier)} for all events, and
     * nobody's owner.
     *
     * @param notifier what to call
     * @return as there
     */
    public Registration register(Notifier notifier) {
        return register(InvalidationEvent.ALL, 0, notifier);
    }

    /**
     * Calls a notifier for some invalidations in this space, wherever they are. Mask and owner decide who hears of
     * starts and ends; the other callbacks are called in any case.
     *
     * <p>Windows that are open now are not told; {@link Registration#hasJoined} says when they have ended. May be
     * called inside a callback, whose window is then one of those. If the space is released at the same time, the
     * notifier may have been released when this returns. Registering and closing cost O(number of notifiers).
     *
     * @param events a union of {@link InvalidationEvent#mask()}; {@link InvalidationEvent#RELEASE} is told in any case
     * @param owner whose migrations and exclusive uses are left out; 0 for nobody's
     * @param notifier what to call; may be registered several times, and is then called for each
     * @return the registration, to be closed when no longer wanted
     * @throws IllegalArgumentException if the mask is no mask, or the notifier overrides callbacks that exclude each
     *     other
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
     * The notifier that the users of a key share, with one user more: Linux's {@code mmu_notifier_get}. The first user
     * has it made and registered, for all events. If the space is released at the same time, the notifier may have been
     * released when this returns.
     *
     * @param key names it in this space; nothing else is done with the class
     * @param allocate makes it; may be called, and what it made {@linkplain Notifier#free() freed}, for nothing, if
     *     several threads acquire it at once. What it throws is passed on, and nothing has changed
     * @param <N> its type
     * @return the notifier, to be {@linkplain #releaseShared released} by each user once
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
     * Gives up one use of a shared notifier: Linux's {@code mmu_notifier_put}. The last one unregisters it, and
     * {@linkplain Notifier#free() frees} it once none of its callbacks runs any more; this does not wait for that, {@link
     * #synchronizeAll()} does. Its {@link Notifier#release} is not called: a user lets go before this. May be called inside a
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
     * @deprecated it was its name, which did not say what it gets
     */
    @Deprecated
    public <N extends Notifier> N get(Class<N> key, Supplier<? extends N> allocate) {
        return acquireShared(key, allocate);
    }

    /**
     * As {@link #releaseShared}.
     *
     * @param notifier as there
     * @deprecated it was its name, which did not say where it puts it
     */
    @Deprecated
    public void put(Notifier notifier) {
        releaseShared(notifier);
    }

    /**
     * Waits until everything is over that was begun before without waiting: notifiers are freed, and what
     * {@code closeAsync} has returned is completed. The thread sleeps meanwhile, and serves the inboxes it polls; an
     * interrupt does not end the wait, and is kept.
     *
     * @throws IllegalStateException inside a callback or a record handler: it might wait for itself
     */
    public void synchronizeAll() {
        awaitGracePeriods(null, Long.MAX_VALUE);
    }

    /**
     * Waits for a limited time, as {@link #synchronizeAll()} does without limit.
     *
     * @param idle how to wait; the inboxes that this thread polls are served in between
     * @param timeoutNanos how long to wait, in nanoseconds
     * @return false if the time was over first
     * @throws IllegalStateException inside a callback or a record handler: it might wait for itself
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
        return awaitGracePeriods(null, Waiting.nanos(timeout));
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

    /** Joins if whoever serves it is there behind it, too: else it was closed, perhaps before this could be found. */
    private Subscription joinServed(Subscription made) {
        Subscription subscription = join(made);
        boolean served = false;
        try {
            if (subscription.group() == null) {
                subscription.subscriber().checkServed();
            } else {
                subscription.group().checkServed();
            }
            served = true;
        } finally {
            if (!served) {
                registry.subscriptions().withdraw(subscription);
            }
        }
        return subscription;
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
     * A handle for a producer thread, which waits for {@link Invalidator#DEFAULT_TIMEOUT_NANOS} at most.
     *
     * @param name how reports call it
     * @return a new invalidator, to be closed when no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name) {
        return newInvalidator(name, Invalidator.DEFAULT_TIMEOUT_NANOS);
    }

    /**
     * A handle for a producer thread, which spins, yields as long as that is cheap, and then sleeps until it is woken.
     *
     * @param name how reports call it
     * @param timeoutNanos how long to wait for acknowledgements, in nanoseconds; if not positive, a start looks once
     * @return a new invalidator, to be closed when no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name, long timeoutNanos) {
        return add(new Invalidator(name, this, registry, null, timeoutNanos));
    }

    /**
     * A handle for a producer thread, as {@link #newInvalidator(String, long)} makes it.
     *
     * @param name how reports call it
     * @param timeout how long to wait for acknowledgements; if not positive, a start looks once
     * @return a new invalidator, to be closed when no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name, Duration timeout) {
        return newInvalidator(name, Waiting.nanos(timeout));
    }

    /**
     * A handle for a producer thread.
     *
     * @param name how reports call it
     * @param idle how to wait for acknowledgements, once a short spin has not seen them; used by this invalidator only.
     *     If it parks the thread, that is unparked by the acknowledgement, at the deadline, and now and then
     * @param timeoutNanos how long to wait, in nanoseconds; if not positive, a start looks once
     * @return a new invalidator, to be closed when no longer used
     * @throws IllegalStateException if the space is released
     */
    public Invalidator newInvalidator(String name, IdleStrategy idle, long timeoutNanos) {
        return add(new Invalidator(name, this, registry, Objects.requireNonNull(idle, "idle"), timeoutNanos));
    }

    /**
     * Lends an invalidator to the current thread, for threads that come and go, or change memory now and then: event loops,
     * tasks of a pool, virtual threads, cleaners. {@link Invalidator#close} gives it back, so use it in a {@code try} with
     * resources, for some changes rather than for a life. It belongs to the thread until then: another that uses it, or
     * anybody who does so afterwards, gets an {@link IllegalStateException}, unless the same thread has borrowed it again.
     * It waits for {@link Invalidator#DEFAULT_TIMEOUT_NANOS}. If the thread has died, any other may end its windows and
     * close it: the first that uses it has it then.
     *
     * <p>May be called anywhere, in callbacks and record handlers too, and also once the space is released: windows hit
     * nobody then. Lock-free; allocates nothing while one is idle, of which the space keeps a few. What one borrower did
     * happens before the next gets it.
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
     * Makes a change from any thread: {@link #invalidate(InvalidationEvent, long, long, Runnable, LaggardPolicy)} by the
     * space's {@link #laggardPolicy()}.
     *
     * @param event why
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change changes the memory, and where readers look it up
     * @return as there
     */
    public InvalidationResult invalidate(InvalidationEvent event, long start, long end, Runnable change) {
        return invalidate(event, start, end, change, laggardPolicy);
    }

    /**
     * Makes a change in a window of its own, from any thread, with a borrowed invalidator: starts, changes, ends, and does
     * with those who have not let go as the policy says. See {@link Invalidator#change(InvalidationRange, Runnable,
     * LaggardPolicy)}.
     *
     * @param event why
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
            } catch (Throwable struck) { // the change has its answer, or its own error
                report(struck, null, lent);
            }
        }
    }

    /**
     * Retires memory from any thread, with a borrowed invalidator, as {@link Invalidator#retire(InvalidationRange, Runnable)}
     * does: tells, never waits, and frees when all have let go.
     *
     * @param event why
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
     * Retires as {@link #retire(InvalidationEvent, long, long, Runnable)} does, with an executor to free.
     *
     * @param event why
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param free as there
     * @param executor gets the action once, when all have let go
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
            } catch (Throwable struck) { // the memory is out of the caller's hands, or what keeps it there is thrown
                report(struck, null, lent);
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
     * Chooses what becomes of a change if somebody does not let go, where the caller does not say; at first it is given up
     * after {@link Invalidator#DEFAULT_TIMEOUT_NANOS}. May be called by any thread at any time.
     *
     * @param policy how long to wait, and what to do then
     * @return this
     */
    public AddressSpace laggardPolicy(LaggardPolicy policy) {
        laggardPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * The policy for a change that somebody does not let go of, where the caller does not say. Any thread.
     *
     * @return the choice that was made last
     */
    public LaggardPolicy laggardPolicy() {
        return laggardPolicy;
    }

    /**
     * Chooses who frees what is retired without an executor; at first {@link Reclaimer#REAPER}. Applies to what is retired
     * from now on. May be called by any thread at any time.
     *
     * @param reclaimer who
     * @return this
     */
    public AddressSpace reclaimer(Reclaimer reclaimer) {
        registry.quarantine().reclaimer(Objects.requireNonNull(reclaimer, "reclaimer"));
        return this;
    }

    /**
     * The choice of who frees memory that is retired without an executor. Any thread.
     *
     * @return the choice that was made last
     */
    public Reclaimer reclaimer() {
        return registry.quarantine().reclaimer();
    }

    /**
     * Limits what may be held at one time: retired or quarantined, and not freed yet. {@link Invalidator#retire} returns
     * {@link InvalidationResult#AGAIN} when it would be more; quarantine is counted, but not limited. What nobody has to let
     * go of needs no room: a retire of a range finds that out by a non-blocking start, that of a batch only if it is open. At
     * first nothing is limited. May be called by any thread at any time; what is held stays held.
     *
     * @param blocks how many may be held, each a range or a batch
     * @param bytes how many bytes these may have together, unsigned: -1 for any number
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
     * An agent that frees what was retired or quarantined and nobody holds any more, for an Agrona {@code AgentRunner},
     * {@code AgentInvoker} or {@code CompositeAgent} of yours. It does what {@link #reapQuarantine} does at each turn, and
     * what quarantined memory throws goes to the runner. There may be several, or none; if its thread dies, nothing is freed
     * too early, and another goes on.
     *
     * @return a new agent, which any thread may run
     */
    public Agent reaper() {
        return new ReaperAgent(this, registry.quarantine());
    }

    /**
     * Frees what {@link Invalidator#retire} and {@link Invalidator#quarantine} have put aside and nobody holds any more. May
     * be called by any thread at any time, also inside a free action. O(subscribers and listeners that hold anything), plus
     * what is freed. Allocates.
     *
     * <p>An action that throws does not keep the others from running: this throws the first in the end, with the others
     * suppressed in it; for retired memory the space's {@link InvalidationErrorHandler} is told instead.
     *
     * @return how many are not freed yet, those among them that an executor has
     */
    public int reapQuarantine() {
        return registry.quarantine().reap();
    }

    /**
     * Lists what {@link Invalidator#retire} and {@link Invalidator#quarantine} have put aside and is not freed yet: how
     * much, since when, and who may still hold it; what an executor has been given, too, until its action has run. May be asked by
     * any thread at any time; O(n log n) in what is held.
     * Frees nothing. Allocates.
     *
     * @return one for each call of these, the oldest first
     */
    public List<QuarantinedMemory> quarantined() {
        return registry.quarantine().list();
    }

    /**
     * Counts what has happened in this space so far. May be asked by any thread at any time; lock-free;
     * O(invalidators). Allocates.
     *
     * @return numbers that were right at some moment each
     */
    public SpaceCounters counters() {
        return registry.counters();
    }

    /**
     * This space in words, for a person or for the page that a program shows of its health: what was counted, who
     * subscribes to what, who is late and for how long, and what is held, how old, and by whom. The late and the oldest come
     * first. The text is not to be parsed: it may change with each version.
     *
     * <p>May be asked by any thread at any time, inside callbacks and record handlers too, and once the space is released.
     * Takes no lock, stops no thread, and nobody waits for it. It is bounded, however much there is: by 20 lines of each
     * kind, 10,000 subscriptions that are looked at, and O(invalidators). Allocates. A subscriber that is {@linkplain
     * SpaceCounters#timeouts late} has missed a deadline and has not let go since; where it stands, {@link
     * Invalidator#describeLaggards} says, and JFR's {@code io.rangecast.InvalidationTimeout}.
     *
     * @return lines, each ended, of which each was right at some moment
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
     * Compares all areas with what the operating system says is mapped in this process, as a diagnosis: finds memory that
     * went, or was protected, without an invalidation. For spaces whose addresses are those of the process.
     *
     * <p>What is open to change is left out: ranges with an open window, or with one that comes while the lists are
     * read, sometimes with what lies around it. An area that is named before its memory is mapped is found, rightly.
     * Memory that went and came back alike is not found.
     *
     * <p>May be called by any thread at any time, also in callbacks. Waits for nobody, and nobody waits for it. Reads
     * {@code /proc/self/maps}: about a microsecond for each mapping of the process, and the same again a few times for
     * what looks wrong, which is also subscribed to meanwhile. Allocates.
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
     * Compares as {@link #audit()} does, inside a range, and also finds what is mapped there and named by no area: memory
     * that was to go and did not, or that nobody knows of. For ranges that belong to the space alone, such as a pool.
     * Memory is named by the page. What is reserved without any access is mapped, too.
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
     * Maps an area. What the range held before is unmapped first, with UNMAP over the whole range if it held anything.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param protection a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @param flags the user's
     * @param tag the user's, or null
     * @param unmapped done to what the range held
     * @return the new area, with a new generation
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws IllegalStateException if the space is released
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
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public void unmap(Invalidator invalidator, long start, long end, MemoryChange unmapped) {
        Objects.requireNonNull(unmapped, "unmapped");
        checkChange(invalidator, start, end);
        areas.unmap(invalidator, start, end, unmapped);
    }

    /**
     * Changes the protection of a range. As in Linux each area has a window of its own, PROTECTION_VMA with the area in
     * its new state, and areas that have that protection already are left alone. Pieces of one area that are alike again
     * become one ({@link Vma#join}), also with neighbours outside the range: changed and changed back, an area is what
     * it was. If it throws, areas below may have changed.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param protection a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @param changed done to each part whose protection changes
     * @throws IllegalArgumentException for an empty or reversed range
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
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public void discard(Invalidator invalidator, long start, long end, MemoryChange discarded) {
        Objects.requireNonNull(discarded, "discarded");
        checkChange(invalidator, start, end);
        areas.keep(invalidator, InvalidationEvent.CLEAR, start, end, 0, discarded);
    }

    /**
     * Moves the contents of a range elsewhere without a change of address, with MIGRATE by an owner, whose own
     * subscriptions are not told. Nothing happens if nothing is mapped.
     *
     * @param invalidator of this space
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param owner who moves them, 0 for nobody
     * @param moved done to what the range holds
     * @throws IllegalArgumentException for an empty or reversed range
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
     */
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
     * Copies the space, with PROTECTION_PAGE over the whole of the source, which is the child's from then on as much as
     * its own.
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
     * Ends the space: RELEASE over all of it, then {@link Notifier#release} of each notifier, newest first, then the
     * memory; then the areas are gone and the space is {@linkplain #close() closed}. A callback that fails is reported
     * and does not keep the space from ending; a subscriber thread that does not acknowledge does. A second call does
     * nothing. A space that was closed alone cannot be released any more: nobody would be told.
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
     * {@link InvalidationEvent#RELEASE}. Starts under way may still call; its subscriptions are closed, readers wake
     * with {@link Subscription#CLOSED_FOR_GOOD}, and nobody can subscribe any more. Subscribers that live on keep nothing of
     * it. Each notifier that is still
     * registered gets its {@link Notifier#release}, newest first, so close the space before the memory goes. Invalidators
     * go on, so that producers need not know of the end: starts hit nobody then. A second call does nothing more.
     *
     * @throws IllegalStateException inside a callback or a record handler, if it would have to wait for a release
     *     callback that is running already: readers are woken and nobody can subscribe, and it can be called again
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
