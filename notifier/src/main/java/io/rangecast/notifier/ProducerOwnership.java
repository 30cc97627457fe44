package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractMap.SimpleImmutableEntry;

/**
 * The use of a producer, by one thread at a time. While it is used it is among the {@link Producers}, where others see its
 * windows; when its thread has ended, or it has been idle for long, it is <i>retired</i>, and comes in again when it is used
 * again. {@link Producers} has the protocol.
 *
 * <p>A {@link Producer} extends this, and this the forecast, rather than hold it: a start reads two objects less.
 */
abstract class ProducerOwnership extends MissPredictor {
    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(ProducerOwnership.class, "user", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final AddressSpace space;
    private final DeathCounters deaths;
    private final ParkingSpot parkingSpot = new ParkingSpot();
    private Alarm alarm;
    private final MisuseChecks checks;

    /** Closed, or given back by its borrower. */
    boolean closed;

    /** These are its own while it is among the producers: others each time it comes back after it was retired. */
    WindowTable windows;

    ProducerCounters counters;
    ProducerInboxes inboxes;

    /** Whether it is lent to one thread at a time, which must not hand it over; and to whom it is. */
    private final boolean lent;

    private Thread borrower;

    /**
     * The thread that has used this last, or a {@link OwnerToken} for it; null if this is not among the {@link Producers}.
     * Read plain at first, and written only if it is another, so that it costs next to nothing: two threads that share
     * this by mistake find out mostly, and before one has told anybody.
     */
    Object user;

    /**
     * The thread that has called last, and how deep it is in callbacks: to find it in the thread takes longer. Nobody once
     * this is closed, given back or retired, as a thread that has ended is not to be kept.
     */
    private SimpleImmutableEntry<Thread, int[]> lastCaller = CallbackScope.NOBODYS;

    /** How many calls wait or run users' code, each inside the one before. Counted by plain stores. */
    int running;

    ProducerOwnership(AddressSpace space, DeathCounters deaths, boolean lent) {
        this.space = space;
        this.deaths = deaths;
        this.lent = lent;
        checks = MisuseChecks.ON ? new MisuseChecks(space, this) : null;
    }

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
                boolean own = OwnerToken.threadOf(before) == current;
                if (!own && (OwnerToken.isBusy(before) || running > 0)) {
                    throw usedBy(before);
                }
                if (own && OwnerToken.isBusy(before)) { // in a call of it that calls what users wrote
                    return;
                }
                next = before == null ? OwnerToken.busy(current) : current;
            } while (!USER.compareAndSet(this, before, next));
            if (before == null) {
                comeIn();
                USER.setRelease(
                        this, current); // pairs with tryRetire(): a thread that finds the user finds its windows
            }
            done = true;
        } finally {
            if (!done && next instanceof OwnerToken && user == next) { // an error has struck before it came in
                user = null;
            }
        }
    }

    /** Is among the producers from now on, by windows, counters and inboxes of its own; allocates. */
    abstract void comeIn();

    /** Ends the window over a range that is open in this. */
    abstract void endOf(InvalidationRange range);

    /** Is not among the producers any more; it has no window open. If this throws, it may be called again. */
    abstract void goOut();

    /** It is the current thread's from now on. */
    final void lendToCurrentThread() {
        borrower = Thread.currentThread();
        closed = false;
        use(); // so that a thread that had it before is found
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
     * Fails if another thread has come meanwhile. A thread that comes later finds done all that this one did before the
     * fence, as it has a fence between {@link #use} and its own first step.
     */
    final boolean isKnown() {
        return USER.getVolatile(this) == Thread.currentThread() || isTakenBack();
    }

    /** The same, of one that is being retired, perhaps. */
    private boolean isTakenBack() {
        Thread current = Thread.currentThread();
        Object seen = USER.getVolatile(this);
        while (seen != current && seen != null && !OwnerToken.isBusy(seen)) {
            if (OwnerToken.threadOf(seen) != current) {
                throw usedBy(seen);
            }
            USER.compareAndSet(this, seen, current);
            seen = USER.getVolatile(this);
        }
        if (OwnerToken.isBusy(seen) && OwnerToken.threadOf(seen) != current) {
            throw usedBy(seen);
        }
        return seen != null;
    }

    /** As {@link #isKnown}, of a slot that others see: fails if another thread has come meanwhile. */
    final void checkAlone() {
        isKnown();
    }

    /**
     * Any thread: whether this is retired now, and may be taken out: no slot of it is open, and its thread has ended.
     *
     * @param candidate the windows by which it is among the producers
     * @param evenOfLiving whether to ask for the slots only
     */
    final boolean tryRetire(WindowTable candidate, boolean evenOfLiving) {
        Object seen = USER.getVolatile(this);
        if (seen == null) { // by another, who may have stopped before it left
            return true;
        }
        if (OwnerToken.isBusy(seen)) {
            return false;
        }
        Thread last = OwnerToken.threadOf(seen); // if another asks already, it may have stopped, too
        if (!evenOfLiving && last.isAlive()) {
            return false;
        }
        OwnerToken asked = OwnerToken.retiring(last);
        if (!USER.compareAndSet(this, seen, asked)) {
            return false;
        }
        boolean unused = windows == candidate && !candidate.hasWindows(); // behind that: see Producers
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
            if (OwnerToken.isBusy(before)) {
                throw usedBy(before);
            }
        } while (!USER.compareAndSet(this, before, OwnerToken.busy(Thread.currentThread())));
        try {
            if (before != null) {
                goOut();
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

    /** Keeps this from being retired, though no slot is open; returns the user that is to be put back. */
    final Object beBusy() {
        Thread current = Thread.currentThread();
        Object before = isBusy() ? user : current; // a start may make room inside another's
        USER.setVolatile(this, OwnerToken.busy(current)); // a retirement that this overwrites does not come to its end
        return before;
    }

    /** Whether its thread does something during which this must neither be retired nor given back, though no slot is open. */
    final boolean isBusy() {
        return OwnerToken.isBusy(user);
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

    /** The word in which the current thread counts how deep it is in callbacks. */
    final int[] inCallback() {
        SimpleImmutableEntry<Thread, int[]> last = lastCaller;
        if (last.getKey() != Thread.currentThread()) {
            last = CallbackScope.ofThread();
            lastCaller = last;
        }
        return last.getValue();
    }

    /** Runs what users have written inside a call of theirs: another thread that uses this meanwhile is refused. */
    final void runInside(Runnable action) {
        running++;
        try {
            action.run();
        } finally {
            running--;
        }
    }

    // ---- what it has

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

    final DeathCounters deaths() {
        return deaths;
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
