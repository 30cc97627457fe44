package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Read by the subscriber at each poll, written by producers: a field, so that an idle poll is one load. */
abstract class Bells extends Padded {
    /** The highest bits; those below are of inboxes, see {@link Inboxes#BELLS}. */
    static final long NOTICE = 1L << 61;

    static final long EVERYWHERE = 1L << 62;

    static final long DIRECT = 1L << 63;

    private static final VarHandle BELLS;

    static {
        try {
            BELLS = MethodHandles.lookup().findVarHandle(Bells.class, "bells", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long bells = DIRECT | EVERYWHERE;

    /** Opaque. */
    final long rung() {
        return (long) BELLS.getOpaque(this);
    }

    /** Volatile. */
    final void ring(long bits) {
        BELLS.getAndBitwiseOr(this, bits);
    }

    /** Volatile. Returns which had rung. */
    final long silence(long bits) {
        return (long) BELLS.getAndBitwiseAnd(this, ~bits);
    }
}

/** 128 bytes that keep what the thread reads at each poll off the lines of all that is behind. */
@SuppressWarnings("unused")
abstract class PaddingBehindBells extends Bells {
    byte q000, q001, q002, q003, q004, q005, q006, q007, q008, q009, q010, q011, q012, q013, q014, q015;
    byte q016, q017, q018, q019, q020, q021, q022, q023, q024, q025, q026, q027, q028, q029, q030, q031;
    byte q032, q033, q034, q035, q036, q037, q038, q039, q040, q041, q042, q043, q044, q045, q046, q047;
    byte q048, q049, q050, q051, q052, q053, q054, q055, q056, q057, q058, q059, q060, q061, q062, q063;
    byte q064, q065, q066, q067, q068, q069, q070, q071, q072, q073, q074, q075, q076, q077, q078, q079;
    byte q080, q081, q082, q083, q084, q085, q086, q087, q088, q089, q090, q091, q092, q093, q094, q095;
    byte q096, q097, q098, q099, q100, q101, q102, q103, q104, q105, q106, q107, q108, q109, q110, q111;
    byte q112, q113, q114, q115, q116, q117, q118, q119, q120, q121, q122, q123, q124, q125, q126, q127;
    byte q128, q129, q130, q131; // four of them go before the bells, which begin at a multiple of eight
}

/**
 * The state that a subscriber thread and its producers share, beside the records: whether the thread is to be waited
 * for, and where it has to look.
 *
 * <p>With few inboxes the thread looks at each, which takes it some loads and the producers nothing. With more of them,
 * or if it was made {@linkplain Subscriber#withDoorbell so}, producers ring: they set the bit of their inbox, so that an
 * idle poll is one load. {@link #NOTICE} says that the state has changed, {@link #EVERYWHERE} that every inbox is to be
 * looked into.
 *
 * <pre>
 *   producer (alert)                           subscriber (take)
 *   1 publish a record (r)                     a bells := 0 (v), if there are any
 *   2 full fence                               b look into the inboxes that have rung (a)
 *   3 state (o): offline, or to be rung?
 *   4 bells |= mine (v), unpark
 *
 *   required: b sees 1, or a later a sees 4.
 * </pre>
 *
 * <p>A thread that goes to sleep says so, and then looks into every inbox once more: see {@link ParkingSpot}; 2 is that
 * fence. A thread that comes online changes the state (v) and then looks into every inbox: if 3 sees it offline, 2 is
 * before that change, so it finds the record. In the same way nobody is missed when producers begin to ring.
 */
abstract class Doorbell extends PaddingBehindBells {
    /** Bits of the state. */
    static final long CLOSED = 1;

    static final long EVICTED = 2;
    static final long OFFLINE = 4;
    private static final long RING = 8;

    /** It has missed a deadline, and has not polled since: a hint. */
    static final long LAGGING = 16;

    /** Nobody has attached it yet; and those who may hold something all the same have died meanwhile. */
    static final long UNATTACHED = 32;

    static final long ORPHANED = 64;

    /** It was evicted, and its thread has been told. */
    static final long TOLD = 128;

    /** Each thread that may hold something before anybody has attached it changes the state. */
    private static final long NOTED = 1L << 8;

    private static final int STATE = 0;

    /** The bells of producers that sleep until they are acknowledged. */
    private static final int WAITING = 1;

    /** Read by producers at each record, rarely written. */
    private final PaddedWords words = new PaddedWords(2);

    private final ParkingSpot parkingSpot = new ParkingSpot();

    Doorbell() {
        words.plain(STATE, UNATTACHED);
    }

    // ---- the state, any thread

    /** If so, all that the thread did before it set one of them happened before. */
    final boolean isAny(long bits) {
        return (words.acquire(STATE) & bits) != 0;
    }

    /** Volatile; false if it was set before. */
    final boolean set(long bit) {
        return (words.getAndSetBits(STATE, bit) & bit) == 0;
    }

    final void clear(long bit) {
        words.getAndClearBits(STATE, bit);
    }

    /** Volatile, before {@link #orphan}. */
    final long state() {
        return words.getVolatile(STATE);
    }

    /** Volatile; false if anything has changed since the state was read. */
    final boolean orphan(long state) {
        return words.compareAndSet(STATE, state, state | ORPHANED);
    }

    /** Volatile; false if anything has changed since the state was read. */
    final boolean closeFrom(long state) {
        return words.compareAndSet(STATE, state, state | CLOSED);
    }

    /** A thread more may hold something, and lives; volatile. */
    final void noted() {
        words.getAndAdd(STATE, NOTED);
        clear(ORPHANED);
    }

    // ---- the subscriber

    /** Whether nothing has come: one load, or some for each inbox if nobody rings. */
    final boolean isSilent() {
        long rung = rung();
        return rung == 0 || rung == DIRECT && !inboxes().haveRecords();
    }

    abstract Inboxes inboxes();

    /** Takes the bells that have rung. */
    final long take() {
        long rung = rung();
        return rung == DIRECT ? rung : silence(~DIRECT);
    }

    static boolean saysEverywhere(long rung) {
        return (rung & (DIRECT | EVERYWHERE)) != 0;
    }

    /** Volatile: the bells of producers that have said that they sleep. They say so again if they go on waiting. */
    final long takeWaiting() {
        return words.getAndClearBits(WAITING, -1L);
    }

    /** Puts back what {@link #take} has taken, as there may be more. */
    final void putBack(long rung) {
        ring(saysEverywhere(rung) ? EVERYWHERE : rung);
    }

    /**
     * Sleeps until a record comes, at most for some time; also if the thread is interrupted. A record whose producer has
     * not rung yet does not keep it awake, as a poll would not find it: the producer rings, and then looks who sleeps.
     */
    final void sleep(long nanos) {
        boolean interrupted = Backoff.takeInterrupt();
        announceSleep();
        if (isAny(OFFLINE | TOLD) || isSilent()) { // once told of its eviction, it takes no record more
            Backoff.sleep(nanos);
        }
        retractSleep();
        Backoff.giveBackInterrupt(interrupted);
    }

    /** Before a last look: producers are to wake the thread. */
    final void announceSleep() {
        parkingSpot.announce(Thread.currentThread());
    }

    final void retractSleep() {
        parkingSpot.retract();
    }

    // ---- producers

    /** After records were published and a full fence. */
    final void alert(Inbox inbox) {
        if ((words.opaque(STATE) & RING) != 0) {
            ring(inbox.bell());
        }
        parkingSpot.wakeIfSeen();
    }

    /** Before a producer sleeps until it is acknowledged, and then looks once more: volatile. */
    final void announceWaiting(Inbox inbox) {
        if ((words.getVolatile(WAITING) & inbox.bell()) == 0) {
            words.getAndSetBits(WAITING, inbox.bell());
        }
    }

    /** Makes the thread look into an inbox, though there may be no record in its ring. */
    final void lookInto(Inbox inbox) {
        look(isAny(RING) ? inbox.bell() : EVERYWHERE);
    }

    /** Makes the thread find out how it stands, at its next poll. */
    final void notice() {
        look(NOTICE);
    }

    /** Makes the thread look at more than its rings. */
    final void lookEverywhere() {
        look(EVERYWHERE);
    }

    private void look(long bells) {
        ring(bells);
        parkingSpot.wake();
    }

    /** From here on producers ring; one that finds that done need not do it. */
    final void ringFromNowOn() {
        if (isAny(RING)) {
            return;
        }
        set(RING); // first: a producer that has not seen it has published before the thread looks everywhere
        lookEverywhere(); // then: a producer that has taken DIRECT away has had the thread look before
        silence(DIRECT);
    }
}
