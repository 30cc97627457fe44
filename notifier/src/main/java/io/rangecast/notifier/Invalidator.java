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
 * <p><b>Assumptions</b>: one thread at a time; a second one gets an {@link IllegalStateException}, in checked mode
 * always, else as good as always. A window may be started on one thread and ended on another if the
 * invalidator is handed over in between, as any other object that is not thread-safe; checked mode takes its windows for
 * those of the thread that has used it last. The memory is changed only
 * between a start that returned {@link InvalidationResult#COMPLETED} and its end, and the structure in which readers
 * look addresses up likewise. If another thread changes it on the producer's behalf, that thread issues a release fence
 * first.
 *
 * <p><b>Guarantees</b>: when a blockable start has returned {@code COMPLETED}, the callbacks of every hit subscription
 * and of every {@link Notifier} have returned, none of them by a failure, and every hit subscriber thread has polled
 * past the record, or its subscriber is closed, and every section of a hit {@link ReaderGroup} is left that was open when
 * the start looked; what they did happens before. Until the end no reader begins on a hit
 * subscription, and who began before fails the retry. Windows over other ranges, and their producers, are not disturbed:
 * no word that a start writes is shared but those of the subscriptions and subscribers it hits.
 *
 * <p><b>The end</b>: {@link #close}. One that is forgotten, as its thread has ended or nobody has it any more, is noticed
 * when others come: nothing is kept of it but a window that it has left open, which stays so. It may be used again all the
 * same, by any thread: the first start then allocates. That holds too of one that has been idle while dozens of others
 * have come.
 *
 * <p><b>Progress and cost</b>: O(log n + hits), one atomic addition for each hit. Start and end take no lock and
 * allocate nothing once a range has grown to the hits of its starts. They are wait-free but for callbacks and, in the
 * blockable start, for the acknowledgements, which are waited for all together, after all were published.
 */
public final class Invalidator extends Producer implements AutoCloseable {
    /** How long a start waits unless told otherwise: five seconds, in nanoseconds. */
    public static final long DEFAULT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * How many callbacks may run inside each other in one thread, each called by an invalidation that the one before has
     * started; and how many record handlers, likewise. A start that would call or wait inside so many is an
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

    private BatchWindows batches;
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
     * <p>All records are published first, then callbacks run, then the acknowledgements are waited for: the cost is
     * that of the slowest. While it waits, the thread serves the inboxes that it polls itself, but for that of a record
     * handler by which this is called: so handlers of two threads that wait for each other time out.
     *
     * <p>A callback that throws, be it an {@link Error}, or refuses, is reported to the space's
     * {@link InvalidationErrorHandler} and has not let go; the others are called all the same.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}; or {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} or {@link InvalidationResult#EVICTED}, the first of them that holds, with the
     *     window open and the memory not to be touched
     * @throws IllegalStateException if the range is open or not initialised, this is closed, a subscription is hit by as
     *     many open windows as it can count, {@link #MAX_NESTING} callbacks run in this thread, or a subscriber is hit by
     *     whose handler this is called, so that nobody could acknowledge; nothing is left open then
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
        return complete ? window.outcome() : awaitAnswers(window, timeoutNanos, true);
    }

    /**
     * Opens a window as {@link #invalidateRangeStart} does, but leaves the waiting to a later {@link #await}: so many
     * ranges can be published first, and then all be waited for in the time of the slowest. Callbacks have returned
     * when this returns. Wait-free but for them.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return whether every hit subscription has let go already, and there is nothing to wait for; false also if a
     *     callback has failed, which {@link #await} calls again
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
     * Asks again and waits, as {@link #await(InvalidationRange, long)} does, as long as this invalidator waits.
     *
     * @param range open in this invalidator
     * @return {@link InvalidationResult#COMPLETED}, {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} or {@link InvalidationResult#EVICTED}
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public InvalidationResult await(InvalidationRange range) {
        return await(range, timeoutNanos);
    }

    /**
     * Asks again and waits: calls the callbacks again that have failed in this window, once each and nobody else, and
     * waits for the records that are not acknowledged yet. Waits for the evicted too, which a start does not, until
     * their threads have been told or have died, or the owners of the callbacks have closed them. To be called after
     * {@link #publish}, and to go on after another result than {@link InvalidationResult#COMPLETED}.
     *
     * @param range open in this invalidator
     * @param nanos how long to wait, in nanoseconds
     * @return {@link InvalidationResult#COMPLETED}; or {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} or {@link InvalidationResult#EVICTED}, the first of them that holds. The
     *     latter only when the time is over
     * @throws IllegalStateException if the range is not open in this invalidator, or this would wait for a subscriber by
     *     whose handler it is called; the window stays open
     */
    public InvalidationResult await(InvalidationRange range, long nanos) {
        Window window = windowOf(range);
        askAgain(window);
        return awaitAnswers(window, nanos, false);
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationRange, long)} does.
     *
     * @param range open in this invalidator
     * @param timeout how long to wait; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationRange range, Duration timeout) {
        return await(range, Waiting.nanos(timeout));
    }

    /**
     * Whether all have let go of an open range: a look, without a wait, and without calling anybody again. Wait-free, O(hits);
     * allocates nothing, and is neither a wait nor a time-out in counters and recordings.
     *
     * <p>False, perhaps, though the start has returned COMPLETED: a subscriber that was offline then, and held nothing, has come
     * back, and acknowledges the record in its turn, or has deferred it. The change need not wait for that; nor does
     * {@link #retire}, which frees, perhaps, a little later than it might.
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
    private InvalidationResult awaitAnswers(Window window, long nanos, boolean starting) {
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
    final boolean await(AcknowledgementWait waited, long nanos, boolean starting) {
        if (waited.isOver()) {
            return true;
        }
        if (nanos > 0) {
            waited.checkMayWait();
        }
        if (nanos > 0 || starting) {
            counters().waited();
            waits++;
        }
        return Recordings.haveBegun() ? recordedWait(waited, nanos) : Waiting.await(waited, idle, nanos);
    }

    private boolean recordedWait(AcknowledgementWait waited, long nanos) {
        InvalidationWaitEvent event = InvalidationWaitEvent.begun();
        boolean over = Waiting.await(waited, idle, nanos);
        if (event != null) {
            event.commit(space.id(), name, over);
        }
        return over;
    }

    /** What has become of all that was asked in a window, once the wait for it is over, or its time. */
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
     * Opens a window over a range if that takes no waiting: every subscriber thread that is hit is
     * {@linkplain Subscriber#offline offline}, or its cache, {@linkplain TranslationCache#withSubscriber if that may be
     * asked}, holds nothing of the range; and no callback refuses or throws. Notifiers whose start was called before
     * one that did get their end.
     *
     * @param range initialised, of this invalidator's space, and not open
     * @return {@link InvalidationResult#COMPLETED}, or {@link InvalidationResult#AGAIN} with no window left behind;
     *     readers may see one retry for nothing, and threads that were offline one record
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
     * Opens a window over each range of a batch and waits once, for all of them, until every hit subscription has let
     * go, or the deadline has passed. A subscriber gets a record for each merged range that hits it.
     *
     * @param batch of this invalidator's space, and not open; if it is empty nobody is told, but it is open until its
     *     end all the same
     * @return as for one range, the worst of all; the windows are open in any case
     * @throws IllegalStateException if the batch is open or not initialised, or this is closed; nothing is left open
     *     then
     * @throws IllegalArgumentException if the batch is of another space
     */
    public InvalidationResult invalidateRangeStart(InvalidationBatch batch) {
        if (!Recordings.askForStarts()) {
            return batches().start(batch, timeoutNanos);
        }
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        int waitsBefore = waits;
        InvalidationResult result = batches().start(batch, timeoutNanos);
        event.commit(batch, waits != waitsBefore, result.name());
        return result;
    }

    /**
     * Opens a window over each range of a batch, as {@link #publish(InvalidationRange)} does over one, and leaves the
     * waiting to a later {@link #await(InvalidationBatch)}.
     *
     * @param batch of this invalidator's space, and not open
     * @return whether every subscription that is hit has let go already, and there is nothing to wait for; false also if a
     *     callback has failed
     * @throws IllegalStateException if the batch is open or not initialised, or this is closed; nothing is left open
     *     then
     * @throws IllegalArgumentException if the batch is of another space
     */
    public boolean publish(InvalidationBatch batch) {
        if (!Recordings.askForStarts()) {
            return batches().publish(batch, false);
        }
        InvalidateRangeStartEvent event = InvalidateRangeStartEvent.begun();
        boolean complete = batches().publish(batch, false);
        event.commit(batch, false, complete ? InvalidationResult.COMPLETED.name() : PUBLISHED);
        return complete;
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationBatch, long)} does, as long as this invalidator waits.
     *
     * @param batch open in this invalidator
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationBatch batch) {
        return await(batch, timeoutNanos);
    }

    /**
     * Asks again, as {@link #await(InvalidationRange, long)} does, and waits until every subscription that a batch has
     * hit has let go.
     *
     * @param batch open in this invalidator
     * @param nanos how long to wait for all of it, in nanoseconds
     * @return as for one range, the worst of all
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public InvalidationResult await(InvalidationBatch batch, long nanos) {
        return batches().await(batch, nanos);
    }

    /**
     * Asks again and waits, as {@link #await(InvalidationBatch, long)} does.
     *
     * @param batch open in this invalidator
     * @param timeout how long to wait for all of it; if not positive, this looks once
     * @return as there
     * @throws IllegalStateException as there
     */
    public InvalidationResult await(InvalidationBatch batch, Duration timeout) {
        return await(batch, Waiting.nanos(timeout));
    }

    /**
     * Whether all have let go of a batch: a look, as {@link #isAcknowledged(InvalidationRange)} is.
     *
     * @param batch open in this invalidator
     * @return true if {@link #await(InvalidationBatch, long)} would return {@link InvalidationResult#COMPLETED} at once
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public boolean isAcknowledged(InvalidationBatch batch) {
        return batches().isAcknowledged(batch);
    }

    /**
     * The names of those who have not yet let go of a batch, as {@link #laggards(InvalidationRange)} tells. Allocates.
     *
     * @param batch open in this invalidator
     * @return names, each once
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public List<String> laggards(InvalidationBatch batch) {
        return batches().laggards(batch);
    }

    /**
     * Describes the threads that have not yet let go of a batch, as {@link #describeLaggards(InvalidationRange)} does.
     * Allocates.
     *
     * @param batch open in this invalidator
     * @return for each such subscriber, once, its name, its thread, that thread's stack, and the lock it waits for
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public String describeLaggards(InvalidationBatch batch) {
        return LaggardReport.of(batches().lateSubscribers(batch), batches().lateGroups(batch));
    }

    /**
     * Gives up on those who have not let go of a batch, as {@link #evict(InvalidationRange)} does.
     *
     * @param batch open in this invalidator
     * @return {@link InvalidationResult#COMPLETED}, {@link InvalidationResult#EVICTED} or
     *     {@link InvalidationResult#TIMED_OUT}, as there
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public InvalidationResult evict(InvalidationBatch batch) {
        return batches().evict(batch);
    }

    /**
     * Ends the windows of a batch and frees its memory when all have let go, as
     * {@link #quarantine(InvalidationRange, Runnable)} does.
     *
     * @param batch open in this invalidator
     * @param free frees the memory of all of it
     * @throws IllegalStateException if the batch is not open in this invalidator
     */
    public void quarantine(InvalidationBatch batch, Runnable free) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(batch, "batch").checkOpenIn(this);
        retirement().quarantine(new RetirableBatch(this, batches(), batch), free);
    }

    /**
     * Retires the memory of a batch, as {@link #retire(InvalidationRange, Runnable)} does that of a range: {@code free} runs
     * once, when all have let go of all of it.
     *
     * @param batch initialised, of this invalidator's space; open in this invalidator or not open
     * @param free frees the memory of all of it
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult retire(InvalidationBatch batch, Runnable free) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(batch, "batch");
        return retireChecked(new RetirableBatch(this, batches(), batch), free, null);
    }

    /**
     * Retires the memory of a batch, as {@link #retire(InvalidationRange, Runnable, Executor)} does that of a range.
     *
     * @param batch as for {@link #retire(InvalidationBatch, Runnable)}
     * @param free frees the memory of all of it
     * @param executor gets the action once, when all have let go
     * @return as there
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult retire(InvalidationBatch batch, Runnable free, Executor executor) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(batch, "batch");
        return retireChecked(new RetirableBatch(this, batches(), batch), free, executor);
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
        batches().end(batch);
    }

    // ---- who has not let go of a range

    /**
     * The names of those who have not yet let go of an open range. Allocates.
     *
     * @param range open in this invalidator
     * @return the names of the subscribers that have not acknowledged it; of the reader groups with sections that were
     *     open when the start looked, and are; then those whose callbacks have failed: {@link Subscription#name()},
     *     such as {@code subscription [0x1000,0x2000)}, or {@link Registration#name()}
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public List<String> laggards(InvalidationRange range) {
        return windowOf(range).laggards();
    }

    /**
     * Describes the threads that have not yet let go of an open range, for a person to read when a wait has ended at its
     * deadline. Takes their stacks, which stops each for a moment. Allocates.
     *
     * @param range open in this invalidator
     * @return for each such subscriber its name, its thread and that thread's stack; and the lock that the thread waits
     *     for and who holds it, which may be the caller, if the module {@code java.management} is there. For each reader
     *     group how many sections are open and, in checked mode, where each was entered. Empty if all have let go
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public String describeLaggards(InvalidationRange range) {
        Acknowledgements answers = windowOf(range).acknowledgements();
        return LaggardReport.of(answers.laggards(), answers.lateGroups());
    }

    /**
     * Gives up on those who have not let go of an open range. Nobody waits for such a subscriber any more, its readers
     * get {@link Subscription#CLOSED_FOR_GOOD}, and its thread is told at the next poll that it must drop everything
     * and use a new {@link Subscriber}. That does not make the memory safe: until then such a thread may hold a raw
     * address and use it. Nobody calls such a callback any more, and its readers get the same; until its owner closes
     * the subscription or registration, every start over it returns {@link InvalidationResult#EVICTED}, or
     * {@link InvalidationResult#AGAIN} if it must not wait. Such a {@linkplain ReaderGroup reader group} is entered no
     * more, and its readers get the same; until its last section is left, every start over it returns likewise. Allocates.
     *
     * @param range open in this invalidator
     * @return {@link InvalidationResult#COMPLETED} if all have let go meanwhile; else
     *     {@link InvalidationResult#EVICTED}: do not free the memory, but keep the range closed and {@link #await} the
     *     end of their threads, or {@link #quarantine} the memory. {@link InvalidationResult#TIMED_OUT} if one that was
     *     offline is just coming back: await it
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public InvalidationResult evict(InvalidationRange range) {
        Window window = windowOf(range);
        counters().evicted(window.evictLaggards());
        window.restart(false);
        return awaitAnswers(window, 0, false);
    }

    /**
     * Ends a window of which some have not let go, and frees its memory once they have, or are offline, closed or dead,
     * and the sections that it has met are left. A listener whose callback has failed has let go once its owner has
     * closed it. The memory, to which nothing leads any more, must be left alone until then, and its addresses not be
     * used again. {@link AddressSpace#quarantined} tells what is held, and by whom. Costs the same however much is held
     * already; lock-free but for what frees. Allocates.
     *
     * <p>If it throws an {@link Error}, as memory has run out, and the range is still open, it may be called again, with
     * the same action: that is run once.
     *
     * @param range open in this invalidator
     * @param free frees the memory: run once, by this call, inside the window, if nobody is missing; else by a thread
     *     that calls {@link AddressSpace#reapQuarantine}, which looks at all, or this or {@link #close}, which look at a
     *     few. These get what it throws, the first with the others suppressed
     * @throws IllegalStateException if the range is not open in this invalidator
     */
    public void quarantine(InvalidationRange range, Runnable free) {
        Objects.requireNonNull(free, "free");
        windowOf(range);
        retirement().quarantine(new RetirableRange(this, range), free);
    }

    // ---- a change, whatever the result

    /**
     * Makes a change in a window of its own, and does with those who have not let go as the space's
     * {@linkplain AddressSpace#laggardPolicy() policy} says.
     *
     * @param range initialised, of this invalidator's space, and not open; it is not open afterwards either
     * @param change changes the memory, and where readers look it up
     * @return as {@link #change(InvalidationRange, Runnable, LaggardPolicy)}
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public InvalidationResult change(InvalidationRange range, Runnable change) {
        return change(range, change, space().laggardPolicy());
    }

    /**
     * Makes a change in a window of its own: tells, waits as long as the policy says for those who are hit, changes,
     * and ends the window. The policy's wait stands for the time-out of this invalidator, which has no part in it. If
     * somebody has not let go by then, or a callback has failed, the policy says what becomes of the change; the window
     * is over in any case.
     *
     * <p>A policy that evicts does so before it asks for room to retire: if there is none, the result is AGAIN, and those who
     * were late are evicted all the same.
     *
     * <p>A policy without a wait makes this a try: everybody is told, with one look for acknowledgements; then the
     * window is taken back, with the result {@link InvalidationResult#AGAIN}, or the change is retired. Callbacks are
     * called as by a start that may wait.
     *
     * <p>A change that is retired is made by others, as {@link #retire(InvalidationRange, Runnable)} says, when the window
     * is over: so readers may begin again before, and what they look up must not lead to the memory any more. Progress and
     * cost are those of {@link #publish}, {@link #await(InvalidationRange, long)} and retire. Allocates nothing unless it
     * retires or evicts.
     *
     * @param range initialised, of this invalidator's space, and not open; it is not open afterwards either
     * @param change changes the memory; run once if the result is COMPLETED or RETIRED, else not. If it throws within this
     *     call, this passes that on, but for a change that is retired
     * @param policy how long to wait, and what to do then
     * @return {@link InvalidationResult#COMPLETED} if the change is made; {@link InvalidationResult#RETIRED} if it will be;
     *     {@link InvalidationResult#AGAIN} if nobody was waited for, or the space may not {@linkplain
     *     AddressSpace#limitHeld hold} more; or, of a policy that aborts, {@link InvalidationResult#TIMED_OUT},
     *     {@link InvalidationResult#FAILED} or {@link InvalidationResult#EVICTED}
     * @throws IllegalStateException if the range is open or not initialised, this is closed, a subscription is hit by as
     *     many open windows as it can count, or this would wait for a subscriber by whose handler it is called; nothing is
     *     left open then, and nobody was told
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult change(InvalidationRange range, Runnable change, LaggardPolicy policy) {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(policy, "policy");
        boolean complete = publish(range, policy.waitNanos() > 0);
        try (range) {
            InvalidationResult result = complete ? InvalidationResult.COMPLETED : answer(range, policy);
            if (result != InvalidationResult.COMPLETED && policy.action() == LaggardPolicy.Action.EVICT) {
                result = evict(range);
            }
            if (result == InvalidationResult.COMPLETED) {
                change.run();
                return result;
            }
            return policy.action() == LaggardPolicy.Action.ABORT ? result : retireAtOnce(range, change, null);
        }
    }

    private InvalidationResult answer(InvalidationRange range, LaggardPolicy policy) {
        if (policy.waitNanos() > 0) {
            return awaitAnswers(windowOf(range), policy.waitNanos(), true);
        }
        if (isAcknowledged(range)) {
            return InvalidationResult.COMPLETED;
        }
        counters().refused();
        return InvalidationResult.AGAIN;
    }

    /**
     * Makes a change if nobody has to be waited for: {@link #change(InvalidationRange, Runnable, LaggardPolicy)} with a
     * policy that aborts without a wait. Other than {@link #invalidateRangeStartNonblock} it tells first, so that who is
     * about to let go is not too late.
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
     * Tells everybody that memory goes, never waits, and frees it when all have let go: for a thread that holds a lock, or
     * must not wait for others, once nothing leads to the memory any more. Publishes the range, unless a start or publish
     * has done so; ends the window; and if somebody has not let go, remembers what frees. The memory must be left alone
     * until then, and its addresses not be used again; readers of the range may begin again at once, so the structure in
     * which they look it up must not lead there.
     *
     * <p>Whose callback has failed has let go once it is closed by its owner, who is evicted when its thread has been told.
     * {@link AddressSpace#quarantined} tells what is held, and by whom. If the space is closed, nobody is left to be told
     * and {@code free} is run at once; what is held already goes on to be held. When the process ends, nothing more is
     * freed.
     *
     * <p><b>Who runs {@code free}</b>: this call, inside the window, if nobody is missing. Else whoever finds that all have
     * let go: as {@link AddressSpace#reclaimer(Reclaimer)} chooses, and these in any case: a thread that calls
     * {@link AddressSpace#reapQuarantine}, a {@linkplain AddressSpace#reaper reaper}, and later calls on any invalidator of
     * the space, which look at some: every fourth of this, and each {@link #quarantine} or {@link #close}. So this call may
     * run what others have retired, under the caller's locks: an executor avoids that. That must not make other use of the range
     * that is being retired, which is refused. No lock of the library is held. What
     * {@code free} throws is told to the space's {@link InvalidationErrorHandler}, with {@code free} as the source, and
     * counted ({@link SpaceCounters#failedFrees}); others run all the same. What it retires in turn, and nobody holds, is
     * freed inside it, as deep as the thread's stack goes: a long chain is retired with an executor that queues.
     *
     * <p>Costs as {@link #publish} does, plus O(subscribers that have not let go), whatever is held already; lock-free but
     * for callbacks and what frees. Allocates. What a subscriber does before it lets go happens before {@code free}.
     *
     * <p>If it throws an {@link Error}, as memory has run out, and the range is not open, nothing was done; if it is open, it
     * may be called again with the same action, which is run once, or the window be ended.
     *
     * @param range initialised, of this invalidator's space; open in this invalidator or not open
     * @param free frees the memory; run once, unless the result is AGAIN
     * @return {@link InvalidationResult#COMPLETED} if {@code free} has run; {@link InvalidationResult#RETIRED} if it will;
     *     or {@link InvalidationResult#AGAIN} if the space may not {@linkplain AddressSpace#limitHeld hold} more, and
     *     somebody has not let go: {@code free} will not be run, and nobody was told by this call, unless callbacks were, of
     *     which one has refused, or a subscriber has come online meanwhile. No window is left open
     * @throws IllegalStateException if the range is open in another invalidator, or a start over it has not returned, or it
     *     is not initialised, this is closed, or a subscription is hit by as many open windows as it can count; nothing was
     *     done then
     * @throws IllegalArgumentException if the range is of another space
     */
    public InvalidationResult retire(InvalidationRange range, Runnable free) {
        Objects.requireNonNull(free, "free");
        Objects.requireNonNull(range, "range");
        return retireChecked(new RetirableRange(this, range), free, null);
    }

    /**
     * Retires as {@link #retire(InvalidationRange, Runnable)} does, and frees in an executor: whoever finds that all have let
     * go gives {@code free} to it. If it throws, that is told to the error handler, and {@code free} is run by that thread.
     * What it drops without a word stays held.
     *
     * @param range as there
     * @param free as there
     * @param executor gets the action once, when all have let go; called by the threads named there, and must not wait
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
     * Retires as {@link #retire(InvalidationRange, Runnable)} does, with a stage in place of the action. What depends on the
     * stage is run by the threads named there.
     *
     * @param range as there
     * @return completed when all have let go; already, if nobody is missing. Completed with a
     *     {@link RejectedExecutionException} if the space may not hold more: then nobody was told
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
     * to be freed, the error is told to the space, as an answer that says so would be lost with it.
     */
    final InvalidationResult retireAtOnce(InvalidationRange range, Runnable free, Executor executor) {
        Retirable windows = new RetirableRange(this, range);
        try {
            return retireChecked(windows, free, executor);
        } catch (Throwable struck) {
            HeldMemory memory = windows.held();
            range.close();
            if (memory == null || !memory.armed) {
                throw struck;
            }
            space().report(struck, range.view(), free);
            return memory.hasRun() ? InvalidationResult.COMPLETED : InvalidationResult.RETIRED;
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

    private BatchWindows batches() {
        if (batches == null) {
            batches = new BatchWindows(this);
        }
        return batches;
    }

    // ---- the end of a range

    /**
     * Closes the window: the memory, and the structure in which it is looked up, are in their new state. Readers begin
     * again, then notifiers are called, newest first. Also ends a window of which some have not let go, if the memory
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
     * Whether a notifier has seen an address used. Asks newest first, up to the first that says so; one that throws
     * counts as such. Wait-free but for the callbacks; allocates nothing. So do the three methods below.
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
     * Ends the use of this handle; gives it back if it was {@linkplain AddressSpace#borrowInvalidator borrowed}. A second
     * call does nothing. Frees a few of what is held, and throws what quarantined memory throws; for a borrowed one the error
     * handler is told.
     *
     * @throws IllegalStateException while a window of it is open; or if it was lent to another thread
     */
    @Override
    public void close() {
        if (!windows().isEmpty()) {
            throw new IllegalStateException(this + " has open windows; end them first");
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
     * Whether this handle is closed, or was borrowed and given back. To be asked by the thread that uses it; wait-free. That
     * the space is closed does not close it.
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
