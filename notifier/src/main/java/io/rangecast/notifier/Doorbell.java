package io.rangecast.notifier;

/**
 * What a subscriber thread and its producers must know of each other, but for the records: whether the thread is to be
 * waited for, and where it has to look.
 *
 * <p>With few inboxes the thread looks at each, which takes it one load and the producers nothing. With more of them
 * producers ring: they set the bit of their inbox, so that an idle poll is one load still. {@link #EVERYWHERE} says that
 * there is more to see than records.
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
 * <p>A thread that goes to sleep says so, and then looks into every inbox once more: see {@link Sleeper}; 2 is that
 * fence. A thread that comes online changes the state (v) and then looks into every inbox: if 3 sees it offline, 2 is
 * before that change, so it finds the record. In the same way nobody is missed when producers begin to ring.
 */
final class Doorbell {
    /** Bits of the state. */
    static final long CLOSED = 1;

    static final long EVICTED = 2;
    static final long OFFLINE = 4;
    private static final long RING = 8;

    /** The highest bits of the bells; those below are of inboxes, see {@link Inboxes#BELLS}. */
    private static final long EVERYWHERE = 1L << 62;

    private static final long DIRECT = 1L << 63;

    /** Read by producers at each record, rarely written. */
    private final PaddedWords state = new PaddedWords(1);

    /** Read by the subscriber at each poll, written by producers. */
    private final PaddedWords bells = new PaddedWords(1);

    private final Sleeper sleeper = new Sleeper();

    Doorbell() {
        bells.getAndSetBits(0, DIRECT | EVERYWHERE);
    }

    // ---- the state, any thread

    /** What the thread did before it set one of them happened before. */
    boolean isAny(long bits) {
        return (state.acquire(0) & bits) != 0;
    }

    /** Volatile; false if it was set before. */
    boolean set(long bit) {
        return (state.getAndSetBits(0, bit) & bit) == 0;
    }

    void clear(long bit) {
        state.getAndClearBits(0, bit);
    }

    // ---- the subscriber

    /** Whether nothing has come: one load, or one for each inbox if these are few. */
    boolean isSilent(Inboxes inboxes) {
        long rung = bells.opaque(0);
        return rung == 0 || rung == DIRECT && !inboxes.haveRecords();
    }

    /** Takes the bells that have rung. */
    long take() {
        long rung = bells.opaque(0);
        return rung == DIRECT ? rung : bells.getAndClearBits(0, ~DIRECT);
    }

    static boolean saysEverywhere(long rung) {
        return (rung & (DIRECT | EVERYWHERE)) != 0;
    }

    /** Puts back what {@link #take} has taken, as there may be more. */
    void putBack(long rung) {
        bells.getAndSetBits(0, saysEverywhere(rung) ? EVERYWHERE : rung);
    }

    boolean hasRung() {
        return (bells.opaque(0) & ~DIRECT) != 0;
    }

    Sleeper sleeper() {
        return sleeper;
    }

    // ---- producers

    /** After records were published and a full fence. */
    void alert(Inbox inbox) {
        if ((state.opaque(0) & RING) != 0) {
            bells.getAndSetBits(0, inbox.bell());
        }
        sleeper.wakeIfSeen();
    }

    /** Makes the thread look at more than its rings. */
    void lookEverywhere() {
        bells.getAndSetBits(0, EVERYWHERE);
        sleeper.wake();
    }

    /** From here on producers ring. */
    void ringFromNowOn() {
        set(RING); // first: a producer that has not seen it has published before the thread looks everywhere
        bells.getAndClearBits(0, DIRECT);
        lookEverywhere();
    }
}
