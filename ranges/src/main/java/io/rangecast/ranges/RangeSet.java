package io.rangecast.ranges;

import java.util.Locale;
import java.util.Objects;

/**
 * A set of bytes as a bounded number of ranges: a coalescer, for one who gathers many ranges and has room for a few.
 *
 * <p>A range that is added is merged with those that it overlaps or touches, so the ranges lie in ascending order with
 * at least one byte between any two. When that leaves more than the capacity, the two nearest neighbours become one
 * range that covers the gap between them as well: of all gaps the smallest, of equal gaps the lowest. So the set never
 * loses a byte that was added, but may come to cover bytes that were not; {@link #isExact} tells. The covered bytes
 * never become fewer before {@link #clear}.
 *
 * <p>The set belongs to one thread and synchronises nothing. It may pass to another thread if the last call of the one
 * happens before the first of the other. It allocates when constructed, 16 bytes for each range of its capacity, and in
 * {@link #toString}; nowhere else but to reject.
 *
 * <p>Adding takes O(log n) to search and O(n) to shift, n being the number of ranges, and nothing is searched or
 * shifted where ranges come in ascending order; past the capacity it takes O(n) to find the smallest gap. That is meant
 * for capacities that fit a few cache lines.
 *
 * <p>From Linux: at capacity 1 the set is the range to flush that {@code mmu_gather} keeps, the least start and the
 * greatest end; at a greater one the ranges to merge are chosen as {@code vfio_combine_iova_ranges} does.
 */
public final class RangeSet {
    private static final int MAX_CAPACITY = 1 << 16;

    /** Ascending; one place more than the capacity, for the range whose insertion exceeds it. */
    private final long[] starts;

    private final long[] ends;
    private int size;
    private boolean exact = true;

    /** The visitor that {@link #forEach} calls. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes one range. Must not change the set that is visited.
         *
         * @param start first byte, unsigned
         * @param end the byte after the last, unsigned
         */
        void visit(long start, long end);
    }

    /**
     * An empty set.
     *
     * @param capacity how many ranges it holds at most
     * @throws IllegalArgumentException if the capacity is not from 1 to 2<sup>16</sup>
     */
    public RangeSet(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "capacity 0x%x is not from 0x1 to 0x%x", capacity, MAX_CAPACITY));
        }
        this.starts = new long[capacity + 1];
        this.ends = new long[capacity + 1];
    }

    /**
     * Adds a range. Changes nothing if all its bytes are covered already. O(log n) to search, O(n) to shift or to merge
     * the nearest.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @throws IllegalArgumentException for an empty or reversed range, with both addresses in hex; then nothing changed
     */
    public void add(long start, long end) {
        Interval.checkRange(start, end);
        int from = firstEndingAbove(start);
        if (from > 0 && ends[from - 1] == start) {
            from--;
        }
        int to = from;
        while (to < size && Long.compareUnsigned(starts[to], end) <= 0) {
            to++;
        }
        if (from == to) {
            replace(from, to, start, end);
        } else {
            replace(from, to, least(start, starts[from]), greatest(end, ends[to - 1]));
        }
        if (size > capacity()) {
            mergeNearest();
        }
    }

    /**
     * Adds the ranges of another set one by one, ascending. This set is exact afterwards only if the other is. O(m (log
     * n + n)) for m ranges.
     *
     * @param other another set, or this one, which changes nothing
     */
    public void addAll(RangeSet other) {
        Objects.requireNonNull(other, "other");
        for (int i = 0; i < other.size; i++) {
            add(other.starts[i], other.ends[i]);
        }
        exact &= other.exact;
    }

    /** Forgets all ranges; the set is exact again. O(1). */
    public void clear() {
        size = 0;
        exact = true;
    }

    /**
     * How many ranges the set holds at most. O(1).
     *
     * @return the capacity given at construction
     */
    public int capacity() {
        return starts.length - 1;
    }

    /**
     * How many ranges there are. O(1).
     *
     * @return from 0 to {@link #capacity}
     */
    public int size() {
        return size;
    }

    /**
     * Whether nothing is covered. O(1).
     *
     * @return true for no range
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Whether the set is known to cover just the bytes that were added since it was made or cleared: never in that time
     * did it have to merge ranges with a gap between them, nor take them from a set that had. It does not become exact
     * again when somebody adds what lay in the gap. O(1).
     *
     * @return false if there may be bytes covered that nobody added
     */
    public boolean isExact() {
        return exact;
    }

    /**
     * The first byte of a range. O(1).
     *
     * @param index of the range, ascending, from 0
     * @return an unsigned address
     * @throws IndexOutOfBoundsException if the index is not from 0 to {@code size() - 1}
     */
    public long start(int index) {
        return starts[Objects.checkIndex(index, size)];
    }

    /**
     * The byte after the last of a range. O(1).
     *
     * @param index of the range, ascending, from 0
     * @return an unsigned address
     * @throws IndexOutOfBoundsException if the index is not from 0 to {@code size() - 1}
     */
    public long end(int index) {
        return ends[Objects.checkIndex(index, size)];
    }

    /**
     * How many bytes are covered. O(n).
     *
     * @return an unsigned number; it cannot overflow, as the widest range has 2<sup>64</sup>-1 bytes
     */
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < size; i++) {
            bytes += ends[i] - starts[i];
        }
        return bytes;
    }

    /**
     * Whether a byte is covered. O(log n).
     *
     * @param address unsigned
     * @return true if a range contains it
     */
    public boolean contains(long address) {
        int i = firstEndingAbove(address);
        return i < size && Long.compareUnsigned(starts[i], address) <= 0;
    }

    /**
     * Whether all bytes of a range are covered. O(log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if adding the range would change nothing
     * @throws IllegalArgumentException for an empty or reversed range, with both addresses in hex
     */
    public boolean covers(long start, long end) {
        Interval.checkRange(start, end);
        int i = firstEndingAbove(start);
        return i < size && Long.compareUnsigned(starts[i], start) <= 0 && Long.compareUnsigned(end, ends[i]) <= 0;
    }

    /**
     * Whether any byte of a range is covered. O(log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if a range of the set shares a byte with it
     * @throws IllegalArgumentException for an empty or reversed range, with both addresses in hex
     */
    public boolean overlaps(long start, long end) {
        Interval.checkRange(start, end);
        int i = firstEndingAbove(start);
        return i < size && Long.compareUnsigned(starts[i], end) < 0;
    }

    /**
     * Visits all ranges, ascending. O(n).
     *
     * @param visitor called in this thread; what it throws is passed on
     */
    public void forEach(Visitor visitor) {
        Objects.requireNonNull(visitor, "visitor");
        for (int i = 0; i < size; i++) {
            visitor.visit(starts[i], ends[i]);
        }
    }

    /**
     * The ranges as people write them.
     *
     * @return for example {@code {[0x1000,0x2000), [0x5000,0x6000)}}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(Interval.toString(starts[i], ends[i]));
        }
        return text.append('}').toString();
    }

    /** The first range with a byte at or above an address, or {@code size} if there is none. */
    private int firstEndingAbove(long address) {
        if (size == 0 || Long.compareUnsigned(ends[size - 1], address) <= 0) {
            return size; // ranges that come in ascending order end here
        }
        int from = 0;
        int to = size - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(ends[middle], address) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Covers the smallest gap. */
    private void mergeNearest() {
        int nearest = 0;
        for (int i = 1; i < size - 1; i++) {
            if (Long.compareUnsigned(gapAfter(i), gapAfter(nearest)) < 0) {
                nearest = i;
            }
        }
        replace(nearest, nearest + 2, starts[nearest], ends[nearest + 1]);
        exact = false;
    }

    private long gapAfter(int i) {
        return starts[i + 1] - ends[i];
    }

    /** Puts one range in the place of the ranges {@code [from, to)}, which may be none. */
    private void replace(int from, int to, long start, long end) {
        if (to != from + 1) {
            System.arraycopy(starts, to, starts, from + 1, size - to);
            System.arraycopy(ends, to, ends, from + 1, size - to);
            size += from + 1 - to;
        }
        starts[from] = start;
        ends[from] = end;
    }

    private static long least(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    private static long greatest(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }
}
