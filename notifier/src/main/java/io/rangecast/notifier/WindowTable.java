package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The windows that one invalidator has open, where newcomers can see them. Written by the invalidator's thread, read by
 * threads that subscribe or close.
 *
 * <p>Each window has a slot with a version: its low two bits say what the slot is, the others count the windows it has
 * held.
 *
 * <pre>
 *   start, in the producer                     subscribe, in any thread
 *   1 slot: bounds, version := STARTING  (v)   a tree.root: compare-and-set, now with S  (v)
 *   2 tree.root: read                    (v)   b slots: read each version               (v)
 *   3 S found? its state counts the window     c S's readers wait for the windows found
 *
 *   required: 3 counts the window, or c waits for it.
 * </pre>
 *
 * <p>Accesses marked (v) are volatile, so they stand in one total order that agrees with each thread's own. If 2 misses
 * S then 2 is before a, so 1 is before b, and b sees the window. (Dekker's argument.) {@code StartSubscribeStressTest}
 * fails without it.
 *
 * <p>A slot is used again and again, so bounds are read as from a sequence lock: version, bounds, version. The writer's
 * fence in {@link #open} keeps new bounds behind the old window's end; the reader's fence in {@link #hits} pairs with
 * it.
 */
final class WindowTable {
    /** Windows that one invalidator may have open at a time. */
    static final int CAPACITY = 64;

    static final int FREE = 0;
    static final int STARTING = 1;
    static final int OPEN = 2;
    private static final int PHASE = 3;

    private static final int LINE = 8;
    private static final int PADDING = 2 * LINE;
    private static final int VERSION = 0;
    private static final int START = 1;
    private static final int END = 2;
    private static final int EVENT_MASK = 3;
    private static final int SPARED_OWNER = 4;
    private static final int NEXT_WINDOW = PHASE + 1;

    /** Producer's: one bit for each slot that is not free. */
    private static final int TAKEN = PADDING;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two lines of nothing, one of the producer's, one slot a line, two lines of nothing. */
    private final long[] words = new long[PADDING + LINE + CAPACITY * LINE + PADDING];

    private static final VarHandle IN_USE;

    static {
        try {
            IN_USE = MethodHandles.lookup().findVarHandle(WindowTable.class, "slotsInUse", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many slots were ever used: what scanners look at. Grows before the slot is first opened. */
    private int slotsInUse;

    /** Producer: registers the window of a range whose start begins. */
    int open(InvalidationRange range) {
        int slot = Long.numberOfTrailingZeros(~words[TAKEN]);
        if (slot == CAPACITY) {
            throw new IllegalStateException(
                    "window over " + Interval.toString(range.start(), range.end()) + " would be one more than the "
                            + CAPACITY + " that an invalidator can have open; end some, or use a second invalidator");
        }
        words[TAKEN] |= 1L << slot;
        if (slot >= slotsInUse) {
            IN_USE.setVolatile(this, slot + 1);
        }
        int base = base(slot);
        VarHandle.storeStoreFence(); // pairs with hits(): new bounds stay behind the end of the slot's last window
        WORDS.setOpaque(words, base + START, range.start());
        WORDS.setOpaque(words, base + END, range.end());
        WORDS.setOpaque(words, base + EVENT_MASK, (long) range.event().mask());
        WORDS.setOpaque(words, base + SPARED_OWNER, range.sparedOwner());
        WORDS.setVolatile(words, base + VERSION, words[base + VERSION] + STARTING);
        return slot;
    }

    /** Producer: all are told; no callback runs any more. */
    void told(int slot) {
        int at = base(slot) + VERSION;
        WORDS.setRelease(words, at, words[at] + (OPEN - STARTING)); // pairs with isStarting(): callbacks ran before
    }

    /** Producer: the window is over. */
    void close(int slot) {
        int at = base(slot) + VERSION;
        WORDS.setRelease(words, at, (words[at] & ~PHASE) + NEXT_WINDOW); // pairs with hasEnded(): memory changed before
        words[TAKEN] &= ~(1L << slot);
    }

    boolean isEmpty() {
        return words[TAKEN] == 0;
    }

    /** Any thread: how many slots to look at. */
    int slots() {
        return (int) IN_USE.getVolatile(this);
    }

    /** Any thread: what the slot holds now, to be given to the methods below. */
    long version(int slot) {
        return (long) WORDS.getVolatile(words, base(slot) + VERSION);
    }

    /** Any thread: whether a version is that of a window. */
    static boolean isWindow(long version) {
        return (version & PHASE) != FREE;
    }

    /**
     * Any thread: whether the window of a version hits a subscription. True also if the window has meanwhile made way
     * for another, as its bounds can no longer be told; a caller then waits for a window that is over, which is no
     * wait.
     */
    boolean hits(int slot, long version, Subscription subscription) {
        int base = base(slot);
        long start = (long) WORDS.getOpaque(words, base + START);
        long end = (long) WORDS.getOpaque(words, base + END);
        int eventMask = (int) (long) WORDS.getOpaque(words, base + EVENT_MASK);
        long sparedOwner = (long) WORDS.getOpaque(words, base + SPARED_OWNER);
        VarHandle.acquireFence(); // pairs with open(): bounds of a later window are seen only with a later version
        if (hasEnded(slot, version)) {
            return true;
        }
        return Long.compareUnsigned(start, subscription.end()) < 0
                && Long.compareUnsigned(subscription.start(), end) < 0
                && (eventMask & subscription.mask()) != 0
                && !subscription.isSpared(sparedOwner);
    }

    /** Any thread: whether the window of a version is over; if so, what its producer did in it has happened before. */
    boolean hasEnded(int slot, long version) {
        return (version(slot) & ~PHASE) != (version & ~PHASE);
    }

    /** Any thread: whether the window of a version still tells; if not, its callbacks have happened before. */
    boolean isStarting(int slot, long version) {
        return (version & PHASE) == STARTING && version(slot) == version;
    }

    private static int base(int slot) {
        return PADDING + LINE + slot * LINE;
    }
}
