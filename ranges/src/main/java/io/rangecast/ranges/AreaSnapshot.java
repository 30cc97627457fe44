package io.rangecast.ranges;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * The content of an {@link AreaMap} at one moment. It never changes and may be held for as long as its holder likes; it
 * keeps alive the areas that were in the map at that moment.
 *
 * <p>Any thread may query, at the same time as others. Queries are wait-free, take no lock and allocate nothing.
 * What happened before an area was put in happens before a query that finds it. What a visitor throws is passed on.
 *
 * @param <A> the user's areas
 */
public final class AreaSnapshot<A extends Interval> {
    /** The result of a search for a gap that finds none: 2<sup>64</sup>-1, where no byte is. */
    public static final long NO_GAP = Interval.MAX_END;

    private static final AreaSnapshot<?> EMPTY = new AreaSnapshot<>(Leaf.EMPTY_WITH_GAPS, 0);

    private final Node root;
    private final int size;

    private AreaSnapshot(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // an empty snapshot holds no A
    static <A extends Interval> AreaSnapshot<A> empty() {
        return (AreaSnapshot<A>) EMPTY;
    }

    /**
     * How many areas there are. O(1).
     *
     * @return zero or more
     */
    public int size() {
        return size;
    }

    /**
     * Whether there is no area. O(1).
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * The area that contains an address. O(log n).
     *
     * @param address unsigned
     * @return the area, or null if the address is in none
     */
    @SuppressWarnings("unchecked") // every area below was put in as an A
    public A find(long address) {
        long key = Node.flip(address);
        return size == 0 || key < root.least ? null : (A) AreaSearch.floor(root, key, true);
    }

    /**
     * The area that contains an address, or else the lowest one above it: {@code find_vma} of Linux. O(log n).
     *
     * @param address unsigned
     * @return the area, or null if there is none at or above the address
     */
    public A next(long address) {
        return address == Interval.MAX_END ? null : firstOverlap(address, Interval.MAX_END);
    }

    /**
     * The area that contains an address, or else the highest one below it. O(log n).
     *
     * @param address unsigned
     * @return the area, or null if there is none at or below the address
     */
    @SuppressWarnings("unchecked") // every area below was put in as an A
    public A previous(long address) {
        long key = Node.flip(address);
        return size == 0 || key < root.least ? null : (A) AreaSearch.floor(root, key, false);
    }

    /**
     * The lowest area that overlaps a range. O(log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return the area, or null if none overlaps
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every area below was put in as an A
    public A firstOverlap(long start, long end) {
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, Interval.EVERY_MASK)
                ? (A) MaskedOverlaps.first(root, from, to, Interval.EVERY_MASK)
                : null;
    }

    /**
     * Visits the areas that overlap a range, ascending, until the visitor returns false. O(log n + visited).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param visitor called in this thread
     * @return false if the visitor returned false, else true
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every area below was put in as an A
    public boolean forEachOverlap(long start, long end, Predicate<? super A> visitor) {
        Objects.requireNonNull(visitor, "visitor");
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return !root.meets(from, to, Interval.EVERY_MASK)
                || MaskedOverlaps.forEach(root, from, to, Interval.EVERY_MASK, (Predicate<? super Interval>) visitor);
    }

    /**
     * Visits all areas, ascending, until the visitor returns false. O(n).
     *
     * @param visitor called in this thread
     * @return false if the visitor returned false, else true
     */
    public boolean forEach(Predicate<? super A> visitor) {
        return forEachOverlap(0, Interval.MAX_END, visitor);
    }

    /**
     * The lowest place for an area of some size that overlaps no other, as {@link #lowestGap(long, long, long, long)}
     * finds it, at any address.
     *
     * @param size bytes, unsigned
     * @param low the lowest address that will do, unsigned
     * @param high the place ends here at the latest, unsigned
     * @return an address from {@code low} to {@code high - size}, or {@link #NO_GAP}
     * @throws IllegalArgumentException for an empty or reversed range from low to high, or for size 0
     */
    public long lowestGap(long size, long low, long high) {
        return lowestGap(size, 1, low, high);
    }

    /**
     * The lowest place for an area of some size and alignment that overlaps no other: what an allocator asks. O(log n),
     * whatever the gaps are like: of every subtree it is known how large a place fits into it, for each alignment.
     *
     * @param size bytes, unsigned; need not be a multiple of the alignment
     * @param alignment the address will be a multiple of it: a power of two, unsigned
     * @param low the lowest address that will do, unsigned
     * @param high the place ends here at the latest, unsigned
     * @return an address from {@code low} to {@code high - size}, or {@link #NO_GAP}
     * @throws IllegalArgumentException for an empty or reversed range from low to high, for size 0, or for an alignment
     *     that is no power of two
     */
    public long lowestGap(long size, long alignment, long low, long high) {
        checkPlace(size, alignment, low, high);
        return Node.flip(GapSearch.lowest(root, size, alignment, Node.flip(low), Node.flip(high)));
    }

    /**
     * The highest place for an area of some size that overlaps no other, as {@link #highestGap(long, long, long, long)}
     * finds it, at any address.
     *
     * @param size bytes, unsigned
     * @param low the lowest address that will do, unsigned
     * @param high the place ends here at the latest, unsigned
     * @return an address from {@code low} to {@code high - size}, or {@link #NO_GAP}
     * @throws IllegalArgumentException for an empty or reversed range from low to high, or for size 0
     */
    public long highestGap(long size, long low, long high) {
        return highestGap(size, 1, low, high);
    }

    /**
     * The highest place for an area of some size and alignment that overlaps no other: for allocators that fill a space
     * from the top, as Linux does. O(log n), as {@link #lowestGap(long, long, long, long)}.
     *
     * @param size bytes, unsigned; need not be a multiple of the alignment
     * @param alignment the address will be a multiple of it: a power of two, unsigned
     * @param low the lowest address that will do, unsigned
     * @param high the place ends here at the latest, unsigned
     * @return the address at which the place begins, from {@code low} to {@code high - size}, or {@link #NO_GAP}
     * @throws IllegalArgumentException for an empty or reversed range from low to high, for size 0, or for an alignment
     *     that is no power of two
     */
    public long highestGap(long size, long alignment, long low, long high) {
        checkPlace(size, alignment, low, high);
        return Node.flip(GapSearch.highest(root, size, alignment, Node.flip(low), Node.flip(high)));
    }

    private static void checkPlace(long size, long alignment, long low, long high) {
        Interval.checkRange(low, high);
        if (size == 0) {
            throw new IllegalArgumentException("size 0: any address of " + Interval.toString(low, high) + " would do");
        }
        if (Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("alignment 0x" + Long.toHexString(alignment) + " is no power of two");
        }
    }

    /** This content and one area more, which its caller has claimed, and which overlaps none. */
    AreaSnapshot<A> with(A area) {
        return new AreaSnapshot<>(root.rootWith(area), size + 1);
    }

    /** This content without one of its areas. */
    AreaSnapshot<A> without(A area) {
        return new AreaSnapshot<>(root.rootWithout(area), size - 1);
    }

    /** Throws unless the structure is sound. For tests. */
    void check() {
        int counted = root.check(true);
        if (counted != size) {
            throw new AssertionError("holds " + counted + " areas, says " + size);
        }
    }
}
