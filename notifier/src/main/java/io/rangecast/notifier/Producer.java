package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Objects;

/**
 * The windows of one producer, range by range: how they are opened, told of and ended. {@link Invalidator} is its face;
 * one thread at a time.
 *
 * <p>The order of a start carries the promise: the window stands in its slot before it is looked up who is there, all
 * hits are entered before the first record goes out, and all records before the first subscriber is woken.
 *
 * <p>The invalidator extends this, and this the forecast, rather than hold it: a start reads two objects less.
 */
abstract class Producer extends MissPredictor {
    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(Producer.class, "user", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final AddressSpace space;
    private final Registry registry;
    private final ParkingSpot parkingSpot = new ParkingSpot();
    private Alarm alarm;
    private final MisuseChecks checks;
    private boolean closed;

    /** By which others know this, and what it has in it: another each time it comes back after it was retired. */
    private ProducerEntry entry;

    private WindowTable windows;
    private ProducerCounters counters;
    private ProducerInboxes inboxes;

    /** Whether it is lent to one thread at a time, which must not hand it over; and to whom it is. */
    private final boolean lent;

    private Thread borrower;

    /**
     * The thread that has used this last, or a {@link StandIn} for it; null if this is not among the {@link Producers}.
     * Read plain at first, and written only if it is another, so that it costs next to nothing: two threads that share
     * this by mistake find out mostly, and before one has told anybody.
     */
    Object user;

    /**
     * The thread that has called last, and how deep it is in callbacks: to find it in the thread takes longer. Nobody once
     * this is closed, given back or retired, as a thread that has ended is not to be kept.
     */
    private SimpleImmutableEntry<Thread, int[]> lastCaller = CallbackScope.NOBODYS;

    /** How many calls of the user's wait or run what users wrote, each inside the one before. Counted by no calls. */
    int running;

    /** How many waits there were, for recordings. Plain. */
    int waits;

    Producer(AddressSpace space, Registry registry, boolean lent) {
        this.space = space;
        this.registry = registry;
        this.lent = lent;
        checks = MisuseChecks.ON ? new MisuseChecks(space, this) : null;
    }

    // ---- the start

    /** Opens a window. From here on it is told, ended, or {@linkplain #abandon abandoned}. */
    final Window open(InvalidationRange range, boolean blockable) {
        checkCanOpen(range);
        if (MisuseChecks.ON) {
            checks.enter(range);
        }
        range.blockable(blockable);
        Window window = range.window;
        window.prepare(this);
        windows.open(window);
        return window;
    }

    final void checkCanOpen(InvalidationRange range) {
        Objects.requireNonNull(range, "range");
        if (range.space() != space) {
            if (range.space() == null) {
                throw new IllegalStateException("the range is not initialised");
            }
            throw new IllegalArgumentException(range + " is not of " + space);
        }
        use();
        if (range.window.isOpen()) {
            throw new IllegalStateException("the window over " + range + " is open already");
        }
    }

    /**
     * Tells who is hit; false if it may not wait and would have to, with nothing done, or if one has failed that was
     * called and may refuse.
     *
     * @param toWait whether this thread is going to wait for the acknowledgements at once
     */
    final boolean tell(Window window, boolean toWait) {
        Subscription only = collect(window);
        if (only != null && window.isJustCalled(only)) {
            counters.started(1);
            return call(window, only, toCall(window.range()));
        }
        if (only != null) {
            window.keep(only);
        }
        return tellAll(window, toWait);
    }

    /** The same, of those who are hit and kept. */
    private boolean tellAll(Window window, boolean toWait) {
        do {
            if (!window.isBlockable() && window.mustWait()) {
                counters.started(window.hits());
                return false;
            }
        } while (!window.address(1) && madeRoom(window));
        counters.started(window.hits());
        if (toWait) {
            window.checkAnswerable();
        }
        int[] here = window.hasCallbacks() ? toCall(window.range()) : null;
        if (window.hits() > 0) {
            enterAndPublish(window);
            if (!window.isBlockable() && !window.isAcknowledged()) {
                return false; // who was offline is back
            }
        }
        if (here != null) {
            return call(window, null, here);
        }
        windows.told(window.slot);
        return true;
    }

    /** Finds who is hit, see {@link Window#collect}. Volatile reads, after the slot was opened: see WindowTable, NotifierRegistry and Producers. */
    private Subscription collect(Window window) {
        Subscription only = window.collect(registry, space.notifiers().list());
        while (!isKnown()) { // retired before its slot could be seen; it has told nobody yet
            windows.close(window);
            use();
            window.prepare(this);
            windows.open(window);
            only = window.collect(registry, space.notifiers().list());
        }
        return only;
    }

    /**
     * Makes room for records with no slot open, as that may take long, and opens the window and finds who is hit again; it
     * has told nobody yet.
     * Seldom: somebody is met for the first time, or does not keep up.
     */
    private boolean madeRoom(Window window) {
        Object before = beBusy();
        try {
            windows.close(window);
            window.makeRoom(1);
        } finally {
            user = before;
        }
        window.prepare(this);
        windows.open(window);
        Subscription only = collect(window);
        if (only != null) {
            window.keep(only);
        }
        return true;
    }

    /** Keeps this from being retired, though no slot is open; returns the user that is to be put back. */
    final Object beBusy() {
        Thread current = Thread.currentThread();
        USER.setVolatile(this, StandIn.busy(current)); // a retirement that this overwrites does not come to its end
        return current;
    }

    private void enterAndPublish(Window window) {
        window.enterAll();
        orderMemoryAfterStates();
        try {
            window.publishAll();
        } finally { // what is published must be looked at, even if memory has run out half-way
            if (window.records() > 0) {
                counters.published(window.records());
                Acknowledgements.fence();
                window.acknowledgements().alertAll();
            }
        }
        if (window.records() > 0) {
            checkAlone(); // two threads in one ring would take each other's acknowledgements for their own
        }
    }

    /**
     * Keeps the change of the memory behind the states that were entered. Pairs with the fence of
     * {@link Subscription#readRetry}. A fence, because the change is made of the user's plain or foreign writes.
     */
    static void orderMemoryAfterStates() {
        VarHandle.releaseFence();
    }

    /**
     * For a start that is going to call somebody, before it has done anything: where the current thread's depth is to be
     * counted up when callbacks run. Fails if too many nest already.
     */
    final int[] toCall(Object what) {
        int[] here = inCallback();
        CallbackScope.checkNesting(here, what);
        return here;
    }

    private int[] inCallback() {
        SimpleImmutableEntry<Thread, int[]> last = lastCaller;
        if (last.getKey() != Thread.currentThread()) {
            last = CallbackScope.ofThread();
            lastCaller = last;
        }
        return last.getValue();
    }

    /**
     * Calls who is to be called.
     *
     * @param only is hit alone, and not kept; or null
     */
    private boolean call(Window window, Subscription only, int[] here) {
        boolean called;
        here[CallbackScope.DEPTH]++;
        running++;
        try {
            windows.calling(window.slot);
            called = only == null ? window.call() : window.call(only);
        } finally {
            running--;
            here[CallbackScope.DEPTH]--;
        }
        windows.told(window.slot);
        registry.gracePeriods().callsOver();
        return called;
    }

    /**
     * Calls those again that have failed. They run under a slot of their own that hits whom the window hits: the
     * versions of the window's slot only grow, and it is past its calls.
     */
    final void callAgain(Window window) {
        if (!window.hasFailed()) {
            return;
        }
        int[] here = toCall(window.range());
        here[CallbackScope.DEPTH]++;
        running++;
        try {
            int slot = windows.openCalls(window.range()); // its window is open, so this is not retired
            boolean closed = false;
            try {
                window.callAgain();
                windows.closeCalls(slot);
                closed = true;
            } finally {
                if (!closed) {
                    windows.closeCalls(slot);
                }
            }
        } finally {
            running--;
            here[CallbackScope.DEPTH]--;
        }
        registry.gracePeriods().callsOver();
    }

    // ---- the end

    final Window windowOf(InvalidationRange range) {
        Objects.requireNonNull(range, "range");
        use();
        if (!range.window.isOpenIn(this) || range.window.busy) {
            throw new IllegalStateException(
                    range.window.busy
                            ? "a start over " + range + ", or a wait for it, has not returned yet"
                            : "no window of " + this + " is open over " + range);
        }
        return range.window;
    }

    /** Ends the window over a range that is open in this. */
    final void endOf(InvalidationRange range) {
        Window window = windowOf(range);
        if (window.held != null) { // an error has struck where its memory was put aside
            window.held.giveUp();
        }
        end(window);
    }

    /** Ends the window of a start that has failed half-way, or was refused: leaves what that has entered. */
    final void abandon(Window window) {
        if (window.isOpen()) {
            end(window);
        } else {
            forget(window);
        }
        registry.gracePeriods().callsOver(); // its callbacks may have been struck by an error
    }

    /** Forgets a window that an error has struck while it was closed to make room. */
    final void forget(Window window) {
        if (MisuseChecks.ON) {
            checks.ended(window.range());
            MisuseChecks.closed(window.range());
        }
        window.forget();
    }

    /** Ends a window. If an error strikes, it can be called again and goes on. */
    final void end(Window window) {
        if (MisuseChecks.ON) {
            checks.enter();
            checks.ended(window.range());
        }
        window.leaveAll();
        boolean calls = window.hasEndCallbacks();
        if (calls) {
            callEnds(window);
        }
        windows.close(window);
        window.forget();
        if (space.isClosed() && inboxes.areAny()) { // that end has left them alone, as this was open
            registry.producers().retire(entry, true);
        }
        if (calls) {
            registry.gracePeriods().callsOver();
        }
        if (MisuseChecks.ON) {
            MisuseChecks.closed(window.range());
            checks.exit();
        }
    }

    private void callEnds(Window window) {
        int[] here = inCallback();
        here[CallbackScope.DEPTH]++;
        window.busy = true;
        running++;
        try {
            windows.ending(window.slot);
            window.callEnds();
        } finally {
            running--;
            window.busy = false;
            here[CallbackScope.DEPTH]--;
        }
    }

    // ---- the use of it

    /** The current thread is about to use this: fails if this is closed, or another thread is seen to use it. */
    final void use() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        if (user != Thread.currentThread()) {
            takeOver();
        }
    }

    private void takeOver() {
        Thread current = Thread.currentThread();
        if (lent && borrower != current) {
            if (borrower == null || borrower.isAlive()) {
                throw new IllegalStateException(this + " is lent to " + borrower + ", not to " + current);
            }
            borrower = current; // what the other did happened before, and somebody has to end its windows
        }
        Object before;
        Object next = null;
        boolean done = false;
        try {
            do {
                before = USER.getVolatile(this);
                boolean own = StandIn.threadOf(before) == current;
                if (!own && (StandIn.isBusy(before) || running > 0)) {
                    throw usedBy(before);
                }
                if (own && StandIn.isBusy(before)) { // in a call of it that calls what users wrote
                    return;
                }
                next = before == null ? StandIn.busy(current) : current;
            } while (!USER.compareAndSet(this, before, next));
            if (before == null) {
                comeIn(current);
            }
            done = true;
        } finally {
            if (!done && next instanceof StandIn && user == next) { // an error has struck before it came in
                user = null;
            }
        }
    }

    /** Is among the producers from now on; allocates. */
    private void comeIn(Thread current) {
        Producers producers = registry.producers();
        if (entry != null) {
            producers.leave(entry); // whoever has retired this may have stopped
        }
        ProducerEntry added = producers.add(this);
        entry = added;
        windows = added.windows;
        counters = added.counters;
        inboxes = added.inboxes;
        USER.setRelease(this, current); // pairs with tryRetire(): whoever finds the thread finds the entry
    }

    /** It is the current thread's from now on. */
    final void lendToCurrentThread() {
        borrower = Thread.currentThread();
        closed = false;
        use(); // so that whoever had it before is found
    }

    /** As if it were closed, until it is lent again. */
    final void endOfLoan() {
        use();
        closed = true;
        borrower = null;
        lastCaller = CallbackScope.NOBODYS;
    }

    /**
     * Behind a full fence, once a slot is open: whether others see it; false if this was retired before it could be seen.
     * Fails if another thread has come meanwhile. What this thread has done before the fence, one that comes later finds
     * done, as it has a fence between {@link #use} and its own first step.
     */
    final boolean isKnown() {
        return USER.getVolatile(this) == Thread.currentThread() || isTakenBack();
    }

    /** The same, of one that is being retired, perhaps. */
    private boolean isTakenBack() {
        Thread current = Thread.currentThread();
        Object seen = USER.getVolatile(this);
        while (seen != current && seen != null && !StandIn.isBusy(seen)) {
            if (StandIn.threadOf(seen) != current) {
                throw usedBy(seen);
            }
            USER.compareAndSet(this, seen, current);
            seen = USER.getVolatile(this);
        }
        if (StandIn.isBusy(seen) && StandIn.threadOf(seen) != current) {
            throw usedBy(seen);
        }
        return seen != null;
    }

    /** As {@link #isKnown}, of a slot that others see: fails if another thread has come meanwhile. */
    final void checkAlone() {
        isKnown();
    }

    /**
     * Any thread: whether an entry of this is to leave, as this is retired now: no slot of it is open, and its thread has
     * ended.
     *
     * @param evenOfLiving whether to ask for the slots only
     */
    final boolean tryRetire(ProducerEntry candidate, boolean evenOfLiving) {
        Object seen = USER.getVolatile(this);
        if (seen == null) { // by another, who may have stopped before it left
            return true;
        }
        if (StandIn.isBusy(seen)) {
            return false;
        }
        Thread last = StandIn.threadOf(seen); // if another asks already, it may have stopped, too
        if (!evenOfLiving && last.isAlive()) {
            return false;
        }
        StandIn asked = StandIn.retiring(last);
        if (!USER.compareAndSet(this, seen, asked)) {
            return false;
        }
        boolean unused = entry == candidate && !candidate.windows.hasWindows(); // behind that: see Producers
        boolean retired = USER.compareAndSet(this, asked, unused ? null : last) && unused;
        if (retired) {
            lastCaller = CallbackScope.NOBODYS; // racy, as a thread that comes in looks whether it is its own
        }
        return retired;
    }

    /** Takes this out, for good; it has no window open. */
    final void leave() {
        Object before;
        do {
            before = USER.getVolatile(this);
            if (StandIn.isBusy(before)) {
                throw usedBy(before);
            }
        } while (!USER.compareAndSet(this, before, StandIn.busy(Thread.currentThread())));
        try {
            if (before != null) {
                registry.producers().leave(entry);
            }
            closed = true;
        } finally {
            user = closed ? null : before;
            lastCaller = CallbackScope.NOBODYS;
        }
    }

    private IllegalStateException usedBy(Object other) {
        return new IllegalStateException(
                this + " is used by " + Thread.currentThread() + " and by " + other + " at the same time");
    }

    final boolean isGivenBack() {
        return closed;
    }

    final void enterChecks() {
        if (MisuseChecks.ON) {
            checks.enter();
        }
    }

    final void leaveChecks() {
        if (MisuseChecks.ON) {
            checks.exit();
        }
    }

    final Registry registry() {
        return registry;
    }

    final MisuseChecks checks() {
        return checks;
    }

    final WindowTable windows() {
        return windows;
    }

    final ParkingSpot parkingSpot() {
        return parkingSpot;
    }

    final Alarm alarm() {
        if (alarm == null) {
            alarm = new Alarm();
        }
        return alarm;
    }

    final ProducerCounters counters() {
        return counters;
    }

    final ProducerInboxes inboxes() {
        return inboxes;
    }
}
