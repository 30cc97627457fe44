package io.rangecast.ranges;

import java.util.function.Predicate;

/**
 * The content of an {@link IntervalTree} or {@link AreaMap} at one moment. It never changes and may be held for as long
 * as its holder likes; it keeps alive the intervals that were in the structure at that moment.
 *
 * <p>Any thread may query, at the same time as others. Queries are wait-free, take no lock and allocate nothing.
 * Whatever happened before an interval was inserted happens before a query that finds it.
 *
 * @param <I> the user's intervals
 */
public final class IntervalSnapshot<I extends Interval> {
    private static final IntervalSnapshot<?> EMPTY = new IntervalSnapshot<>(Node.EMPTY, 0, 0);

    private final Node node;
    private final int size;
    private final long lastSequence;

    /** The span of all intervals, flipped as in {@link Node}: a query that misses it is answered from here. */
    private final long leastStart;

    private final long greatestEnd;
    private final int mask;

    private IntervalSnapshot(Node node, int size, long lastSequence) {
        this.node = node;
        this.size = size;
        this.lastSequence = lastSequence;
        this.leastStart = node.isEmpty() ? Long.MAX_VALUE : node.leastStart();
        this.greatestEnd = node.isEmpty() ? Long.MIN_VALUE : node.greatestEnd();
        this.mask = node.mask();
    }

    @SuppressWarnings("unchecked") // an empty snapshot holds no I
    static <I extends Interval> IntervalSnapshot<I> empty() {
        return (IntervalSnapshot<I>) EMPTY;
    }

    /**
     * How many intervals there are. O(1).
     *
     * @return zero or more
     */
    public int size() {
        return size;
    }

    /**
     * Whether there is no interval. O(1).
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Visits, in ascending order of start, the intervals that overlap a range and share a bit with a mask, until the
     * visitor answers false. O(log n + visited) for ranges of like lengths, O(1) if the range lies outside the span of
     * all intervals or nothing shares a bit.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param visitor called in this thread; what it throws is passed on
     * @return false if the visitor answered false, else true
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public boolean forEachOverlap(long start, long end, int mask, Predicate<? super I> visitor) {
        Interval.checkRange(start, end);
        return misses(start, end, mask)
                || node.forEachOverlap(Node.flip(start), Node.flip(end), mask, (Predicate<? super Interval>) visitor);
    }

    /**
     * The overlapping interval with the least start. O(log n) as for {@link #forEachOverlap}.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return an interval, or null if none overlaps
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public I firstOverlap(long start, long end) {
        Interval.checkRange(start, end);
        if (misses(start, end, Interval.EVERY_MASK)) {
            return null;
        }
        return (I) node.firstOverlap(Node.flip(start), Node.flip(end));
    }

    /**
     * Visits all intervals in ascending order of start, until the visitor answers false. O(n).
     *
     * @param visitor called in this thread; what it throws is passed on
     * @return false if the visitor answered false, else true
     */
    public boolean forEach(Predicate<? super I> visitor) {
        return forEachOverlap(0, Interval.MAX_END, Interval.EVERY_MASK, visitor);
    }

    private boolean misses(long start, long end, int queryMask) {
        return Node.flip(end) <= leastStart || Node.flip(start) >= greatestEnd || (mask & queryMask) == 0;
    }

    /** This content and one interval more, which its caller has claimed. */
    IntervalSnapshot<I> with(I interval) {
        interval.sequence(lastSequence + 1);
        return new IntervalSnapshot<>(node.insert(interval), size + 1, lastSequence + 1);
    }

    /** This content without one interval, or this very snapshot if it is not there. */
    IntervalSnapshot<I> without(I interval) {
        Node rest = node.remove(interval);
        return rest == node ? this : new IntervalSnapshot<>(rest, size - 1, lastSequence);
    }

    /** Throws unless the structure is sound. For tests. */
    void check() {
        int counted = node.check(true);
        if (counted != size) {
            throw new AssertionError("holds " + counted + " intervals, says " + size);
        }
    }
}
