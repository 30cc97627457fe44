package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The content of an {@link IntervalTree} at one moment. It never changes, and may be held for as long as its holder
 * likes. It keeps alive the intervals that were in the tree at that moment.
 *
 * <p>Any thread may query it, at the same time as others. Queries are wait-free, take no lock and allocate nothing.
 * What happened before an interval was inserted happens before a query that finds it. What a visitor throws is passed on.
 *
 * @param <I> the user's intervals
 */
public final class IntervalSnapshot<I extends Interval> {
    /** From how many times as many intervals on, each change is made alone. */
    private static final int REBUILD_RATIO = 8;

    private static final int UNKNOWN = -1;

    /** Read by tests, too. */
    final Node root;

    private final Epoch epoch;

    /** Whether this is the content of one moment: all gates below are closed. Else leaves are still replaced in place. */
    private volatile boolean settled;

    /** Once counted; no thread minds if another counts as well. */
    private int size = UNKNOWN;

    private IntervalSnapshot(Node root, Epoch epoch) {
        this.root = root;
        this.epoch = epoch;
        settled = root.height == 0;
    }

    /** The content of a new tree. */
    static <I extends Interval> IntervalSnapshot<I> empty() {
        return new IntervalSnapshot<>(Leaf.EMPTY, new Epoch());
    }

    boolean isSettled() {
        return settled;
    }

    /** Closes all gates below, and those of all that was built in the same tree before. Wait-free. */
    void closeGates() {
        epoch.advance();
    }

    /** To be told when all gates below were closed while this was the tree's content. */
    void settled() {
        settled = true;
    }

    /**
     * How many intervals there are. O(1), but for the first call, which counts what is in each leaf.
     *
     * @return zero or more
     */
    public int size() {
        int counted = size;
        if (counted == UNKNOWN) {
            counted = root.count();
            size = counted;
        }
        return counted;
    }

    /**
     * Whether there is no interval. O(1).
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return root == Leaf.EMPTY;
    }

    /**
     * Visits, in ascending order of start, the intervals that overlap a range and share a bit with a mask, until the
     * visitor returns false. O(log n + visited) for ranges of like lengths and masks, O(1) if the range lies outside
     * the span of all intervals or nothing shares a bit.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param visitor called in this thread
     * @return false if the visitor returned false, else true
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
     * The interval with the least start among those that overlap a range and share a bit with a mask; the others are
     * given to a consumer, in ascending order. Costs as {@link #forEachOverlap}. One that overlaps alone need not be
     * written down by whoever asks.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param others called in this thread with all but the first, before this returns; what it throws is passed on
     * @return an interval, or null if there is none
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public I firstOverlap(long start, long end, int mask, Consumer<? super I> others) {
        Objects.requireNonNull(others, "others");
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, mask)
                ? (I) OverlapQuery.find(root, from, to, mask, (Consumer<? super Interval>) others)
                : null;
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
     * Visits all intervals in ascending order of start, until the visitor returns false. O(n).
     *
     * @param visitor called in this thread
     * @return false if the visitor returned false, else true
     */
    public boolean forEach(Predicate<? super I> visitor) {
        return forEachOverlap(0, Interval.MAX_END, Interval.EVERY_MASK, visitor);
    }

    /** This content and one interval more, which its caller has claimed. */
    IntervalSnapshot<I> with(I interval) {
        interval.last();
        Node grown = root.insert(interval);
        if (grown instanceof Leaf) {
            if (grown.size() > Leaf.MAX_ALONE) {
                grown = LeafBranch.of(epoch, (Leaf) grown.leftHalf(), (Leaf) grown.rightHalf());
            }
        } else if (grown.isTooLarge()) {
            grown = Branch.of(grown.leftHalf(), grown.rightHalf());
        }
        return new IntervalSnapshot<>(grown, epoch);
    }

    /** This content without one interval, or this very snapshot if it is not there. */
    IntervalSnapshot<I> without(I interval) {
        Node rest = root.rootWithout(interval);
        return rest == root ? this : new IntervalSnapshot<>(rest, epoch);
    }

    /**
     * This content without some intervals, of which some may not be there, and with others, which their caller has
     * claimed. O(k log n) for k changes, or O(n + k log k) if that is about less; this very snapshot for no change, and
     * then none of {@code less} gets there any more.
     *
     * @param takenOut gets how many were there
     */
    IntervalSnapshot<I> with(Collection<? extends I> less, Collection<? extends I> more, int[] takenOut) {
        takenOut[0] = 0;
        if ((long) (less.size() + more.size()) * REBUILD_RATIO > root.estimate()) {
            return rebuilt(less, more, takenOut);
        }
        IntervalSnapshot<I> changed = this;
        for (I interval : less) {
            IntervalSnapshot<I> rest = changed.without(interval);
            takenOut[0] += rest == changed ? 0 : 1;
            changed = rest;
        }
        for (I interval : more) {
            changed = changed.with(interval);
        }
        return changed;
    }

    private IntervalSnapshot<I> rebuilt(Collection<? extends I> less, Collection<? extends I> more, int[] takenOut) {
        Set<I> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(less);
        closeGates();
        List<I> content = new ArrayList<>(size() + more.size());
        forEach(interval -> gone.contains(interval) || content.add(interval));
        takenOut[0] = size() - content.size();
        if (takenOut[0] == 0 && more.isEmpty()) {
            return this;
        }
        for (I interval : more) {
            interval.last();
            content.add(interval);
        }
        content.sort(Interval::compare); // stable
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i).isLast()) {
                content.get(i).follow(i == 0 ? null : content.get(i - 1));
            }
        }
        return new IntervalSnapshot<>(BulkLoad.build(content, epoch), epoch);
    }

    /** Throws unless the structure is sound. For tests. */
    void check() {
        int counted = root.check(true);
        if (counted != size()) {
            throw new AssertionError("holds " + counted + " intervals, says " + size());
        }
    }
}
