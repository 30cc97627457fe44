package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A half-open range of unsigned 64-bit byte addresses {@code [start, end)} that can be held by one {@link IntervalTree}
 * or {@link AreaMap}.
 *
 * <p>The structures are intrusive, as the kernel's are: a user's class extends this one and is its own handle. Bounds
 * and mask never change. An interval goes into one structure once in its life; once taken out it is not put in again,
 * because snapshots may hold it for as long as their owners like.
 *
 * <p>The greatest end is 2<sup>64</sup>-1, so the very last byte of the address space belongs to no range.
 */
public class Interval {
    /** The mask of an interval that every query sees. */
    public static final int EVERY_MASK = -1;

    /** The exclusive end of the widest range, 2<sup>64</sup>-1 unsigned. */
    public static final long MAX_END = -1L;

    private static final VarHandle SEQUENCE;
    private static final long NEVER_INSERTED = 0;

    /** After all that have the same range: where an interval is looked for that is not in yet. */
    private static final long LAST = Long.MAX_VALUE;

    static {
        try {
            SEQUENCE = MethodHandles.lookup().findVarHandle(Interval.class, "sequence", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        new Interval(0, 1).unclaim(); // the first use of a handle allocates, and this is for when there is no memory
    }

    private final long start;
    private final long end;
    private final int mask;

    /**
     * Orders equal ranges by insertion; areas, of which no two are equal, need none. Written before what publishes the
     * interval, and not after.
     */
    private long sequence;

    /**
     * An interval that every query sees.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned and above {@code start}
     * @throws IllegalArgumentException for an empty or reversed range, with both addresses in hex
     */
    public Interval(long start, long end) {
        this(start, end, EVERY_MASK);
    }

    /**
     * An interval seen by those queries whose mask shares a bit with its own.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned and above {@code start}
     * @param mask any set of bits but the empty one
     * @throws IllegalArgumentException for an empty or reversed range, with both addresses in hex, and for mask 0
     */
    public Interval(long start, long end, int mask) {
        checkRange(start, end);
        if (mask == 0) {
            throw new IllegalArgumentException("mask 0: no query would see " + toString(start, end));
        }
        this.start = start;
        this.end = end;
        this.mask = mask;
    }

    /**
     * Rejects what is not a range.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @throws IllegalArgumentException if {@code start >= end} unsigned, with both addresses in hex
     */
    public static void checkRange(long start, long end) {
        if (Long.compareUnsigned(start, end) >= 0) {
            throw new IllegalArgumentException(
                    (start == end ? "empty" : "reversed") + " range " + toString(start, end));
        }
    }

    /**
     * A range as people write it: {@code [0x1000,0x2000)}.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return the text
     */
    public static String toString(long start, long end) {
        return "[0x" + Long.toHexString(start) + ",0x" + Long.toHexString(end) + ")";
    }

    /**
     * The first byte.
     *
     * @return an unsigned address
     */
    public final long start() {
        return start;
    }

    /**
     * The byte after the last.
     *
     * @return an unsigned address above {@link #start()}
     */
    public final long end() {
        return end;
    }

    /**
     * The bits by which queries choose.
     *
     * @return the mask given at construction
     */
    public final int mask() {
        return mask;
    }

    /**
     * Whether an address lies inside.
     *
     * @param address unsigned
     * @return true if {@code start <= address < end}
     */
    public final boolean contains(long address) {
        return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }

    /** Takes the interval's one insertion; of two threads that try, one fails. */
    final void claim() {
        if (!SEQUENCE.compareAndSet(this, NEVER_INSERTED, LAST)) {
            throw new IllegalArgumentException("interval " + this + " was inserted before; insert a new one");
        }
    }

    /** Gives the insertion back after it failed, so that a second attempt works. */
    final void unclaim() {
        SEQUENCE.setRelease(this, NEVER_INSERTED);
    }

    /** Makes this interval, which its caller has claimed, the last of all that have its range. */
    final void last() {
        sequence = LAST;
    }

    final boolean isLast() {
        return sequence == LAST;
    }

    /** Orders this interval behind the one that comes before it, of all that are in the tree; null for none. */
    final void follow(Interval before) {
        sequence = before != null && before.start == start && before.end == end ? before.sequence + 1 : 1;
    }

    /** The order in which the structures keep intervals: by start, then end, then insertion. */
    static int compare(Interval a, Interval b) {
        int c = Long.compareUnsigned(a.start, b.start);
        if (c == 0) {
            c = Long.compareUnsigned(a.end, b.end);
        }
        return c == 0 ? Long.compare(a.sequence, b.sequence) : c;
    }

    @Override
    public String toString() {
        return toString(start, end);
    }
}
