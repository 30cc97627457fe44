package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * The inbox of one subscriber thread. Invalidations of all spaces in which it has subscriptions wait here until the
 * thread polls; a producer's blockable start returns when the thread has polled past its record.
 *
 * <p><b>Assumptions</b>: one thread polls, and often, as producers wait for it. Between two polls the thread may use what
 * it holds without asking anybody. By polling past a record it declares that it has let go of the record's range. A thread
 * that is about to block elsewhere lets go of everything and says so: {@link #offline}.
 *
 * <p><b>A wait in this library is a poll, too.</b> A thread that waits for acknowledgements, in {@link
 * Subscription#readBegin} or in {@link Subscription#close} serves the inboxes that it polls meanwhile, so that two threads
 * that invalidate each other do not wait for ever. After such a call an address that was held before it may be void;
 * {@link Subscription#tryReadBegin} never waits. A thread that iterates over what it holds, and invalidates some of it,
 * therefore {@linkplain Invalidator#publish publishes} inside its loop and {@linkplain Invalidator#await awaits} after it:
 * else its handler would change what it iterates over.
 *
 * <p><b>Guarantees</b>: no record is lost, and memory is bounded. What a producer did before a start happens before the
 * handler sees the record; what the handler did happens before that start returns. While nothing has come, a poll is one
 * load, or a few more for each of up to two producers; {@link #withDoorbell} spares these. Polling is wait-free but for the
 * handler. It allocates nothing, except when it drops the inbox of an invalidator that has closed, or runs, by
 * {@link Reclaimer#LAST_TO_LET_GO}, the actions that free what it has let go of.
 *
 * <p><b>If a handler throws</b>, the record is not acknowledged and comes again with the next poll. The poll first frees
 * what was let go of before, and then throws what the handler has thrown. If the handler was served inside a wait, that is
 * not passed on there. {@link #counters} tells how often handlers have thrown.
 *
 * <p><b>Acknowledgements that come later</b>: a handler may {@linkplain InvalidationRecord#defer defer} a record, for a device or a
 * process that lets go when it has time, and any thread {@linkplain #complete completes} it. Nothing else acknowledges it:
 * <ul>
 *   <li>{@link #offline} acknowledges all records but those that are deferred, or overlap a deferred one.
 *   <li>{@link #close} and {@link #closeOnBehalfOfItsThread} are refused until all are completed.
 *   <li>A thread that dies, or has been told of its eviction, ends the subscriber only then.
 *   <li>The release of a space waits for them until its deadline; to complete one later does no harm.
 * </ul>
 * A handler defers each record that hits what the device still uses, even if it has deferred one for the same range before.
 *
 * <p><b>The end</b>: a subscriber ends by {@link #close}, with its thread, or by being {@linkplain Invalidator#evict
 * evicted}. Its subscriptions are closed with it. Until a thread attaches it or polls, it counts as holding nothing once every
 * thread is dead that has begun to read under one of its subscriptions; if none has, that has constructed it or subscribed for
 * it. So whoever derives anything first attaches, polls, or begins to read. Until then a begin notes its thread, and only
 * afterwards it is one load: the thread for which a subscriber was made best {@linkplain #attach attaches}. With more than 16 such threads that live at one time, no death is noticed. One that is
 * noticed there closes nothing, as another thread may still attach: each start that hits it tells it, until somebody closes it.
 */
public final class Subscriber extends Doorbell implements AutoCloseable {
    /** Wide enough never to come round: a subscriber that is taken for another is not told. */
    static final AtomicLong LAST_ID = new AtomicLong();

    /** How many records of one producer are kept as they are, unless told otherwise. */
    public static final int DEFAULT_RECORDS = 256;

    private static final int MOST_RECORDS = 1 << 16;

    private static final VarHandle THREAD;
    private static final VarHandle UNATTACHED_THREADS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            THREAD = lookup.findVarHandle(Subscriber.class, "thread", Thread.class);
            UNATTACHED_THREADS = lookup.findVarHandle(Subscriber.class, "unattachedThreads", UnattachedThreads.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long id = LAST_ID.incrementAndGet();
    private final String name;
    private final RecordHandler handler;
    private final int records;
    private final boolean proxy;

    /** All that its thread holds of one space; null if that is not known. */
    private final Holdings holdings;

    /** Says what is known of those for whom this stands; null if nothing is. */
    private final Supplier<String> others;

    private final Deferrals deferrals = new Deferrals(this);
    private final InboxPoller poller = new InboxPoller(this);
    private final Inboxes inboxes = new Inboxes();

    /** Its subscriptions. */
    private final Memberships memberships = new Memberships();

    /** The things that its thread holds and must not use while it is offline. */
    private final OnlineListeners onlineListeners = new OnlineListeners();

    /** Since when it has not acknowledged, if it is lagging: written before that, by any producer. */
    private volatile long silentSince;

    /** A proxy's: when it has last acknowledged anything. By whichever thread has completed it. */
    private volatile long acknowledgedAt = System.nanoTime();

    /** Those who may hold something before anybody has attached it; null if that is not asked any more. */
    private volatile UnattachedThreads unattachedThreads = UnattachedThreads.ofCurrentThread();

    /** Where memory waits that this has held, for its thread to free behind what lets go. */
    private final OwedWaitlists owed = new OwedWaitlists();

    /** The thread that polls. Passes from one to another by detach and attach. */
    private volatile Thread thread;

    private int polledAt;

    /**
     * An inbox without subscriptions.
     *
     * @param name how reports call it
     * @param handler what to do with records
     */
    public Subscriber(String name, RecordHandler handler) {
        this(name, handler, DEFAULT_RECORDS);
    }

    /**
     * An inbox without subscriptions, for so many records of each producer.
     *
     * <p><b>Memory</b>: for each open {@link Invalidator} that has hit one of its subscriptions, a subscriber takes about a
     * kilobyte, including direct memory for {@value RecordRings#FIRST_RECORDS} records of 64 bytes. This grows when a producer
     * has more records that are not acknowledged, up to the number given here, and does not shrink: 16 KB for
     * {@value #DEFAULT_RECORDS} records, and less than as much again while it grows. Records that do not fit merge, and so do
     * all where there is no direct memory. So to tell a subscriber, an invalidation never needs more than some hundred bytes
     * of the heap.
     *
     * @param name how reports call it
     * @param handler what to do with records
     * @param records how many records of one producer are kept one by one until they are acknowledged, before their ranges
     *     merge: a power of two
     * @throws IllegalArgumentException if the number is not a power of two from {@value RecordRings#FIRST_RECORDS} to
     *     {@value #MOST_RECORDS}
     */
    public Subscriber(String name, RecordHandler handler, int records) {
        this(name, handler, records, false, null, null);
    }

    /** Of a {@link TranslationCache}, which knows what the thread holds. */
    Subscriber(String name, RecordHandler handler, Holdings holdings) {
        this(name, handler, DEFAULT_RECORDS, false, holdings, null);
    }

    private Subscriber(
            String name,
            RecordHandler handler,
            int records,
            boolean proxy,
            Holdings holdings,
            Supplier<String> others) {
        this.proxy = proxy;
        this.holdings = holdings;
        this.others = others;
        this.name = Objects.requireNonNull(name, "name");
        this.handler = Objects.requireNonNull(handler, "handler");
        if (records < RecordRings.FIRST_RECORDS || records > MOST_RECORDS || Integer.bitCount(records) != 1) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(records)
                    + " records are no power of two from 0x" + Integer.toHexString(RecordRings.FIRST_RECORDS) + " to 0x"
                    + Integer.toHexString(MOST_RECORDS));
        }
        this.records = records;
        UnattachedSubscribers.add(this);
    }

    /**
     * Makes a subscriber that is polled far more often than anything comes, as {@link #withDoorbell(String, RecordHandler,
     * int)} does for {@value #DEFAULT_RECORDS} records.
     *
     * @param name how reports call it
     * @param handler what to do with records
     * @return as there
     */
    public static Subscriber withDoorbell(String name, RecordHandler handler) {
        return withDoorbell(name, handler, DEFAULT_RECORDS);
    }

    /**
     * Makes a subscriber that is polled far more often than anything comes, such as by an event loop at each turn. A poll that
     * finds nothing is one load, however many producers there are, as each producer sets its bit in one word when it has
     * published. In return each record costs its producer one atomic step more, on a line that this thread reads, and the
     * thread two. Other subscribers look into the rings of up to two producers at each poll, and have a doorbell only from the
     * third on. There is no other difference.
     *
     * @param name how reports call it
     * @param handler what to do with records
     * @param records as in the constructor
     * @return a subscriber without subscriptions
     * @throws IllegalArgumentException as the constructor
     */
    public static Subscriber withDoorbell(String name, RecordHandler handler, int records) {
        Subscriber subscriber = new Subscriber(name, handler, records);
        subscriber.ringFromNowOn();
        return subscriber;
    }

    /**
     * Makes a subscriber that stands for others, such as a device or a process, which go on using memory if its thread dies. So
     * the death of its thread acknowledges nothing, nor does the death of those that have made it: starts that hit it time out
     * and name it, until another thread takes it over by {@link #attach} and polls, or somebody calls
     * {@link #closeOnBehalfOfAll}.
     *
     * <p>Everything else is as with other subscribers. {@link #offline} declares that those for whom this stands hold nothing,
     * either; therefore {@link Subscription#lookUp(java.util.function.Supplier)}, which goes offline by itself, is an error.
     *
     * @param name how reports call it
     * @param handler what to do with records, which it mostly {@linkplain InvalidationRecord#defer defers}
     * @return a subscriber without subscriptions
     */
    public static Subscriber proxy(String name, RecordHandler handler) {
        return proxy(name, handler, DEFAULT_RECORDS);
    }

    /**
     * Makes a subscriber as {@link #proxy(String, RecordHandler)} does, for so many records of each producer.
     *
     * @param name as there
     * @param handler as there
     * @param records as in the constructor; so many may be deferred at one time
     * @return as there
     * @throws IllegalArgumentException as the constructor
     */
    public static Subscriber proxy(String name, RecordHandler handler, int records) {
        return new Subscriber(name, handler, records, true, null, null);
    }

    /**
     * Makes a subscriber as {@link #proxy(String, RecordHandler, int)} does, with something to report of those for whom it
     * stands.
     *
     * @param name as there
     * @param handler as there
     * @param records as there
     * @param others describes in a few words those for whom this stands, such as when they were last heard of. Called for
     *     {@link Invalidator#describeLaggards(InvalidationRange)}, in the thread that calls that, at any time. Must not wait;
     *     what it throws becomes part of the report
     * @return as there
     * @throws IllegalArgumentException as the constructor
     */
    public static Subscriber proxy(String name, RecordHandler handler, int records, Supplier<String> others) {
        return new Subscriber(name, handler, records, true, null, Objects.requireNonNull(others, "others"));
    }

    /**
     * Whether this stands for others.
     *
     * @return true if it was made by {@link #proxy(String, RecordHandler)}
     */
    public boolean isProxy() {
        return proxy;
    }

    /** Describes those for whom this stands; null if nothing is known of them. */
    String others() {
        try {
            return others == null ? null : others.get();
        } catch (Throwable unknown) { // an Error too: a report is worth more than none
            return UserText.of(unknown);
        }
    }

    /** How many records of one producer are kept as they are. */
    int records() {
        return records;
    }

    /**
     * How reports call it.
     *
     * @return the name given at construction
     */
    public String name() {
        return name;
    }

    // ---- the thread that polls

    /**
     * Makes the current thread the one that polls. The first {@link #poll(int)} does the same; a thread that attaches earlier
     * is served in its waits in this library from then on, and speaks for all who have begun to read before. It is online then,
     * also if the thread before was {@linkplain #offline() offline}: what has come meanwhile is taken by the next poll.
     *
     * @throws IllegalStateException if this is closed, or belongs to another thread that has not detached; a {@linkplain
     *     #proxy(String, RecordHandler) proxy} may be taken over from a dead thread
     */
    public void attach() {
        Thread current = Thread.currentThread();
        Thread owner = thread;
        checkNotClosed();
        if (owner != current) {
            PolledSubscribers.add(this); // first, as it may run out of memory
            boolean free = owner == null || proxy && !owner.isAlive(); // all that the dead one did happened before
            if (!free || !THREAD.compareAndSet(this, owner, current)) {
                PolledSubscribers.remove(this);
                throw new IllegalStateException(this + " belongs to " + thread + ", which has not detached");
            }
        }
        if (owner != current || isAny(UNATTACHED | ORPHANED)) { // else an error has struck behind that step
            lookEverywhere(); // first: if an error strikes behind comeOnline, nobody comes here again
            comeOnline(); // that was the last owner's word
            if (isClosed()) { // at the same time: see closeUnattached
                PolledSubscribers.remove(this);
                checkNotClosed();
            }
            threadHasPolled(false); // nor has this one missed a deadline
            lookEverywhere(); // behind that, too: volatile, before anything is read by which to hold something
        }
    }

    /**
     * Lets another thread become the one that polls. Called by the thread that polls now.
     *
     * @throws IllegalStateException if this does not belong to the current thread, or the handler calls it
     */
    public void detach() {
        checkOwner();
        notice(); // a thread that polls without having attached is to find out
        thread = null;
        PolledSubscribers.remove(this); // last: until then the thread's waits serve it
    }

    /** Any thread: the thread that polls, or null. */
    Thread owner() {
        return thread;
    }

    boolean belongsToCurrentThread() {
        return thread == Thread.currentThread();
    }

    private void checkOwner() {
        if (!belongsToCurrentThread() || isPolling()) {
            Thread owner = thread;
            throw new IllegalStateException(this
                    + (isPolling() ? " is in its handler" : " belongs to " + (owner == null ? "no thread" : owner)));
        }
    }

    /**
     * Takes records, oldest first within each producer, and acknowledges each when the handler has returned. Records that did
     * not fit into the ring of a producer come merged and out of turn: as UNMAP of ranges that cover them, with
     * {@link InvalidationRecord#sequence} 0.
     *
     * @param limit how many at most
     * @return how many were taken
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException if the handler calls this, or the thread is offline. Also if this is closed, or belongs to
     *     another thread; such a call goes unnoticed if nothing has come
     */
    public int poll(int limit) {
        return poll(handler, limit, limit);
    }

    /**
     * Polls as {@link #poll(int)} does, with a handler for this poll only. Waits in this library go on using the one given at
     * construction.
     *
     * @param with what to do with records
     * @param limit as there
     * @return as there
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public int poll(RecordHandler with, int limit) {
        return poll(Objects.requireNonNull(with, "with"), limit, limit);
    }

    private int poll(RecordHandler with, int limit, int limitOfEach) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit of -0x" + Long.toHexString(-(long) limit) + " records");
        }
        if (isSilent()) {
            checkSilentPoll();
            return 0;
        }
        if (!belongsToCurrentThread() || isAny(CLOSED | OFFLINE | UNATTACHED | ORPHANED)) {
            checkOnline();
            attach();
        }
        if (holdings != null && limit > 0 && !isPolling()) {
            holdings.poll();
        }
        int taken;
        try {
            taken = poller.poll(with, limit, limitOfEach);
        } catch (Throwable failed) {
            freeOwedBeside(failed);
            throw failed;
        }
        if (taken > 0) {
            freeOwed(); // behind the fence of its wake-ups
        }
        return taken;
    }

    /** A handler that throws has let go of what it was told before. */
    private void freeOwedBeside(Throwable failed) {
        try {
            freeOwedBehindFence();
        } catch (Throwable more) {
            throw Failures.both(failed, more);
        }
    }

    /** In checked mode; else an idle poll asks nothing. */
    private void checkSilentPoll() {
        if (MisuseChecks.ON) {
            Thread owner = thread;
            if (owner != null && owner != Thread.currentThread()) {
                throw new IllegalStateException(this + " belongs to " + owner + ", which has not detached");
            }
        }
    }

    /** Fails if the thread that polls has said that it holds nothing, and has not come back. */
    final void checkOnline() {
        if (belongsToCurrentThread() && isAny(OFFLINE) && !isClosed()) {
            throw new IllegalStateException(this + " is offline: nobody waits for this thread until it calls online()");
        }
    }

    // ---- waits

    /**
     * Makes a strategy by which the thread waits between polls, for a loop of {@code idle.idle(subscriber.poll(limit))} or for
     * Agrona's {@code AgentRunner}. It spins, yields as long as that is cheap, and then sleeps until a record comes, so that
     * any number of subscriber threads, virtual ones, too, may share a processor. An interrupt does not end a sleep, and is
     * kept. Virtual threads do not spin, as that would keep others from their carriers.
     *
     * <p>Where nothing comes, a sleep ends after 10 milliseconds, and each one later than the one before, up to half a second.
     * If a loop also watches other things, whoever changes them unparks its thread ({@link
     * java.util.concurrent.locks.LockSupport#unpark}). While the handler throws, a sleep lasts for up to 100 milliseconds,
     * longer each time, even if records come.
     *
     * <p>A loop that only spins, without this, calls {@link Thread#onSpinWait} between polls, as each poll takes the line of
     * the next record away from the producer that is writing it.
     *
     * @return a strategy for this subscriber's thread only
     */
    public IdleStrategy newIdleStrategy() {
        return new RecordIdleStrategy(this);
    }

    /** Whether a wait of this thread could take something now. */
    boolean canServe() {
        return !isPolling() && !isFailing() && !isAny(OFFLINE | TOLD) && !isSilent();
    }

    /** Whether the handler threw at the last poll. */
    boolean isFailing() {
        return poller.isFailing();
    }

    /** Sleeps though there is a record, which the handler cannot bear: longer after each poll in a row that fails. */
    void sleepFailing() {
        boolean interrupted = Backoff.takeInterrupt();
        Backoff.sleep(InboxPoller.pauseAfter(poller.failuresInARow()));
        Backoff.giveBackInterrupt(interrupted);
    }

    /**
     * For a thread that waits and has not asked for records: takes one, as it must look at its clock again. If the
     * handler throws, the next poll meets the record. Returns whether a handler had its turn, and may have taken long.
     *
     * @param again whether to try even if the handler threw at the last poll
     */
    boolean serve(boolean again) {
        if (isPolling() || isFailing() && !again || isAny(OFFLINE)) { // offline it holds nothing to let go of
            return false;
        }
        long failures = poller.failures();
        try {
            return poll(1) > 0;
        } catch (Throwable comesAgain) {
            poller.countFailureSince(failures);
            return true;
        }
    }

    boolean isPolling() {
        return poller.isPolling();
    }

    /** Its place among those that its thread polls, see {@link PolledSubscribers}: a hint. */
    int polledAt() {
        return polledAt;
    }

    void polledAt(int place) {
        polledAt = place;
    }

    // ---- deadlines

    /**
     * A producer: this has not acknowledged a record since then, and its time is over. Whether it was not known as late with
     * it. A proxy that has acknowledged others meanwhile is late with that one, but not silent.
     */
    boolean hasMissedADeadline(Inbox inbox, long ticket, long since) {
        boolean first = deferrals.missDeadline(inbox, ticket, since);
        if (isAny(LAGGING) || hasAcknowledgedSince(since)) {
            return first;
        }
        silentSince = since;
        first |= set(LAGGING);
        if (hasAcknowledgedSince(since)) { // one of the two sees the other: both write, and then read, volatile
            clear(LAGGING);
        }
        return first;
    }

    private boolean hasAcknowledgedSince(long moment) {
        return proxy && acknowledgedAt - moment > 0;
    }

    /** Somebody has let go of something, and a full fence; or a producer has seen that. */
    void hasAcknowledged() {
        boolean lagging;
        if (proxy) {
            acknowledgedAt = System.nanoTime();
            lagging = (state() & LAGGING) != 0; // volatile, as above
        } else {
            lagging = isAny(LAGGING);
        }
        if (lagging) {
            clear(LAGGING);
        }
    }

    /**
     * Its thread, as above. If it stands for others who have not acknowledged yet, a poll says nothing of them.
     *
     * @param acknowledged whether it has let go of something, and not deferred all
     */
    void threadHasPolled(boolean acknowledged) {
        if (!proxy || acknowledged) {
            hasAcknowledged();
        } else if (isAny(LAGGING) && deferred() == 0) {
            clear(LAGGING);
        }
    }

    /**
     * A producer: whether a start over a range need not wait for this, as that would be in vain. Either this has missed a
     * deadline, has acknowledged nothing since, and was silent for so many nanoseconds; or it has deferred a record that
     * overlaps the range, and that was waited for in vain for as long: it may well acknowledge others meanwhile.
     */
    boolean isLateFor(InvalidationRange range, long nanos) {
        return isAny(LAGGING) && System.nanoTime() - silentSince >= nanos || deferrals.areLateWith(range, nanos);
    }

    /** Any thread: for how long it has not acknowledged, if it has missed a deadline and not acknowledged since; else -1. */
    long silentNanos() {
        long silent = isAny(LAGGING) ? Math.max(0, System.nanoTime() - silentSince) : -1;
        return Math.max(silent, deferrals.lateNanos());
    }

    /** Whether its handler runs in the current thread. */
    boolean isInHandlerHere() {
        return belongsToCurrentThread() && isPolling() && !isClosed();
    }

    // ---- holding nothing

    /** Any thread: whether its thread has said that it holds nothing, and has not come back. */
    boolean isOffline() {
        return isAny(OFFLINE);
    }

    /**
     * Declares that the thread holds nothing that it has derived from any range, and will not until it calls {@link #online}.
     * Producers do not wait for it meanwhile. For a thread that is about to block. Called by the thread that polls; until it
     * is online, a poll by it, and a use of a {@link TranslationCache} of this subscriber, is an error.
     *
     * @throws IllegalStateException if this belongs to another thread, or the handler calls it
     */
    public void offline() {
        attach();
        checkOwner();
        onlineListeners.tell(false);
        set(OFFLINE); // what was held was used before
        ring(NOTICE); // so that no poll passes for an idle one before the thread is back
        wakeProducers();
        freeOwedBehindFence();
    }

    /**
     * Ends {@link #offline}, and takes all records that have come meanwhile. Only when this has returned may the thread use
     * what it derived before, or derive anew. What the handler throws is passed on; the thread is online then, and polls again
     * before it uses anything.
     *
     * @throws IllegalStateException if this belongs to another thread, or the handler calls it; or if this was evicted, of
     *     which the handler has been told then
     */
    public void online() {
        checkOwner();
        comeOnline();
        notice(); // only now: a producer that has seen this offline has published before, and rung
        poll(handler, Integer.MAX_VALUE, records + Inbox.MOST_MERGED);
        if (isEvicted()) {
            checkNotClosed();
        }
    }

    /**
     * Runs an action that may block, or take locks that others hold while they invalidate: goes {@link #offline}, runs the
     * action, and comes {@link #online}, even if the action throws. Inside another action this only runs the action. For a
     * whole look-up see {@link Subscription#lookUp(java.util.function.Supplier)}.
     *
     * <p>Other subscribers of the thread stay online, and are waited for.
     *
     * @param action may block; must neither use what the thread has derived from any range nor poll. What the handler throws
     *     when the thread comes back is thrown, or suppressed in what the action has thrown
     * @throws IllegalStateException as {@link #offline} and {@link #online}
     */
    public void blocking(Runnable action) {
        Objects.requireNonNull(action, "action");
        if (belongsToCurrentThread() && isAny(OFFLINE) && !isClosed()) {
            action.run();
            return;
        }
        attach();
        checkOwner();
        try {
            offline();
            action.run();
        } catch (Throwable thrown) {
            onlineBeside(thrown);
            throw thrown;
        }
        onlineUnlessClosed();
    }

    private void onlineBeside(Throwable thrown) {
        try {
            onlineUnlessClosed();
        } catch (Throwable more) {
            throw Failures.both(thrown, more);
        }
    }

    private void onlineUnlessClosed() {
        if (!isClosed()) {
            online();
        }
    }

    private void comeOnline() {
        clear(OFFLINE | UNATTACHED | ORPHANED); // first: from here on the thread is waited for
        unattachedThreads = null;
        onlineListeners.tell(true);
    }

    /** Of what its thread holds, and must not use while it is offline. */
    OnlineListeners onlineListeners() {
        return onlineListeners;
    }

    /** Any thread: whether its thread has declared that it holds nothing; what it held was used before. */
    boolean holdsNothing() {
        return isAny(CLOSED | OFFLINE | ORPHANED);
    }

    /**
     * Any thread: whether its thread has declared that, or holds nothing of the range as far as is known; and nobody to whom
     * a record is deferred may. If the window over the range is not open any more, of what was there before that.
     */
    boolean holdsNothingOf(int spaceId, long start, long end) {
        return (holdsNothing() || isKnownToHoldNothingOf(spaceId, start, end))
                && !deferrals.overlap(spaceId, start, end);
    }

    boolean holdsNothingOf(InvalidationRange range) {
        return holdsNothingOf(range.space().id(), range.start(), range.end());
    }

    /** Any thread, behind a full fence that is behind all states of the window: whether it need not even be told. */
    boolean needNotBeTold(InvalidationRange range) {
        int spaceId = range.space().id();
        return isKnownToHoldNothingOf(spaceId, range.start(), range.end())
                && !deferrals.overlap(spaceId, range.start(), range.end());
    }

    private boolean isKnownToHoldNothingOf(int spaceId, long start, long end) {
        return holdings != null && holdings.areNoneOf(spaceId, start, end);
    }

    /** All that its thread holds of one space, for producers to ask; null if that is not known. */
    Holdings holdings() {
        return holdings;
    }

    /** Any thread: its subscriptions in one space, or in all if that is 0. O(subscriptions). */
    void forEachSubscription(int spaceId, Consumer<? super Subscription> action) {
        memberships.forEach(membership -> {
            if (spaceId == 0 || spaceId == membership.registry().spaceId) {
                membership.forEach(action::accept);
            }
        });
    }

    // ---- what is deferred

    Deferrals deferrals() {
        return deferrals;
    }

    /**
     * Acknowledges a record that the handler has {@linkplain InvalidationRecord#defer deferred}: those who were asked have let
     * go. May be called by any thread, at any time after the handler was given the ticket, in any order, and also when this is
     * closed. What the caller did before happens before the return of the start that waits for the record. Wait-free, but for
     * waking those who wait; allocates nothing. By {@link Reclaimer#LAST_TO_LET_GO} it then frees what only this still held.
     *
     * @param ticket what {@link InvalidationRecord#defer} returned
     * @return true if this has completed it; false if it was completed before, is none of this subscriber's, or is void, as
     *     the handler has thrown or all are {@linkplain #closeOnBehalfOfAll gone}. Nothing has happened then
     * @throws IllegalArgumentException if the ticket is not above zero
     */
    public boolean complete(long ticket) {
        if (ticket <= 0) {
            throw new IllegalArgumentException("0x" + Long.toHexString(ticket) + " is no ticket");
        }
        boolean completed = deferrals.complete(ticket);
        if (completed) {
            hasAcknowledged();
        }
        afterAcknowledgement(); // in any case: an error may have struck the one who has completed it
        freeOwedBehindFence();
        return completed;
    }

    /** After a record has left the deferred, volatile, and a full fence. */
    private void afterAcknowledgement() {
        if (isAny(TOLD)) {
            tryEndEvicted();
        }
        if (holdsNothing()) { // or will, as far as others wait for this one
            wakeProducers();
        }
    }

    /**
     * How many tickets are not completed yet. Any thread. O(tickets).
     *
     * @return a number that was right at some moment
     */
    public int deferred() {
        return deferrals.count();
    }

    private void checkNoneDeferred() {
        int waiting = deferred();
        if (waiting > 0) {
            throw new IllegalStateException(this + " has 0x" + Integer.toHexString(waiting)
                    + " deferred records that are not completed: others may hold what they are about");
        }
    }

    // ---- before it is attached

    /**
     * The current thread subscribes for it, or begins to read under it, and may hold something before anybody polls. To be
     * followed by a look whether this is closed. Lock-free, and some loads if the thread is known; else this allocates.
     *
     * @param reads whether it begins to read
     */
    void noteCurrentThread(boolean reads) {
        UnattachedThreads known = unattachedThreads;
        while (known != null && !known.haveCurrentThread(reads)) {
            UNATTACHED_THREADS.compareAndSet(this, known, known.withCurrentThread(reads));
            known = unattachedThreads;
        }
        if (known != null && !known.areSettled()) { // also if an error has struck whoever has entered it
            noted();
            known.settle();
        }
    }

    /** Any thread: whether nobody has attached this yet. Once false it stays so. */
    boolean isUnattached() {
        return isAny(UNATTACHED);
    }

    /** Those who may hold something though nobody has attached this, as far as they are known. Allocates. */
    List<Thread> unattachedThreads() {
        UnattachedThreads known = unattachedThreads;
        return known == null ? List.of() : known.living();
    }

    /** Holds nothing until it is used again, if all are dead who may: no other can have derived anything. */
    private void orphanIfAllAreDead(DeathCounters deaths) {
        long state = state();
        UnattachedThreads dead = unattachedThreads;
        if ((state & (UNATTACHED | ORPHANED | CLOSED)) == UNATTACHED
                && dead != null
                && dead.areDead()
                && orphan(state)) {
            deaths.countDeath();
            wakeProducers();
        }
    }

    // ---- producers

    @Override
    Inboxes inboxes() {
        return inboxes;
    }

    /** After the state has changed, volatile. O(producers that sleep until this acknowledges). */
    private void wakeProducers() {
        inboxes.wakeProducers(takeWaiting());
    }

    /** Producer, when it first meets this subscriber: an inbox for it. Lock-free; amortised constant time; allocates. */
    Inbox newInbox(ParkingSpot producer) {
        Inbox inbox = inboxes.reopen(producer);
        if (inbox == null) {
            inbox = new Inbox(this, inboxes.nextBell(), producer);
            inboxes.add(inbox);
        }
        boolean isSeen = false;
        try {
            if (!inboxes.isOneOfFew(inbox)) {
                ringFromNowOn();
            }
            isSeen = true;
        } finally {
            if (!isSeen) { // an error has struck, and nobody would use it
                inbox.close();
            }
        }
        return inbox;
    }

    /** The producer of an inbox has closed it: another may go on with it, and the thread takes what is left. */
    void leave(Inbox inbox) {
        try {
            inboxes.leave(inbox);
        } finally {
            lookInto(inbox); // also if there is no memory to pass it on: then this drops it
        }
    }

    /** Subscriber: one record more was let go. */
    void countRecord() {
        poller.countRecord();
    }

    // ---- what it is the last to let go of

    /** Any thread, before memory is freed that this holds: has this look at a waitlist when it has let go. Lock-free. */
    void owe(Waitlist<?> waitlist) {
        owed.add(waitlist);
    }

    private void freeOwedBehindFence() {
        VarHandle.fullFence(); // pairs with that of HeldMemory.askAndTryFree
        freeOwed();
    }

    private void freeOwed() {
        if (isClosed()) {
            owed.freeAtEnd();
        } else {
            owed.free();
        }
    }

    // ---- the end

    /**
     * Declares that the thread holds nothing any more and will not poll again. Producers no longer wait for it, and its
     * subscriptions are closed. Called by the thread to which this belongs, or by any thread if that one has ended or
     * detached. A {@linkplain #proxy(String, RecordHandler) proxy} whose thread has died is {@linkplain #attach taken over}
     * first. Before anybody has attached it, the caller speaks for all who have begun to read under it. A second call does nothing, whoever makes it.
     *
     * @throws IllegalStateException if this belongs to another thread that lives, or has deferred records that are not
     *     completed; nothing has happened then
     */
    @Override
    public void close() {
        if (isClosed()) { // whoever has closed it may still live, and may have run out of memory
            PolledSubscribers.remove(this);
            closeSubscriptions();
            return;
        }
        checkNoneDeferred();
        Thread current = Thread.currentThread();
        Thread owner = (Thread) THREAD.compareAndExchange(this, null, current); // so that nobody attaches meanwhile
        if (owner != null && owner != current && (owner.isAlive() || proxy)) {
            throw new IllegalStateException(this + " belongs to " + owner
                    + (owner.isAlive() ? ", which may hold addresses" : ", which is dead, but stands for others"));
        }
        boolean ended = false;
        try {
            end(false);
            ended = true;
        } finally {
            if (!ended && owner == null) { // an error has struck, and the thread's waits do not serve this
                thread = null;
            }
        }
        PolledSubscribers.remove(this); // last: until it has ended, the thread's waits serve it
        freeOwedBehindFence();
    }

    /**
     * Closes all subscribers of the current thread, as {@link #close} closes one: for the end of a task whose thread lives on,
     * whatever the task has forgotten. By calling this, the thread declares that it holds nothing any more. These are closed:
     * <ul>
     *   <li>those that the thread has attached or polled, and has neither closed nor detached;
     *   <li>those that it has constructed and nobody has attached or polled, unless another thread that lives has subscribed
     *       for them or begun to read under them, or more than 16 that lived at one time have. {@linkplain #proxy(String, RecordHandler) Proxies} stay. Another thread that
     *       does one of these for the first time meanwhile keeps it open, or finds it closed.
     * </ul>
     *
     * <p>May be called anywhere, also by a handler. If closing one throws, the others are closed all the same; then the first
     * throwable is passed on, with the others suppressed in it; or, if it takes none, one whose cause it is. Allocates.
     *
     * @return how many it has closed
     */
    public static int closeAllOfCurrentThread() {
        int closed = 0;
        Failures failures = new Failures();
        for (Subscriber subscriber : PolledSubscribers.all()) {
            try {
                subscriber.close();
                closed++;
            } catch (Throwable thrown) {
                failures.add(thrown);
            }
        }
        for (Subscriber subscriber : UnattachedSubscribers.all()) {
            try {
                closed += subscriber.closeUnattached() ? 1 : 0;
            } catch (Throwable thrown) {
                failures.add(thrown);
            }
        }
        failures.rethrow();
        UnattachedSubscribers.forgetTheClosed(); // only now: after an error the next call tries again
        return closed;
    }

    /**
     * By the thread that has constructed it: ends it unless another may use it; false if one may. A thread that
     * {@linkplain #attach attaches}, or is {@linkplain #noteCurrentThread noted}, changes the state, and behind that asks
     * whether this is closed: before the step here it makes that fail, and behind it, it finds out. Nothing is done before
     * that step, so one that may be used is as it was.
     */
    private boolean closeUnattached() {
        long state;
        do {
            state = state();
            UnattachedThreads known =
                    unattachedThreads; // behind the state, which a thread changes when it stands there
            boolean free = (state & (UNATTACHED | CLOSED)) == UNATTACHED && thread == null;
            if (proxy || !free || known == null || !known.areOnlyCurrentThread()) {
                return false;
            }
        } while (!closeFrom(state)); // it may be evicted, or miss a deadline, at the same time
        ended(false);
        freeOwedBehindFence();
        return true;
    }

    /**
     * Closes this <b>whatever its thread does</b>. For a caller who knows that the thread holds nothing derived from any range
     * any more, and never will: such as a pool whose task has ended without closing its subscriber. The caller declares this
     * in place of the thread. If it is not true, memory is freed that the thread still uses, and nothing in this library can
     * find that out.
     *
     * <p>Unlike {@link Invalidator#evict} this is an acknowledgement: nobody waits for this any more, its subscriptions are
     * closed, and windows over them are {@link InvalidationResult#COMPLETED}. May be called by any thread, also for a
     * subscriber that was evicted. The next poll of its thread is an {@link IllegalStateException}; a handler that is running
     * goes on to its end. {@link SpaceCounters#closesOnBehalf} counts the call in each space where this has subscriptions. A
     * second call does nothing. O(m log n) for its m subscriptions in a space of n.
     *
     * @throws IllegalStateException if others than the thread may hold something, as this {@linkplain #proxy(String,
     *     RecordHandler) stands for them} or has deferred records that are not completed; nothing has happened then
     */
    public void closeOnBehalfOfItsThread() {
        if (isClosed()) {
            closeSubscriptions();
            return;
        }
        if (proxy) {
            throw new IllegalStateException(
                    this + " stands for others than its thread: closeOnBehalfOfAll speaks for these");
        }
        checkNoneDeferred();
        end(true);
        freeOwedBehindFence();
    }

    /**
     * Closes this <b>whatever its thread does, and whatever those do for whom it stands or for whom it has deferred
     * records</b>. For a caller who knows that all of them are gone, or hold nothing any more and never will: a device has
     * been reset, a process has ended. The caller declares this in place of them; if it is not true, memory is freed that they
     * still use. All deferred records count as completed.
     *
     * <p>Otherwise as {@link #closeOnBehalfOfItsThread}, and counted with it.
     */
    public void closeOnBehalfOfAll() {
        deferrals.areGone();
        if (isClosed() || !end(true)) {
            closeSubscriptions();
            wakeProducers();
        }
        freeOwedBehindFence();
    }

    /** Whether its thread has taken the record of its eviction. */
    boolean isToldOfEviction() {
        return isAny(TOLD);
    }

    /** Its thread has been told that it is evicted: this ends, at once or when all is completed that is deferred. */
    void toldOfEviction() {
        set(TOLD); // volatile, before the look at what is deferred: see afterAcknowledgement()
        tryEndEvicted();
    }

    private void tryEndEvicted() {
        if (deferred() == 0) {
            end(false);
            PolledSubscribers.remove(this);
        }
    }

    /** A producer that waits: closes this if its thread has died, and counts that; what it held is gone with it. */
    void closeIfOwnerDied(DeathCounters deaths) {
        if (proxy) {
            return;
        }
        Thread owner = thread;
        if (owner == null) {
            orphanIfAllAreDead(deaths);
            return;
        }
        boolean dead = !owner.isAlive(); // what it did happened before
        if (dead && deferred() == 0 && thread == owner && end(false)) { // it has not detached before it died
            deaths.countDeath();
        }
    }

    /**
     * False if it had ended before.
     *
     * @param onBehalf whether somebody else says that the thread holds nothing
     */
    private boolean end(boolean onBehalf) {
        if (!set(CLOSED)) {
            return false;
        }
        ended(onBehalf);
        return true;
    }

    private void ended(boolean onBehalf) {
        wakeProducers(); // first what takes no memory: they are waiting
        inboxes.clear();
        try {
            if (onBehalf) {
                memberships.forEach(membership -> membership.registry().deaths().countCloseOnBehalf());
            }
            closeSubscriptions();
        } finally {
            notice(); // so that polls find out
            unattachedThreads = null; // who is noted looks whether this is closed
        }
    }

    /**
     * May be called again, and then does what is left. A thread that subscribes meanwhile finds out: see {@link #checkServed}.
     */
    private void closeSubscriptions() {
        memberships.closeAll();
    }

    /**
     * Any thread: nobody waits for this any more, and its readers get {@link Subscription#CLOSED_FOR_GOOD}. Its thread
     * is told at its next poll, and it is closed then; until that, or the thread's death, it may hold anything.
     * False if it was evicted before.
     */
    boolean evict() {
        boolean first = set(EVICTED);
        notice();
        wakeProducers();
        memberships.forEach(membership -> membership.forEach(Subscription::markClosed));
        return first;
    }

    /**
     * Whether this has ended: closed, or its thread has died and a producer has noticed.
     *
     * @return true if no record will come any more
     */
    public boolean isClosed() {
        return isAny(CLOSED);
    }

    /**
     * Whether a producer that waited in vain has {@linkplain Invalidator#evict evicted} this.
     *
     * @return true if so
     */
    public boolean isEvicted() {
        return isAny(EVICTED);
    }

    private void checkNotClosed() {
        if (isClosed()) {
            throw new IllegalStateException(this + " is closed" + (isEvicted() ? ": it was evicted" : ""));
        }
    }

    /** Whether it may subscribe. Asked again once the subscription can be found: then it is found, or this fails. */
    void checkServed() {
        VarHandle.fullFence(); // pairs with Memberships.forEach()
        checkNotClosed();
        if (isEvicted()) {
            throw new IllegalStateException(this + " was evicted: use a new one");
        }
    }

    /** A subscription of this that comes into the tree next; to be followed by {@link #checkServed}. Lock-free; allocates. */
    void enter(Subscription subscription) {
        memberships.enter(subscription);
    }

    /** A space where it had subscriptions is closed. */
    void leave(Registry registry) {
        memberships.leave(registry);
    }

    long id() {
        return id;
    }

    /**
     * The number of records and failures so far. May be called by any thread at any time. Allocates.
     *
     * @return numbers, each of which was right at some moment
     */
    public SubscriberCounters counters() {
        return poller.counters();
    }

    @Override
    public String toString() {
        return "subscriber " + name;
    }
}
