package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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
 * <p>Intervals much longer than the others lie in a second tree. Among the short ones, each would be found on a path of
 * its own, far from the other results. A query asks both trees, and merges if both answer; mostly the second is empty.
 *
 * @param <I> the user's intervals
 */
public final class IntervalSnapshot<I extends Interval> {
    /** An interval is long from 2<sup>4</sup> times the geometric mean of all lengths on. */
    private static final int LONG_BITS = 4;

    /** Fewer are one leaf, or little more, and are scanned at once. */
    private static final int MIN_SIZE_TO_SPLIT = 2 * Leaf.MAX_ENTRIES;

    /** From how many times as many intervals on, each change is made alone. */
    private static final int REBUILD_RATIO = 8;

    private static final IntervalSnapshot<?> EMPTY = new IntervalSnapshot<>(Leaf.EMPTY, Leaf.EMPTY, 0, 0, 0);

    private final Node shorter;
    private final Node longer;
    private final int size;
    private final long lastSequence;

    /** The lengths of all intervals, each in bits, summed: so that their mean is known. */
    private final long lengthBits;

    private IntervalSnapshot(Node shorter, Node longer, int size, long lastSequence, long lengthBits) {
        this.shorter = shorter;
        this.longer = longer;
        this.size = size;
        this.lastSequence = lastSequence;
        this.lengthBits = lengthBits;
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
     * @param visitor called in this thread
     * @return false if the visitor answered false, else true
     * @throws IllegalArgumentException for an empty or reversed range
     */
    @SuppressWarnings("unchecked") // every interval below was inserted as an I
    public boolean forEachOverlap(long start, long end, int mask, Predicate<? super I> visitor) {
        Interval.checkRange(start, end);
        long from = Node.flip(start);
        long to = Node.flip(end);
        Predicate<? super Interval> erased = (Predicate<? super Interval>) visitor;
        boolean amongShorter = shorter.meets(from, to, mask);
        if (longer.meets(from, to, mask)) {
            return amongShorter ? merge(from, to, mask, erased) : Overlaps.forEach(longer, from, to, mask, erased);
        }
        return !amongShorter || Overlaps.forEach(shorter, from, to, mask, erased);
    }

    /**
     * Visits by turns: short ones to the start of the next long one, then long ones to the start of the next short one.
     * What begins before {@code from} has been visited.
     */
    private boolean merge(long start, long end, int mask, Predicate<? super Interval> visitor) {
        long from = Long.MIN_VALUE;
        while (true) {
            Interval nextLong = Overlaps.first(from, longer, start, end, mask);
            if (nextLong == null) {
                return Overlaps.forEachFrom(from, shorter, start, end, mask, visitor);
            }
            long longStart = Node.flip(nextLong.start());
            if (!Overlaps.forEachFrom(from, shorter, start, Math.min(end, longStart + 1), mask, visitor)) {
                return false;
            }
            Interval nextShort = Overlaps.first(longStart + 1, shorter, start, end, mask);
            if (nextShort == null) {
                return Overlaps.forEachFrom(longStart, longer, start, end, mask, visitor);
            }
            from = Node.flip(nextShort.start());
            if (!Overlaps.forEachFrom(longStart, longer, start, Math.min(end, from), mask, visitor)) {
                return false;
            }
        }
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
        I firstShort = (I) firstIn(shorter, start, end, mask);
        I firstLong = (I) firstIn(longer, start, end, mask);
        if (firstShort == null || firstLong == null) {
            return firstShort == null ? firstLong : firstShort;
        }
        return Long.compareUnsigned(firstShort.start(), firstLong.start()) <= 0 ? firstShort : firstLong;
    }

    private static Interval firstIn(Node root, long start, long end, int mask) {
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, mask) ? Overlaps.first(Long.MIN_VALUE, root, from, to, mask) : null;
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
        Interval.checkRange(start, end);
        return firstIn(shorter, start, end, mask) != null || firstIn(longer, start, end, mask) != null;
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
        return countIn(shorter, start, end, mask) + countIn(longer, start, end, mask);
    }

    private static int countIn(Node root, long start, long end, int mask) {
        long from = Node.flip(start);
        long to = Node.flip(end);
        return root.meets(from, to, mask) ? Overlaps.count(root, from, to, mask) : 0;
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
        int bits = bits(interval);
        boolean isLong = isLong(bits, size, lengthBits);
        long sequence = lastSequence + 1;
        interval.sequence(sequence, isLong);
        return new IntervalSnapshot<>(
                isLong ? shorter : shorter.rootWith(interval),
                isLong ? longer.rootWith(interval) : longer,
                size + 1,
                sequence,
                lengthBits + bits);
    }

    /** This content without one interval, or this very snapshot if it is not there. */
    IntervalSnapshot<I> without(I interval) {
        Node old = interval.isLong() ? longer : shorter;
        Node rest = old.rootWithout(interval);
        if (rest == old) {
            return this;
        }
        return new IntervalSnapshot<>(
                interval.isLong() ? shorter : rest,
                interval.isLong() ? rest : longer,
                size - 1,
                lastSequence,
                lengthBits - bits(interval));
    }

    /**
     * This content without some intervals, of which some may not be there, and with others, which their caller has
     * claimed. O(k log n) for k changes, or O(n + k log k) if that is less; this very snapshot for no change.
     */
    IntervalSnapshot<I> with(Collection<? extends I> less, Collection<? extends I> more) {
        if ((less.size() + more.size()) * REBUILD_RATIO > size) {
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
        content.addAll(more);
        long bits = 0;
        for (I interval : content) {
            bits += bits(interval);
        }
        long sequence = lastSequence;
        for (I interval : more) {
            interval.sequence(++sequence, isLong(bits(interval), content.size(), bits));
        }
        content.sort(Interval::compare);
        List<I> shortOnes =
                content.stream().filter(interval -> !interval.isLong()).toList();
        List<I> longOnes = content.stream().filter(Interval::isLong).toList();
        return new IntervalSnapshot<>(
                BulkLoad.build(shortOnes, false), BulkLoad.build(longOnes, false), content.size(), sequence, bits);
    }

    private static int bits(Interval interval) {
        return Long.SIZE - Long.numberOfLeadingZeros(interval.end() - interval.start());
    }

    private static boolean isLong(int bits, int size, long lengthBits) {
        return size >= MIN_SIZE_TO_SPLIT && (long) (bits - LONG_BITS) * size >= lengthBits;
    }

    /** Throws unless the structure is sound. For tests. */
    void check() {
        int counted = shorter.check(true) + longer.check(true);
        if (counted != size) {
            throw new AssertionError("holds " + counted + " intervals, says " + size);
        }
    }
}
