package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The windows that one invalidator has open, where newcomers can see them. Written by the invalidator's thread, read by
 * threads that subscribe or close.
 *
 * <p>Each window has a slot with a version: its low three bits say how far the window is, the others count the windows
 * the slot has held. So versions only grow: FREE, STARTING, CALLING, OPEN, ENDING, and FREE again, where CALLING and
 * ENDING are left out if there is nobody to call.
 *
 * <pre>
 *   start, in the producer                     subscribe, in any thread
 *   1 slot: bounds, version := STARTING  (v)   a tree.root: compare-and-set, now with S  (v)
 *   2 filter, tree.root: read            (v)   b slots: read each version               (v)
 *   3 S found? its state counts the window     c S's readers wait for the windows found
 *
 *   required: 3 counts the window, or c waits for it.
 * </pre>
 *
 * <p>Accesses marked (v) are volatile, so they stand in one total order that agrees with each thread's own. If 2 misses
 * S then 2 is before a, so 1 is before b, and b sees the window. (Dekker's argument.) {@code StartSubscribeStressTest}
 * fails without it. A batch has a full fence between all its 1 and its 2 instead.
 *
 * <p>When all slots are taken the table grows: a greater array takes the place of the old one before the window is
 * opened in it. A reader of the old one reads again. When no window is open there is no slot to look at, and those that
 * are taken next are the first ones; if for long no more than a few were taken, a smaller array takes the place. A
 * thread that asks for a slot that is gone finds its window ended, as it has, and new slots begin with versions that
 * no slot has had.
 *
 * <p>A slot is used again and again, so bounds are read as from a sequence lock: version, bounds, version. The writer's
 * fence in {@link #open} keeps new bounds behind the old window's end; the reader's fence in {@link #hits} pairs with
 * it.
 */
final class WindowTable {
    private static final int INITIAL_SLOTS = 2;

    /** The array is made smaller when it was far too large so many times in a row: else those who need it make it anew. */
    private static final int ENOUGH = 64;

    static final int FREE = 0;
    static final int STARTING = 1;
    static final int CALLING = 2;
    static final int OPEN = 3;
    static final int ENDING = 4;
    private static final int PHASE = 7;

    private static final int LINE = 8;
    private static final int PADDING = 2 * LINE;
    private static final int OWN = 2 * LINE;
    private static final int BASE = PADDING + OWN;
    private static final int VERSION = 0;
    private static final int START = 1;
    private static final int END = 2;
    private static final int EVENT_MASK = 3;
    private static final int SPARED_OWNER = 4;
    private static final int NEXT_FREE = 5;
    private static final int NEXT_WINDOW = PHASE + 1;

    /** Producer's: the first free slot. */
    private static final int FIRST_FREE = PADDING;

    /** Producer's: how many are not free. */
    private static final int OPEN_COUNT = PADDING + 1;

    /** Producer's: how many, the first ones, were taken since the list of the free ones was last in order. */
    private static final int TAKEN = PADDING + 2;

    /** Producer's: how many times in a row these were far less than there are. */
    private static final int TOO_MANY = PADDING + 3;

    /** The index of the counts of {@link ProducerCounters}. */
    private static final int COUNTS = PADDING + 4;

    static final int MOST_COUNTS = OWN - (COUNTS - PADDING);

    private static final int NONE = -1;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(WindowTable.class, "words", long[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Two lines of nothing, two of the producer's, one slot a line, two lines of nothing. */
    private long[] words = new long[BASE + INITIAL_SLOTS * LINE + PADDING];

    private int capacity = INITIAL_SLOTS;

    /** The number of slots that scanners look at. Grows before a slot is opened, and is 0 when none is. */
    private volatile int slotsInUse;

    /** The version with which slots begin that are added next: no slot that is gone has come so far. */
    private long firstVersion;

    WindowTable() {
        linkFree(words, 0, INITIAL_SLOTS);
    }

    /** The free slots are a list through their lines, the one freed last at its head. */
    private static void linkFree(long[] at, int from, int to) {
        for (int slot = from; slot < to; slot++) {
            at[base(slot) + NEXT_FREE] = slot + 1 < to ? slot + 1 : NONE;
        }
        at[FIRST_FREE] = from;
    }

    /** Producer: registers the window of a range whose start begins; volatile. It is open when this returns. */
    void open(WindowSlot window) {
        open(window, false);
    }

    /** Producer: registers the window of a range, for a full fence before the filter or the tree's root. */
    void openBeforeFence(WindowSlot window) {
        open(window, true);
    }

    private void open(WindowSlot window, boolean fenceFollows) {
        InvalidationRange range = window.range;
        int slot = prepare(range.start(), range.end(), range.eventMask(), range.sparedOwner());
        long[] at = words;
        if (fenceFollows) {
            moveRelease(at, slot, STARTING); // behind the bounds
        } else {
            moveVolatile(at, slot, STARTING);
        } // from here on no call, so no error leaves it half open
        at[FIRST_FREE] = at[BASE + slot * LINE + NEXT_FREE];
        at[OPEN_COUNT]++;
        window.slot = slot;
        window.busy = true;
        window.open = true;
    }

    /** Producer: registers calls about a range that are no window, and hit nobody; volatile. */
    int openCalls(long start, long end) {
        return openCalls(start, end, 0, 0);
    }

    /** Producer: registers further calls of a window that is open already, to those that it hits; volatile. */
    int openCalls(InvalidationRange range) {
        return openCalls(range.start(), range.end(), range.eventMask(), range.sparedOwner());
    }

    private int openCalls(long start, long end, int eventMask, long sparedOwner) {
        int slot = prepare(start, end, eventMask, sparedOwner);
        long[] at = words;
        moveVolatile(at, slot, CALLING); // from here on no call, as in open()
        at[FIRST_FREE] = at[BASE + slot * LINE + NEXT_FREE];
        at[OPEN_COUNT]++;
        return slot;
    }

    /** Producer: writes into the first free slot what its window will be about, and leaves it free. */
    private int prepare(long start, long end, int eventMask, long sparedOwner) {
        if (words[FIRST_FREE] == NONE) {
            grow();
        } else if (capacity > INITIAL_SLOTS && words[OPEN_COUNT] == 0) {
            tidy();
        }
        long[] at = words;
        int slot = (int) at[FIRST_FREE];
        int base = base(slot);
        if (slot >= slotsInUse) {
            slotsInUse = slot + 1;
            if (slot >= at[TAKEN]) {
                at[TAKEN] = slot + 1;
            }
        }
        VarHandle.storeStoreFence(); // pairs with hits(): new bounds stay behind the end of the slot's last window
        WORDS.setOpaque(at, base + START, start);
        WORDS.setOpaque(at, base + END, end);
        WORDS.setOpaque(at, base + EVENT_MASK, (long) eventMask);
        WORDS.setOpaque(at, base + SPARED_OWNER, sparedOwner);
        return slot;
    }

    private void grow() {
        long[] more = Arrays.copyOf(words, words.length + capacity * LINE);
        for (int slot = capacity; slot < 2 * capacity; slot++) {
            more[base(slot) + VERSION] = firstVersion;
        }
        linkFree(more, capacity, 2 * capacity); // only this thread reads links, so they need not come first
        TABLE.setVolatile(this, more);
        capacity = 2 * capacity;
    }

    /**
     * Puts the free slots in order while all are free, so that the first ones are taken next; or has fewer. For each slot
     * that was taken since, it costs constant time.
     */
    private void tidy() {
        long[] at = words;
        int taken = (int) at[TAKEN];
        if (4 * taken > capacity) {
            at[TOO_MANY] = 0;
        } else if (++at[TOO_MANY] == ENOUGH) {
            at[TOO_MANY] = 0;
            tryShrink();
            return;
        }
        for (int slot = 0; slot < taken; slot++) { // no call, as in open()
            at[BASE + slot * LINE + NEXT_FREE] = slot + 1 < capacity ? slot + 1 : NONE;
        }
        at[FIRST_FREE] = 0;
        at[TAKEN] = 0;
    }

    private void tryShrink() {
        try {
            shrink();
        } catch (OutOfMemoryError none) {
            // It goes on as it is: to open a window needs none.
        }
    }

    private void shrink() {
        int fewer = capacity / 2;
        for (int slot = fewer; slot < capacity; slot++) {
            firstVersion = Math.max(firstVersion, words[base(slot) + VERSION]);
        }
        long[] less = new long[BASE + fewer * LINE + PADDING];
        System.arraycopy(words, 0, less, 0, BASE + fewer * LINE);
        linkFree(less, 0, fewer);
        less[TAKEN] = 0;
        TABLE.setVolatile(this, less);
        capacity = fewer;
    }

    /** Producer: has found callbacks to call, and calls them now. Pairs with CallSnapshot.add(), which waits for it. */
    void calling(int slot) {
        moveRelease(words, slot, CALLING);
    }

    /** Producer: all are told; no callback runs any more. Pairs with isBefore(): callbacks ran before. */
    void told(int slot) {
        moveRelease(words, slot, OPEN);
    }

    /** Producer: calls the end callbacks now. Volatile: stands before it asks who is closed, see NotifierRegistry. */
    void ending(int slot) {
        moveVolatile(words, slot, ENDING);
    }

    /**
     * Producer: the window is over. Pairs with hasEnded(): memory changed before; and with isBefore(): end callbacks
     * ran before.
     */
    void close(WindowSlot window) {
        closeCalls(window.slot);
        window.open = false;
        if (window.held != null) {
            window.held = null;
        }
    }

    /** Producer: the calls are over. Pairs with isBefore(): they ran before. */
    void closeCalls(int slot) {
        long[] at = words;
        moveRelease(at, slot, NEXT_WINDOW); // which is FREE of the next; from here on no call, as in open()
        at[BASE + slot * LINE + NEXT_FREE] = at[FIRST_FREE];
        at[FIRST_FREE] = slot;
        at[OPEN_COUNT]--;
        if (at[OPEN_COUNT] == 0 && capacity > INITIAL_SLOTS) {
            slotsInUse = 0;
        }
    }

    private static void moveRelease(long[] at, int slot, int phase) {
        int version = base(slot) + VERSION;
        WORDS.setRelease(at, version, (at[version] & ~PHASE) + phase);
    }

    private static void moveVolatile(long[] at, int slot, int phase) {
        int version = base(slot) + VERSION;
        WORDS.setVolatile(at, version, (at[version] & ~PHASE) + phase);
    }

    /** Producer: counts something for {@link ProducerCounters}; opaque. */
    void count(int what, long more) {
        long[] at = words;
        WORDS.setOpaque(at, COUNTS + what, at[COUNTS + what] + more);
    }

    /** Any thread: what was counted, at some moment. */
    long counted(int what) {
        return (long) WORDS.getOpaque(table(), COUNTS + what);
    }

    boolean isEmpty() {
        return words[OPEN_COUNT] == 0;
    }

    /** Any thread: whether a slot is not free. */
    boolean hasWindows() {
        for (int slot = 0; slot < slots(); slot++) {
            if (isWindow(version(slot))) {
                return true;
            }
        }
        return false;
    }

    /** Any thread: how many slots to look at. */
    int slots() {
        return slotsInUse;
    }

    /** Any thread but the producer: the array of now. */
    private long[] table() {
        return (long[]) TABLE.getVolatile(this);
    }

    private static boolean has(long[] at, int slot) {
        return base(slot) < at.length - PADDING;
    }

    /** Any thread: what the slot holds now, to be given to the methods below. */
    long version(int slot) {
        long[] at = table();
        return has(at, slot) ? version(at, slot) : FREE;
    }

    private static long version(long[] at, int slot) {
        return (long) WORDS.getVolatile(at, base(slot) + VERSION);
    }

    /** Any thread: whether a version is that of a window. */
    static boolean isWindow(long version) {
        return (version & PHASE) != FREE;
    }

    /**
     * Any thread: whether the window of a version hits a subscription of an owner. True also if the window has meanwhile
     * made way for another, as its bounds can no longer be told; a caller then waits for a window that is over, which is
     * no wait.
     *
     * @param owner zero if it is nobody's
     */
    boolean hits(int slot, long version, Interval subscription, long owner) {
        int base = base(slot);
        long[] at = table();
        if (!has(at, slot)) {
            return true;
        }
        long start = (long) WORDS.getOpaque(at, base + START);
        long end = (long) WORDS.getOpaque(at, base + END);
        int eventMask = (int) (long) WORDS.getOpaque(at, base + EVENT_MASK);
        long sparedOwner = (long) WORDS.getOpaque(at, base + SPARED_OWNER);
        VarHandle.acquireFence(); // pairs with open(): bounds of a later window are seen only with a later version
        if (hasEnded(slot, version)) {
            return true;
        }
        return Long.compareUnsigned(start, subscription.end()) < 0
                && Long.compareUnsigned(subscription.start(), end) < 0
                && (eventMask & subscription.mask()) != 0
                && (sparedOwner == 0 || sparedOwner != owner);
    }

    /** Any thread: whether the window of a version is over; if so, what its producer did in it has happened before. */
    boolean hasEnded(int slot, long version) {
        long[] at = table();
        return !has(at, slot) || (version(at, slot) & ~PHASE) != (version & ~PHASE);
    }

    /** Whether a version is that of a window whose subscriptions may be called. */
    static boolean isTelling(long version) {
        return (version & PHASE) == STARTING || (version & PHASE) == CALLING;
    }

    /** The version from which on the callbacks that may run at a given version are over. */
    static long callsOver(long version) {
        return isTelling(version) ? phase(version, OPEN) : (version & PHASE) == ENDING ? version + 1 : version;
    }

    /** Any thread: whether the slot has not come to a version; if it has, what ran before has happened before. */
    boolean isBefore(int slot, long version) {
        long[] at = table();
        return has(at, slot) && version(at, slot) - version < 0;
    }

    private static long phase(long version, int phase) {
        return version & ~PHASE | phase;
    }

    private static int base(int slot) {
        return BASE + slot * LINE;
    }
}
