package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The word through which producers and readers of one subscription meet.
 *
 * <pre>
 *   63                     24   23     22        21           20        19       18        17             0
 *   +------------------------+------+---------+------------+---------+--------+---------+-----------------+
 *   | sequence: windows that | left | evicted | unattached | dormant | closed | joining | open windows    |
 *   | hit                    |      |         |            |         |        |         |                 |
 *   +------------------------+------+---------+------------+---------+--------+---------+-----------------+
 * </pre>
 *
 * <p>A reader may begin if the low 22 bits are zero. The sequence comes round after 2<sup>40</sup> windows, so a reader
 * would have to sleep through half a day of nothing but hits, and wake at the very one, to be deceived.
 *
 * <p>A subscription that is left is closed, and one that is evicted is closed: by its owner, and by a producer that has
 * given up on its callback. One that only its space has closed is neither. So an owner says all of it in one atomic
 * step.
 *
 * <p>A subscription of a subscriber that nobody has attached is unattached: each begin notes its thread before it begins,
 * as nobody else knows that it may hold something. The first begin behind an attach finds that this is over.
 *
 * <p>A subscription is dormant until its first reader begins: nobody has to be kept out, so no window counts in it.
 *
 * <pre>
 *   start, in the producer                        the first to read (Subscription.notIdle)
 *   1 slot: bounds, version := STARTING   (v)     a state := state - dormant                  (v)
 *   2 state: dormant? then not counted    (v)     b slots: read each version                  (v)
 *   3 state += sequence + window          (v)     c readers wait for the windows found; joining ends
 *
 *   required: 3 counts the window, or c waits for it.
 * </pre>
 *
 * <p>If 2 finds it dormant, 2 is before a, so 1 is before b, and b sees the window. Any reader that finds it joining comes
 * after a, and may do b itself; so nobody depends on the first. b waits until the subscription is wholly inserted: only
 * then does each start find it, see {@link WindowTable}.
 *
 * <p>The word lies 64 bytes or more from what producers and readers of a subscription beside this read, so they share no
 * line with it: see {@link SubscriptionSpec}.
 */
abstract class SubscriptionState extends SubscriptionSpec {
    static final long WINDOWS = (1L << 18) - 1;

    /** Half of what fits: those that are one too many take themselves back. */
    private static final long MAX_WINDOWS = 1L << 17;

    static final long JOINING = 1L << 18;
    static final long CLOSED = 1L << 19;
    static final long DORMANT = 1L << 20;
    static final long UNATTACHED = 1L << 21;

    /** A reader does not begin. */
    static final long KEEPING_OUT = WINDOWS | JOINING | CLOSED | DORMANT;

    static final long NOT_IDLE = KEEPING_OUT | UNATTACHED;
    private static final long EVICTED = 1L << 22;
    private static final long LEFT = 1L << 23;
    private static final long SEQUENCE_STEP = 1L << 24;

    private static final VarHandle STATE;
    private static final VarHandle SLEEPING_READERS;
    private static final VarHandle MISSED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(SubscriptionState.class, "state", long.class);
            SLEEPING_READERS = lookup.findVarHandle(SubscriptionState.class, "sleepingReaders", WaitQueue.class);
            MISSED = lookup.findVarHandle(SubscriptionState.class, "missed", MissedWindows.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long state;

    /** Made by the first reader that has to wait for long. */
    private volatile WaitQueue sleepingReaders;

    /**
     * The windows that readers wait for while they join: null as long as it is being inserted, unknown until somebody has
     * looked, and none once they have ended.
     */
    private volatile MissedWindows missed;

    SubscriptionState(
            Registry registry,
            long start,
            long end,
            int mask,
            long owner,
            IntervalNotifier notifier,
            Subscriber subscriber,
            ReaderGroup group) {
        super(registry, start, end, mask, owner, notifier, subscriber, group);
        state = DORMANT | JOINING | (subscriber == null ? 0 : UNATTACHED);
        VarHandle.releaseFence(); // a reader that a user hands it to by a race finds it dormant, not idle
    }

    /** Pairs with {@link #leaveWindow}: a reader that finds no window sees what was done in the last one. */
    final long stateAcquire() {
        return (long) STATE.getAcquire(this);
    }

    /** Behind a step of the begin on another word: {@link Subscriber#noteCurrentThread}. */
    final long stateVolatile() {
        return (long) STATE.getVolatile(this);
    }

    final long stateOpaque() {
        return (long) STATE.getOpaque(this);
    }

    // ---- producers

    /**
     * Whether it has had no reader yet, so no window counts. Volatile: stands behind the opening of the asking
     * producer's slot.
     */
    final boolean isDormant() {
        return ((long) STATE.getVolatile(this) & DORMANT) != 0;
    }

    /**
     * One window more, if there are readers; whether there are. The producer's fence, once all states are entered, keeps
     * the memory's change behind this.
     */
    final boolean enterWindow() {
        if (isDormant()) {
            return false;
        }
        long before = (long) STATE.getAndAdd(this, SEQUENCE_STEP + 1);
        if ((before & WINDOWS) >= MAX_WINDOWS) {
            leaveWindow();
            throw new IllegalStateException(
                    this + " is hit by 0x" + Long.toHexString(MAX_WINDOWS) + " open windows already");
        }
        return true;
    }

    /** One window less, of those entered; a release for the readers that begin next, which are to be woken then. */
    final void leaveWindow() {
        STATE.getAndAdd(this, -1L);
    }

    // ---- how it ends

    /** No reader begins any more, and those that sleep are woken. */
    final void markClosed() {
        if (((long) STATE.getVolatile(this) & CLOSED) == 0) {
            STATE.getAndBitwiseOr(this, CLOSED);
        }
        wakeReader();
    }

    /**
     * Its owner closes it; to be followed by {@link #markClosed}, which wakes its readers. Volatile: comes before the
     * look of a closing thread which calls run.
     *
     * @return whether a producer had given up on it, and this is the first to close it since
     */
    final boolean markLeft() {
        return ((long) STATE.getAndBitwiseOr(this, CLOSED | LEFT) & (EVICTED | LEFT)) == EVICTED;
    }

    /** A producer gives up on its callback. False if one has before, or its owner has closed it. */
    final boolean markEvicted() {
        long before;
        do {
            before = (long) STATE.getVolatile(this);
            if ((before & (EVICTED | LEFT)) != 0) {
                return false;
            }
        } while (!STATE.compareAndSet(this, before, before | CLOSED | EVICTED));
        wakeReader();
        return true;
    }

    /** Whether its owner has closed it, and so says that it has let go; not so if just the space was closed. */
    final boolean isLeft() {
        return ((long) STATE.getVolatile(this) & LEFT) != 0;
    }

    /** Whether a producer has given up on its callback: windows go on to hit it, but nobody calls it. */
    final boolean isEvicted() {
        return ((long) STATE.getVolatile(this) & (EVICTED | LEFT)) == EVICTED;
    }

    /** Whether neither its owner has closed it nor a producer has given up on it. */
    final boolean isSubscribed() {
        return ((long) STATE.getVolatile(this) & (EVICTED | LEFT)) == 0;
    }

    // ---- readers that join

    /**
     * Each start finds the subscription from now on: its readers may look which windows they have missed. A release: a
     * thread that reads this comes after the insertion, and so does its look. False if it has been closed before, so
     * that it may have been sought in the tree in vain. Volatile, behind the insertion: a thread that closes it does so
     * before looking in the tree.
     */
    final boolean inserted() {
        MISSED.setRelease(this, MissedWindows.UNKNOWN);
        return ((long) STATE.getVolatile(this) & CLOSED) == 0;
    }

    /** The first reader is there: from now on windows count. Or its subscriber is attached; or both. Volatile. */
    final void clearBits(long bits) {
        STATE.getAndBitwiseAnd(this, ~bits);
    }

    /** Readers join once the windows that were missed have ended. Allocates if nobody has looked for these before. */
    final void tryEndJoining() {
        MissedWindows found = missed;
        if (found == MissedWindows.UNKNOWN) {
            MISSED.compareAndSet(
                    this, MissedWindows.UNKNOWN, registry.openWindows().over(this, owner()));
            found = missed;
        }
        if (found != null && found.haveEnded()) {
            endJoining();
        }
    }

    final void endJoining() {
        STATE.getAndBitwiseAnd(this, ~JOINING);
        missed = MissedWindows.NONE; // not null: a reader that looks late is not to have them kept
    }

    // ---- readers that sleep

    /** After the state has changed, volatile: one of those who sleep in a begin looks again, and wakes others. */
    final void wakeReader() {
        WaitQueue sleeping = sleepingReaders;
        if (sleeping != null) {
            sleeping.wakeFirst();
        }
    }

    /** The queue in which readers sleep in a begin. Volatile: a thread that changes the state later finds it. */
    final WaitQueue sleepingReaders() {
        WaitQueue sleeping = sleepingReaders;
        if (sleeping == null) {
            SLEEPING_READERS.compareAndSet(this, null, new WaitQueue());
            sleeping = sleepingReaders;
        }
        return sleeping;
    }
}
