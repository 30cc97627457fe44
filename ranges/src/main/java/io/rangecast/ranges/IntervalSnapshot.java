package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The content of an {@link IntervalTree} at one moment. It never changes and may be held for as long as its holder
 * likes; it keeps alive the intervals that were in the tree at that moment.
 *
 * <p>Any thread may query, at the same time as others. Queries are wait-free, take no lock and allocate nothing.
 * Whatever happened before an interval was inserted happens before a query that finds it. What a visitor throws is
 * passed on.
 *
 *
 * @param <I> the user's intervals
 */
public final class IntervalSnapshot<I extends Interval> {
    /** From how many times as many intervals on, each change is made alone. */
    private static final int REBUILD_RATIO = 8;

    private static final IntervalSnapshot<?> EMPTY = new IntervalSnapshot<>(Leaf.EMPTY, 0, 0);

    /** Read by tests, too. */
    final Node root;

    private final int size;
    private final long lastSequence;

    private IntervalSnapshot(Node root, int size, long lastSequence) {
        this.root = root;
        this.size = size;
        this.lastSequence = lastSequence;
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
     * visitor answers false. O(log n + visited) for ranges of like lengths and masks, O(1) if the range lies outside the span of
     * all intervals or nothing shares a bit.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param visitor called in this thread
     * @return false if the visitor answered false, else true
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public boolean forEachOverlap(long start, long end, int mask, Predicate<? super I> visitor) {
        Objects.requireNonNull(visitor, "visitor");
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return !root.meets(from, to, mask)
                || MaskedOverlaps.forEach(root, from, to, mask, (Predicate<? super Interval>) visitor);
    }

    /**
     * The interval with the least start among those that overlap a range and share a bit with a mask. O(log n) as for
     * {@link #forEachOverlap}.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @return an interval, or null if there is none
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public I firstOverlap(long start, long end, int mask) {
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, mask) ? (I) MaskedOverlaps.first(root, from, to, mask) : null;
    }

    /**
     * Whether any interval overlaps a range and shares a bit with a mask. O(log n) as for {@link #forEachOverlap}.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @return true if there is one
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public boolean anyOverlap(long start, long end, int mask) {
        return firstOverlap(start, end, mask) != null;
    }

    /**
     * How many intervals overlap a range and share a bit with a mask. O(log n + counted) as for {@link
     * #forEachOverlap}; it does not touch the intervals, unless their masks differ.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @return zero or more
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public int countOverlaps(long start, long end, int mask) {
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, mask) ? MaskedOverlaps.count(root, from, to, mask) : 0;
    }

    /**
     * Visits all intervals in ascending order of start, until the visitor answers false. O(n).
     *
     * @param visitor called in this thread
     * @return false if the visitor answered false, else true
     */
    public boolean forEach(Predicate<? super I> visitor) {
        return forEachOverlap(0, Interval.MAX_END, Interval.EVERY_MASK, visitor);
    }

    /** This content and one interval more, which its caller has claimed. */
    IntervalSnapshot<I> with(I interval) {
        interval.sequence(lastSequence + 1);
        return new IntervalSnapshot<>(root.rootWith(interval), size + 1, lastSequence + 1);
    }

    /** This content without one interval, or this very snapshot if it is not there. */
    IntervalSnapshot<I> without(I interval) {
        Node rest = root.rootWithout(interval);
        return rest == root ? this : new IntervalSnapshot<>(rest, size - 1, lastSequence);
    }

    /**
     * This content without some intervals, of which some may not be there, and with others, which their caller has
     * claimed. O(k log n) for k changes, or O(n + k log k) if that is less; this very snapshot for no change.
     */
    IntervalSnapshot<I> with(Collection<? extends I> less, Collection<? extends I> more) {
        if ((long) (less.size() + more.size()) * REBUILD_RATIO > size) {
            return rebuilt(less, more);
        }
        IntervalSnapshot<I> changed = this;
        for (I interval : less) {
            changed = changed.without(interval);
        }
        for (I interval : more) {
            changed = changed.with(interval);
        }
        return changed;
    }

    private IntervalSnapshot<I> rebuilt(Collection<? extends I> less, Collection<? extends I> more) {
        Set<I> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(less);
        List<I> content = new ArrayList<>(size + more.size());
        forEach(interval -> gone.contains(interval) || content.add(interval));
        if (content.size() == size && more.isEmpty()) {
            return this;
        }
        long sequence = lastSequence;
        for (I interval : more) {
            interval.sequence(++sequence);
            content.add(interval);
        }
        content.sort(Interval::compare);
        return new IntervalSnapshot<>(BulkLoad.build(content, Leaf.EMPTY), content.size(), sequence);
    }

    /** Throws unless the structure is sound. For tests. */
    void check() {
        int counted = root.check(true);
        if (counted != size) {
            throw new AssertionError("holds " + counted + " intervals, says " + size);
        }
    }
}
