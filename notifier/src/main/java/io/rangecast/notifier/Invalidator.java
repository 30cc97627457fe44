package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.concurrent.IdleStrategy;

/**
 * One producer thread's handle on an {@link AddressSpace}: it brackets every change of memory by
 * {@link #invalidateRangeStart} and {@link #invalidateRangeEnd}.
 *
 * <p><b>Assumptions</b>: one thread uses it at a time. A second one gets an {@link IllegalStateException}: always in checked
 * mode, otherwise on a best-effort basis. A window may be started on one thread and ended on another if the invalidator is handed over
 * in between, as any other object that is not thread-safe; checked mode takes the windows for those of the thread that has
 * used it last. The memory, and the structure in which readers look addresses up, are changed only between a start that
 * returned {@link InvalidationResult#COMPLETED} and its end. If another thread changes them on the producer's behalf, that
 * thread issues a release fence first.
 *
 * <p><b>Guarantees</b>: when a blockable start has returned {@code COMPLETED}, all whom it has hit have let go. The
 * callbacks of every hit subscription and of every {@link Notifier} have returned, and none has failed. Every hit subscriber
 * thread has polled past the record, or its subscriber is offline or closed. Every section of a hit {@link ReaderGroup} that was open
 * when the start looked is left. What they did happens before the return. Until the end no reader begins on a hit
 * subscription, and each that began before has to retry. Windows over other ranges, and their producers, are not disturbed:
 * a start writes no shared word but those of the subscriptions and subscribers that it hits.
 *
 * <p><b>The end</b>: {@link #close}. An invalidator that was not closed, though its thread has ended or nobody refers to it
 * any more, is detected later, when others are created. Then only the windows that it has left open remain, and they stay
 * open. Any thread may use it again all the same; its first start then allocates. The same holds of an invalidator that has
 * been idle while dozens of others were created.
 *
 * <p><b>Errors</b>: a start that throws leaves nothing open. Only if an {@link Error} strikes in it, and another where that is
 * undone, its range or batch stays open. As some may not have been told, it can be ended then, or retired anew, and nothing else.
 *
 * <p><b>Progress and cost</b>: O(log n + hits), one atomic addition for each hit. Start and end take no lock, and allocate
 * nothing once a range has grown to the hits of its starts. They are wait-free but for callbacks and, in the blockable
 * start, for the acknowledgements; these are waited for together, after all records were published.
 */
public final class Invalidator extends Producer implements AutoCloseable {
    /** How long a start waits unless told otherwise: five seconds, in nanoseconds. */
    public static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * How deep callbacks may nest in one thread, each called by an invalidation that the one around it has started; and how
     * deep record handlers may, likewise. A start that would call or wait inside so many is an
     * {@link IllegalStateException}.
     */
    public static final int MAX_NESTING = 32;

    /** In recordings: a start that left the waiting to somebody else. */
    private static final String PUBLISHED = "PUBLISHED";

    private static final LaggardPolicy WITHOUT_WAITING = LaggardPolicy.abortAfter(0);

    private final String name;
    private final IdleStrategy idle;
    private final long timeoutNanos;

    /** These are made when first needed: most invalidators need none of them. */
    private AcknowledgementPause pause;

    private BatchStart batchStart;
    private BatchWindows batchWindows;
    private PageAgeCalls calls;
    private Retirement retirement;

    /** The pool to which it is given back; null if it was not borrowed. */
    private final InvalidatorPool pool;

    /** For a borrower that has none; made when first needed. */
    private InvalidationRange ownRange;

    Invalidator(String name, AddressSpace space, Registry registry, IdleStrategy idle, long timeoutNanos) {
        this(name, space, registry, idle, timeoutNanos, null);
    }

    /** One that is lent, and given back. */
    Invalidator(String name, AddressSpace space, Registry registry, InvalidatorPool pool) {
        this(name, space, registry, null, DEFAULT_TIMEOUT_NANOS, pool);
    }

    private Invalidator(
            String name,
            AddressSpace space,
            Registry registry,
            IdleStrategy idle,
            long timeoutNanos,
            InvalidatorPool pool) {
        super(space, registry, pool != null);
        this.name = Objects.requireNonNull(name, "name");
        this.idle = idle;
        this.timeoutNanos = timeoutNanos;
        this.pool = pool;
    }

    // ---- one range

    /**
     * Opens a window over a range and waits until every hit subscription has let go, or the deadline has passed.
     *
     * <p>All records are published first, then callbacks run, then the acknowledgements are waited for; so this takes as long
     * as the slowest. While it waits, the thread serves the inboxes that it polls itself, except the one whose handler
     * calls this. So two handlers that start against each other both time out.
     *
     * <p>A callback that throws, even an {@link Error}, or refuses is reported to the space's
     * {@link InvalidationErrorHandler} and has not let go; the others are called all the same.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}; or the first that applies of {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} and {@link InvalidationResult#EVICTED}: the window is open then, and the memory
     *     must not be changed
     * @throws IllegalStateException if the range is open or not initialised, or this is closed; if a subscription is hit by as
     *     many open windows as it can count, or {@link #MAX_NESTING} callbacks run in this thread; or if this is called by the
     *     handler of a subscriber that it hits, which could not acknowledge. Nothing is left open then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult invalidateRangeStart(InvalidationRange range) {
        return Recordings.askForStarts() ? recordedStart(range) : start(range);
    }

    private InvalidationResult recordedStart(InvalidationRange range) {
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        int waitsBefore = waits;
        InvalidationResult result = start(range);
        event.commit(range, waits != waitsBefore, result.name());
        return result;
    }

    private InvalidationResult start(InvalidationRange range) {
        InvalidationResult result = null;
        Window window = open(range, true);
        try {
            tell(window, true);
            result = window.isSettled() ? InvalidationResult.COMPLETED : look(window);
        } finally {
            window.busy = false;
            if (result == null && window.open) { // no call: whatever strikes from here on
                window.held = HeldMemory.UNTOLD;
            }
            if (MisuseChecks.ON) {
                leaveChecks();
            }
            if (result == null) { // the idle strategy has thrown, or memory or the stack has come to its end
                abandon(window);
            }
        }
        return result;
    }

    /** Apart from {@link #start}, which is to stay small enough to become part of its caller. */
    private InvalidationResult look(Window window) {
        if (pause == null) {
            pause = new AcknowledgementPause();
        }
        boolean complete = pause.findsComplete(window.acknowledgements());
        return complete ? window.outcome() : awaitAcknowledgements(window, timeoutNanos, true);
    }

    /**
     * Opens a window as {@link #invalidateRangeStart} does, but leaves the waiting to a later {@link #await}. So many ranges
     * can be published first, and then all be awaited in the time of the slowest. Callbacks have returned when this returns;
     * it is wait-free but for them.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return true if every hit subscription has let go already, so that there is nothing to wait for; false otherwise, and
     *     also if a callback has failed, which {@link #await} calls again
     * @throws IllegalStateException if the range is open or not initialised, or this is closed; nothing is left open
     *     then
     * @throws IllegalArgumentException if the range is of another space
     */
    public boolean publish(InvalidationRange range) {
        return publish(range, false);
    }

    /** Whether this is to wait at once; then it tells nobody if it must not. */
    private boolean publish(InvalidationRange range, boolean toWait) {
        return Recordings.askForStarts() ? recordedPublish(range, toWait) : sendAndLook(range, toWait);
    }

    private boolean recordedPublish(InvalidationRange range, boolean toWait) {
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        boolean complete = sendAndLook(range, toWait);
        event.commit(range, false, complete ? InvalidationResult.COMPLETED.name() : PUBLISHED);
        return complete;
    }

    private boolean sendAndLook(InvalidationRange range, boolean toWait) {
        boolean complete;
        boolean told = false;
        Window window = open(range, true);
        try {
            tell(window, toWait);
            complete = window.isComplete();
            told = true;
        } finally {
            window.busy = false;
            if (!told && window.open) { // as in a start
                window.held = HeldMemory.UNTOLD;
            }
            if (MisuseChecks.ON) {
                leaveChecks();
            }
            if (!told) { // memory or the stack has come to its end
                abandon(window);
            }
        }
        return complete;
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationRange, long)} does, for this invalidator's time-out.
     *
     * @param range as there
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationRange range) {
        return await(range, timeoutNanos);
    }

    /**
     * Asks again and waits. Calls those callbacks again that have failed in this window, each once, and waits for the records
     * that are not acknowledged yet. Unlike a start, it also waits for the evicted, until their threads have been told or have
     * died, or the owners of the callbacks have closed them. Called after {@link #publish}, or to go on after any result but
     * {@link InvalidationResult#COMPLETED}.
     *
     * @param range open in this invalidator
     * @param nanos how long to wait, in nanoseconds
     * @return {@link InvalidationResult#COMPLETED}; or the first that applies of {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} and {@link InvalidationResult#EVICTED}, the last only when the time is over
     * @throws IllegalStateException if the range is not open in this invalidator, or this would wait for a subscriber whose
     *     handler calls it; the window stays open
     */
    public InvalidationResult await(InvalidationRange range, long nanos) {
        Window window = windowOf(range);
        askAgain(window);
        return awaitAcknowledgements(window, nanos, false);
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationRange, long)} does.
     *
     * @param range as there
     * @param timeout how long to wait; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationRange range, Duration timeout) {
        return await(range, TimeoutNanos.of(timeout));
    }

    /**
     * Whether all have let go of an open range. Only looks: it neither waits nor calls anybody again. Wait-free, O(hits);
     * allocates nothing. Counters and recordings take it neither for a wait nor for a time-out.
     *
     * <p>It may return false though the start has returned COMPLETED: a subscriber that was offline then, and held nothing, has
     * come back, and acknowledges the record in its turn, or has deferred it. The change need not wait for that; nor does
     * {@link #retire}, which perhaps frees a little later than it could.
     *
     * @param range open in this invalidator
     * @return true if {@link #await(InvalidationRange, long)} would return {@link InvalidationResult#COMPLETED} at once
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public boolean isAcknowledged(InvalidationRange range) {
        Window window = windowOf(range);
        window.restart(true);
        return window.acknowledgements().recheck() && window.outcome() == InvalidationResult.COMPLETED;
    }

    /** Calls again who has failed, and has the next wait be for everybody. */
    final void askAgain(Window window) {
        window.restart(true);
        enterChecks();
        window.busy = true;
        try {
            callAgain(window);
        } finally {
            window.busy = false;
            if (MisuseChecks.ON) {
                leaveChecks();
            }
        }
    }

    /**
     * Waits for the records of a window, and says what has become of all that was asked.
     *
     * @param starting whether that is part of a start, which does not wait for known laggards
     */
    private InvalidationResult awaitAcknowledgements(Window window, long nanos, boolean starting) {
        enterChecks();
        window.busy = true;
        running++;
        try {
            window.acknowledgements().expectWithin(starting ? nanos : Long.MAX_VALUE);
            long begun = System.nanoTime();
            boolean inTime = await(window, nanos, starting);
            return result(window, begun, inTime, nanos, starting);
        } finally {
            running--;
            window.busy = false;
            if (MisuseChecks.ON) {
                leaveChecks();
            }
        }
    }

    /** False if the time was over first. To look once is not to wait, but for a start. */
    final boolean await(AcknowledgementCondition waited, long nanos, boolean starting) {
        if (waited.isOver()) {
            return true;
        }
        if (nanos > 0) {
            waited.checkMayWait();
        }
        boolean counts = nanos > 0 || starting;
        if (counts) {
            counters().waited();
            waits++;
        }
        return counts && Recordings.haveBegun() ? recordedWait(waited, nanos) : SpinThenPark.await(waited, idle, nanos);
    }

    private boolean recordedWait(AcknowledgementCondition waited, long nanos) {
        InvalidationWaitEvent event = InvalidationWaitEvent.begun();
        boolean over = SpinThenPark.await(waited, idle, nanos);
        if (event != null) {
            event.commit(space.id(), name, over);
        }
        return over;
    }

    /** The outcome of all that was asked in a window, once the wait for it is over, or its time. */
    final InvalidationResult result(Window window, long begun, boolean inTime, long nanos, boolean starting) {
        Acknowledgements acknowledgements = window.acknowledgements();
        boolean over = acknowledgements.recheck();
        if (!over && !inTime && nanos > 0) {
            over = acknowledgements.recheckAtDeadline(begun);
        }
        if (over) {
            return window.outcome();
        }
        if (nanos > 0 || starting) {
            counters().timedOut(acknowledgements.laggardCount());
            Recordings.timeout(window.range(), acknowledgements::laggards, acknowledgements::lateGroups);
        }
        return InvalidationResult.TIMED_OUT;
    }

    /**
     * Opens a window over a range if nobody has to be waited for: no callback refuses or throws, no section of a hit
     * {@link ReaderGroup} is open, and every hit subscriber thread is {@linkplain Subscriber#offline offline} or, by its cache,
     * {@linkplain TranslationCache#withSubscriber if that can be asked}, holds nothing of the range. If a callback refuses or
     * throws, notifiers whose start was called before get their end.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}; or {@link InvalidationResult#AGAIN}, with no window left open, though
     *     readers may have to retry once in vain, and threads that were offline may get a record
     * @throws IllegalStateException if the range is open or not initialised, this is closed, or a subscription is hit
     *     by as many open windows as it can count; nothing is left open then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult invalidateRangeStartNonblock(InvalidationRange range) {
        return Recordings.askForStarts() ? recordedStartNonblock(range) : startNonblock(range);
    }

    private InvalidationResult recordedStartNonblock(InvalidationRange range) {
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        InvalidationResult result = startNonblock(range);
        event.commit(range, false, result.name());
        return result;
    }

    private InvalidationResult startNonblock(InvalidationRange range) {
        boolean told = false;
        Window window = open(range, false);
        try {
            if (!tell(window, false)) {
                counters().refused();
                return InvalidationResult.AGAIN;
            }
            told = true;
        } finally {
            window.busy = false;
            if (!told && window.open) { // as in a start
                window.held = HeldMemory.UNTOLD;
            }
            if (MisuseChecks.ON) {
                leaveChecks();
            }
            if (!told) {
                abandon(window);
            }
        }
        return InvalidationResult.COMPLETED;
    }

    // ---- a batch

    /**
     * Opens a window over each range of a batch, and waits once for all of them, as {@link
     * #invalidateRangeStart(InvalidationRange)} does for one. A subscriber gets a record for each merged range that hits it.
     *
     * @param batch initialised, of this invalidator's space, and not open; if it is empty, nobody is told, but it is open
     *     until its end all the same
     * @return as for one range, the worst of all; the windows are open in any case
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult invalidateRangeStart(InvalidationBatch batch) {
        if (!Recordings.askForStarts()) {
            return batchStart().start(batch, timeoutNanos);
        }
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        int waitsBefore = waits;
        InvalidationResult result = batchStart().start(batch, timeoutNanos);
        event.commit(batch, waits != waitsBefore, result.name());
        return result;
    }

    /**
     * Opens a window over each range of a batch, as {@link #publish(InvalidationRange)} does over one, and leaves the
     * waiting to a later {@link #await(InvalidationBatch)}.
     *
     * @param batch initialised, of this invalidator's space, and not open
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public boolean publish(InvalidationBatch batch) {
        if (!Recordings.askForStarts()) {
            return batchStart().publish(batch, false);
        }
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        boolean complete = batchStart().publish(batch, false);
        event.commit(batch, false, complete ? InvalidationResult.COMPLETED.name() : PUBLISHED);
        return complete;
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationBatch, long)} does, for this invalidator's time-out.
     *
     * @param batch as there
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationBatch batch) {
        return await(batch, timeoutNanos);
    }

    /**
     * Asks again and waits for all that a batch has hit, as {@link #await(InvalidationRange, long)} does for one range.
     *
     * @param batch open in this invalidator
     * @param nanos how long to wait for all of it, in nanoseconds
     * @return as for one range, the worst of all
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationBatch batch, long nanos) {
        return batchWindows().await(batch, nanos);
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationBatch, long)} does.
     *
     * @param batch as there
     * @param timeout how long to wait for all of it; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationBatch batch, Duration timeout) {
        return await(batch, TimeoutNanos.of(timeout));
    }

    /**
     * Whether all have let go of a batch. Only looks, as {@link #isAcknowledged(InvalidationRange)} does.
     *
     * @param batch open in this invalidator
     * @return true if {@link #await(InvalidationBatch, long)} would return {@link InvalidationResult#COMPLETED} at once
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public boolean isAcknowledged(InvalidationBatch batch) {
        return batchWindows().isAcknowledged(batch);
    }

    /**
     * The names of those who have not let go of a batch yet, as {@link #laggards(InvalidationRange)} gives those of a range.
     *
     * @param batch open in this invalidator
     * @return names, each once
     * @throws IllegalStateException as there
     */
    public List<String> laggards(InvalidationBatch batch) {
        return batchWindows().laggards(batch);
    }

    /**
     * Describes those who have not let go of a batch yet, as {@link #describeLaggards(InvalidationRange)} does for a range.
     *
     * @param batch open in this invalidator
     * @return as there, each subscriber and group once
     * @throws IllegalStateException as there
     */
    public String describeLaggards(InvalidationBatch batch) {
        return LaggardReport.of(
                batchWindows().lateSubscribers(batch), batchWindows().lateGroups(batch));
    }

    /**
     * Gives up on those who have not let go of a batch, as {@link #evict(InvalidationRange)} does for a range.
     *
     * @param batch open in this invalidator
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult evict(InvalidationBatch batch) {
        return batchWindows().evict(batch);
    }

    /**
     * Ends the windows of a batch and frees its memory when all have let go, as
     * {@link #quarantine(InvalidationRange, Runnable)} does for a range.
     *
     * @param batch open in this invalidator
     * @param free frees the memory of the whole batch
     * @throws IllegalStateException as there
     */
    public void quarantine(InvalidationBatch batch, Runnable free) {
        Objects.requireNonNull(free, "free");
        batchWindows().checkOpen(batch);
        retirement().quarantine(new RetirableBatch(this, batchWindows(), batch), free);
    }

    /**
     * Retires the memory of a batch, as {@link #retire(InvalidationRange, Runnable)} does that of a range. {@code free} runs
     * once, when all have let go of the whole batch.
     *
     * @param batch initialised, of this invalidator's space; open in this invalidator or not open
     * @param free frees the memory of the whole batch
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult retire(InvalidationBatch batch, Runnable free) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(batch, "batch");
        return retireChecked(new RetirableBatch(this, batchWindows(), batch), free, null);
    }

    /**
     * Retires the memory of a batch, as {@link #retire(InvalidationRange, Runnable, Executor)} does that of a range.
     *
     * @param batch as for {@link #retire(InvalidationBatch, Runnable)}
     * @param free as there
     * @param executor is given {@code free}, once, when all have let go
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult retire(InvalidationBatch batch, Runnable free, Executor executor) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(batch, "batch");
        return retireChecked(new RetirableBatch(this, batchWindows(), batch), free, executor);
    }

    /**
     * Retires the memory of a batch, as {@link #retireAsync(InvalidationRange)} does that of a range.
     *
     * @param batch as for {@link #retire(InvalidationBatch, Runnable)}
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public CompletionStage<Void> retireAsync(InvalidationBatch batch) {
        return stage(done -> retire(batch, done));
    }

    /**
     * Closes the windows of a batch.
     *
     * @param batch open in this invalidator
     * @throws IllegalStateException if the batch is not open in this invalidator; nothing has changed then
     */
    public void invalidateRangeEnd(InvalidationBatch batch) {
        batchWindows().end(batch);
    }

    // ---- who has not let go of a range

    /**
     * The names of those who have not let go of an open range yet. Allocates.
     *
     * @param range open in this invalidator
     * @return the names of the subscribers that have not acknowledged it; then of the reader groups with sections that were
     *     open when the start looked and still are; then of those whose callbacks have failed: {@link Subscription#name()},
     *     such as {@code subscription [0x1000,0x2000)}, or {@link Registration#name()}
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public List<String> laggards(InvalidationRange range) {
        return windowOf(range).laggards();
    }

    /**
     * Describes those who have not let go of an open range yet, for a person to read when a wait has ended at its deadline.
     * Takes the stacks of their threads, which stops each thread for a moment. Allocates.
     *
     * @param range open in this invalidator
     * @return for each such subscriber its name, its thread and that thread's stack. If the module {@code java.management} is
     *     there, also the lock for which the thread waits and who holds that, which may be the caller. For each such reader
     *     group how many sections are open, how many of these are of the current phase, the others being older, and how many
     *     may be the caller's own; in checked mode, also where each was entered. Empty if all have let go
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public String describeLaggards(InvalidationRange range) {
        Acknowledgements acknowledgements = windowOf(range).acknowledgements();
        return LaggardReport.of(acknowledgements.laggards(), acknowledgements.lateGroups());
    }

    /**
     * Gives up on those who have not let go of an open range. <b>That does not make the memory safe.</b> The readers of all of
     * them get {@link Subscription#CLOSED_FOR_GOOD}. Allocates.
     * <ul>
     *   <li>Nobody waits for such a subscriber any more. At its next poll its thread is told that it must drop everything and use
     *       a new {@link Subscriber}; until then it may hold a raw address and use it.
     *   <li>Nobody calls such a callback any more. Until its owner closes the subscription or registration, every start over it
     *       returns {@link InvalidationResult#EVICTED}, or {@link InvalidationResult#AGAIN} if it must not wait.
     *   <li>Nobody enters such a {@linkplain ReaderGroup reader group} any more. Until its last section is left, every start
     *       over it returns the same.
     * </ul>
     *
     * @param range open in this invalidator
     * @return {@link InvalidationResult#COMPLETED} if all have let go meanwhile. {@link InvalidationResult#EVICTED} if not: do
     *     not free the memory, but keep the range closed and {@link #await} the end of their threads, or {@link #quarantine}
     *     the memory. {@link InvalidationResult#TIMED_OUT} if a subscriber that was offline is just coming back: await it
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public InvalidationResult evict(InvalidationRange range) {
        Window window = windowOf(range);
        counters().evicted(window.evictLaggards());
        window.restart(false);
        return awaitAcknowledgements(window, 0, false);
    }

    /**
     * Ends a window of which some have not let go, and frees its memory once they have let go, or are offline, closed or dead,
     * and the sections that it has met are left. A callback that has failed has let go once its owner has closed its
     * subscription or registration. Nothing may lead to the memory any more; until it is freed it must be left alone, and its
     * addresses must not be used again. {@link AddressSpace#quarantined} tells what is held, and by whom. Costs the same
     * however much is held already; lock-free but for the actions that free. Allocates.
     *
     * <p>If this throws an {@link Error}, as memory has run out, and the range is still open, it may be called again, with
     * the same action, which runs once.
     *
     * @param range open in this invalidator
     * @param free frees the memory. Run once: by this call, inside the window, if nobody is missing; else by a thread that
     *     calls {@link AddressSpace#reapQuarantine}, which looks at all that is held, or this method or {@link #close}, which
     *     look at a few. That call throws what the actions throw, the first with the others suppressed
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public void quarantine(InvalidationRange range, Runnable free) {
        Objects.requireNonNull(free, "free");
        windowOf(range);
        retirement().quarantine(new RetirableRange(this, range), free);
    }

    // ---- a change, whatever the result

    /**
     * Makes a change in a window of its own, as {@link #change(InvalidationRange, Runnable, LaggardPolicy)} does by the space's
     * {@linkplain AddressSpace#laggardPolicy() policy}.
     *
     * @param range as there
     * @param change as there
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult change(InvalidationRange range, Runnable change) {
        return change(range, change, space().laggardPolicy());
    }

    /**
     * Makes a change in a window of its own: tells all who are hit, waits for them as long as the policy says, changes, and
     * ends the window. The policy's wait takes the place of this invalidator's time-out. If somebody has not let go by then, or
     * a callback has failed, the policy says what becomes of the change; the window is over in any case.
     *
     * <p>A policy that evicts does so before it asks for room to retire. If there is none, the result is AGAIN, and those who
     * were late are evicted all the same.
     *
     * <p>A policy without a wait makes this a try: all are told, and this looks once for acknowledgements. Then it takes the
     * window back, with the result {@link InvalidationResult#AGAIN}, or retires the change. Callbacks are called as by a start
     * that may wait.
     *
     * <p>A change that is retired is made by others, as {@link #retire(InvalidationRange, Runnable)} says, after the window.
     * Readers may begin again before it, so what they look up must not lead to the memory any more. Progress and cost are
     * those of {@link #publish}, {@link #await(InvalidationRange, long)} and retire. Allocates nothing unless it retires or
     * evicts.
     *
     * @param range initialised, of this invalidator's space, and not open; it is not open afterwards, either, unless this
     *     throws an {@link Error}: then {@link InvalidationRange#close} ends what is open
     * @param change changes the memory, and where readers look it up. Run once if the result is COMPLETED or RETIRED, else not
     *     at all. This passes on what it throws, unless it is retired
     * @param policy how long to wait, and what to do then
     * @return {@link InvalidationResult#COMPLETED} if the change is made; {@link InvalidationResult#RETIRED} if it will be;
     *     {@link InvalidationResult#AGAIN} if the policy does not wait, or the space may not {@linkplain
     *     AddressSpace#limitHeld hold} more; or, by a policy that aborts, {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} or {@link InvalidationResult#EVICTED}
     * @throws IllegalStateException if the range is open or not initialised, this is closed, a subscription is hit by as
     *     many open windows as it can count, or this would wait for a subscriber whose handler calls it; nothing is left open
     *     then, and nobody was told
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult change(InvalidationRange range, Runnable change, LaggardPolicy policy) {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(policy, "policy");
        if (!publish(range, policy.waitNanos() > 0)) {
            return policy.treatLaggards(this, range, change);
        }
        try (range) {
            runInside(change);
            return InvalidationResult.COMPLETED;
        }
    }

    /** Waits for those whom a publish has told; without time, looks once, and counts as a try. */
    InvalidationResult awaitOrTry(InvalidationRange range, long nanos) {
        if (nanos > 0) {
            return awaitAcknowledgements(windowOf(range), nanos, true);
        }
        if (isAcknowledged(range)) {
            return InvalidationResult.COMPLETED;
        }
        counters().refused();
        return InvalidationResult.AGAIN;
    }

    /**
     * Makes a change if nobody has to be waited for, as {@link #change(InvalidationRange, Runnable, LaggardPolicy)} does by a
     * policy that aborts without a wait. Unlike {@link #invalidateRangeStartNonblock} it tells all first, and then looks, so
     * that a subscriber that is just letting go is not too late.
     *
     * @param range as there
     * @param change as there
     * @return {@link InvalidationResult#COMPLETED}, or {@link InvalidationResult#AGAIN} if the change is not made
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult tryChange(InvalidationRange range, Runnable change) {
        return change(range, change, WITHOUT_WAITING);
    }

    // ---- free later

    /**
     * Tells all who are hit that memory goes, never waits, and frees the memory when all have let go. For a thread that holds
     * a lock, or must not wait for others, once nothing leads to the memory any more. Publishes the range, unless a start or
     * publish has done so; ends the window; and if somebody has not let go, keeps the action that frees. Until it has run, the
     * memory must be left alone and its addresses not be used again. Readers of the range may begin again at once, so the
     * structure in which they look it up must not lead there.
     *
     * <p>A callback that has failed has let go once its owner has closed its subscription or registration, and an evicted
     * subscriber once its thread has been told. {@link AddressSpace#quarantined} tells what is held, and by whom. If the space
     * is closed, nobody is left to be told, and {@code free} runs at once; what is held already goes on being held. When the
     * process ends, nothing more is freed.
     *
     * <p><b>Who runs {@code free}</b>: this call, inside the window, if nobody is missing. Else whoever finds first that all
     * have let go. {@link AddressSpace#reclaimer(Reclaimer)} chooses who looks; these look in any case: a thread that calls
     * {@link AddressSpace#reapQuarantine}, a {@linkplain AddressSpace#reaper reaper}, and, at some of what is held, every
     * fourth later retire and each later {@link #quarantine} and {@link #close} on any invalidator of the space. No lock of the
     * library is held. This call, too, may run what others have retired, under the caller's locks; an executor avoids that.
     * Such an action must not use the range that is being retired for something else, which is refused.
     *
     * <p>What {@code free} throws is told to the space's {@link InvalidationErrorHandler}, with {@code free} as the source,
     * and counted ({@link SpaceCounters#failedFrees}); other actions run all the same. If it retires memory in turn that
     * nobody holds, that is freed inside it, as deep as the thread's stack goes; so retire a long chain with an executor that
     * queues.
     *
     * <p>Costs as much as {@link #publish}, plus O(subscribers that have not let go), however much is held already; lock-free
     * but for callbacks and the actions that free. Allocates. What a subscriber does before it lets go happens before
     * {@code free}.
     *
     * <p>If this throws an {@link Error}, as memory has run out, and the range is not open, nothing was done. If the range is
     * open, this may be called again with the same action, which runs once, or the window be ended.
     *
     * @param range initialised, of this invalidator's space; open in this invalidator or not open
     * @param free frees the memory; run once, unless the result is AGAIN
     * @return {@link InvalidationResult#COMPLETED} if {@code free} has run, {@link InvalidationResult#RETIRED} if it will.
     *     {@link InvalidationResult#AGAIN} if somebody has not let go, and the space may not {@linkplain
     *     AddressSpace#limitHeld hold} more: {@code free} will not run, and no window is left open. Nobody was told by this
     *     call then, unless callbacks were called and one has refused, or a subscriber has come online meanwhile
     * @throws IllegalStateException if the range is not initialised, is open in another invalidator, or a start over it has
     *     not returned; or if this is closed, or a subscription is hit by as many open windows as it can count. Nothing was
     *     done then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult retire(InvalidationRange range, Runnable free) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(range, "range");
        return retireChecked(new RetirableRange(this, range), free, null);
    }

    /**
     * Retires as {@link #retire(InvalidationRange, Runnable)} does, and frees in an executor: the thread that finds that all
     * have let go gives {@code free} to it. If the executor throws, the error handler is told, and that thread runs
     * {@code free}. Memory whose action the executor drops without throwing stays held.
     *
     * @param range as there
     * @param free as there
     * @param executor is given {@code free}, once, when all have let go; called by the threads named there, and must not wait
     * @return as there; {@link InvalidationResult#COMPLETED} if the executor has the action
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult retire(InvalidationRange range, Runnable free, Executor executor) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(range, "range");
        return retireChecked(new RetirableRange(this, range), free, executor);
    }

    /**
     * Retires as {@link #retire(InvalidationRange, Runnable)} does, with a stage in place of the action. The threads named
     * there run what depends on the stage.
     *
     * @param range as there
     * @return a stage that is completed when all have let go, or already if nobody is missing. If the space may not hold more,
     *     it is completed with a {@link RejectedExecutionException}, and nobody was told. If this throws an
     *     {@link Error} and the range is open, the window is to be ended before another try, as nobody has the stage
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public CompletionStage<Void> retireAsync(InvalidationRange range) {
        return stage(done -> retire(range, done));
    }

    private CompletionStage<Void> stage(Function<Runnable, InvalidationResult> retire) {
        CompletableFuture<Void> letGo = new CompletableFuture<>();
        if (retire.apply(() -> letGo.complete(null)) == InvalidationResult.AGAIN) {
            letGo.completeExceptionally(new RejectedExecutionException(space() + " may not hold more"));
        }
        return letGo.minimalCompletionStage();
    }

    /**
     * Retires a range with which nobody can call again: if an error strikes, its window is ended here. Once the memory is going
     * to be freed, the space is told of the error, as a result that says so would be lost with it.
     */
    final InvalidationResult retireAtOnce(InvalidationRange range, Runnable free, Executor executor) {
        Retirable windows = new RetirableRange(this, range);
        try {
            return retireChecked(windows, free, executor);
        } catch (Throwable struck) {
            // No call, as what strikes from here on must not hide that the memory will be freed.
            HeldMemory memory = range.window.held;
            boolean isOut = memory != null && memory.armed;
            try {
                range.close();
            } catch (Throwable more) {
                if (!isOut) {
                    throw Failures.both(struck, more);
                }
            }
            if (!isOut) {
                throw struck;
            }
            try {
                space().report(struck, range.view(), free);
                if (!memory.hasRun()) { // if nobody holds it, nobody else would free it
                    Failures ofOthers = new Failures();
                    registry().quarantine().arm(memory, ofOthers);
                    ofOthers.reportTo(space());
                }
            } catch (Throwable more) {
                // An error would say that the memory is the caller's still, who would free it once more.
            }
            return memory.over ? InvalidationResult.COMPLETED : InvalidationResult.RETIRED;
        }
    }

    private InvalidationResult retireChecked(Retirable windows, Runnable free, Executor executor) {
        windows.check();
        return retirement().retire(windows, free, executor);
    }

    private Retirement retirement() {
        if (retirement == null) {
            retirement = new Retirement(this);
        }
        return retirement;
    }

    private BatchStart batchStart() {
        if (batchStart == null) {
            batchStart = new BatchStart(this, batchWindows());
        }
        return batchStart;
    }

    private BatchWindows batchWindows() {
        if (batchWindows == null) {
            batchWindows = new BatchWindows(this);
        }
        return batchWindows;
    }

    // ---- the end of a range

    /**
     * Closes the window, as the memory, and the structure in which it is looked up, are in their new state. Readers may begin
     * again; then notifiers are called, newest first. A window of which some have not let go is ended likewise, if the memory
     * was left alone.
     *
     * @param range open in this invalidator
     * @throws IllegalStateException if the range is not open in this invalidator: there was no start, it has not
     *     returned yet, it returned {@link InvalidationResult#AGAIN}, or the window was ended before
     */
    public void invalidateRangeEnd(InvalidationRange range) {
        endOf(range);
    }

    // ---- page ages and flushes

    /**
     * Whether a notifier has seen an address used. Asks the newest first, up to the first that says so; one that throws
     * counts as having said so. This and the three methods below are wait-free but for the callbacks, and allocate nothing.
     *
     * @param address unsigned
     * @return true if it is young
     * @throws IllegalStateException if this is closed
     */
    public boolean testYoung(long address) {
        return call(NotifierCallback.TEST_YOUNG, address, address);
    }

    /**
     * Whether a notifier has seen a range used; clears that, and flushes. Asks all, newest first.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if any says that some of it was young, or throws
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws IllegalStateException if this is closed
     */
    public boolean clearFlushYoung(long start, long end) {
        return callOver(NotifierCallback.CLEAR_FLUSH_YOUNG, start, end);
    }

    /**
     * Whether a notifier has seen a range used; clears that without a flush. Asks all, newest first.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if any says that some of it was young, or throws
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws IllegalStateException if this is closed
     */
    public boolean clearYoung(long start, long end) {
        return callOver(NotifierCallback.CLEAR_YOUNG, start, end);
    }

    /**
     * Has those who share the page table flush a range, newest first. To be called inside a window, once the
     * translations have changed and before the memory is used for something else.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @throws IllegalArgumentException for an empty or reversed range
     * @throws IllegalStateException if this is closed
     * @throws InvalidationFailedException if a notifier has thrown, and so may not have flushed; all others have been
     *     called, and it may be tried again
     */
    public void invalidateSecondaryTlbs(long start, long end) {
        callOver(NotifierCallback.SECONDARY_TLBS, start, end);
    }

    private PageAgeCalls calls() {
        if (calls == null) {
            calls = new PageAgeCalls(this);
        }
        return calls;
    }

    private boolean callOver(NotifierCallback callback, long start, long end) {
        Interval.checkRange(start, end);
        return call(callback, start, end);
    }

    private boolean call(NotifierCallback callback, long start, long end) {
        use();
        enterChecks();
        try {
            return calls().call(callback, start, end);
        } finally {
            leaveChecks();
        }
    }

    // ---- closing

    /**
     * Ends the use of this handle; gives it back if it was {@linkplain AddressSpace#borrowInvalidator borrowed}. Also frees
     * some of what is held, and throws what the actions of quarantined memory throw, of which, for a borrowed handle, the error
     * handler is told instead. A second call does nothing.
     *
     * @throws IllegalStateException while a window of it is open; or if it was lent to another thread
     */
    @Override
    public void close() {
        endOwed();
        if (ownRange != null && running == 0) { // else an action closes once more what is used around it
            ownRange.close(); // an error may have left it open, and nobody else has it
        }
        if (!windows().isEmpty()) {
            throw new IllegalStateException(this + " has open windows; end them first");
        }
        if (isBusy()) {
            throw new IllegalStateException(this + " makes room for records; a start of it has not returned yet");
        }
        if (!isClosed()) {
            if (pool == null) {
                leave();
            } else {
                giveBack();
            }
            Failures failures = new Failures();
            registry().quarantine().takeTurn(failures);
            if (pool == null) {
                failures.rethrow();
            } else { // a borrower has nothing to do with it, and a result of its own to return
                failures.reportTo(space());
            }
        }
    }

    /** From here on it may be another thread's. */
    private void giveBack() {
        endOfLoan();
        boolean taken = false;
        try {
            taken = pool.giveBack(this);
        } finally {
            if (!taken) {
                leave();
            }
        }
    }

    /** A range to be used while it is lent. */
    InvalidationRange ownRange() {
        if (ownRange == null) {
            ownRange = new InvalidationRange();
        }
        return ownRange;
    }

    /**
     * Whether this handle is closed, or was borrowed and given back. Called by the thread that uses it; wait-free. The end of
     * the space does not close it.
     *
     * @return true from the end of {@link #close} on
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * The name of this invalidator. Any thread.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    /**
     * The space whose changes this announces.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    @Override
    public String toString() {
        return "invalidator " + name + " of " + space;
    }
}
