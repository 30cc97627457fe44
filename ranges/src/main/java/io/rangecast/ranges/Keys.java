package io.rangecast.ranges;

import java.util.Arrays;

/**
 * The bounds of a node's items in one array: start 0, end 0, start 1, end 1, and so on.
 *
 * <p>Where all lies within 2 GiB, as in nearly every node but the topmost, they are {@code int} offsets from the node's
 * least start, its base: half the cache lines to read, half the bytes to copy. Else they are {@code long}s with the
 * sign bit flipped. All nodes below one with offsets have offsets too.
 */
final class Keys {
    private static final int GROUP = 16;

    private Keys() {}

    /** An array for some items within some bounds, flipped. */
    static Object allocate(int items, long least, long greatest) {
        return (greatest - least) >>> 31 == 0 ? new int[2 * items] : new long[2 * items];
    }

    /**
     * The start of a query as an offset. The query overlaps the node, so what is at or below the base means the base.
     */
    static int startOffset(long start, long base) {
        return (int) (Math.max(start, base) - base);
    }

    /** The end of a query as an offset. The query overlaps the node; no item ends beyond the greatest offset. */
    static int endOffset(long end, long base) {
        long distance = end - base;
        return distance >>> 31 == 0 ? (int) distance : Integer.MAX_VALUE;
    }

    static int size(Object keys) {
        return (keys instanceof int[] offsets ? offsets.length : ((long[]) keys).length) >> 1;
    }

    static long start(Object keys, long base, int i) {
        return keys instanceof int[] offsets ? base + offsets[2 * i] : ((long[]) keys)[2 * i];
    }

    static long end(Object keys, long base, int i) {
        return keys instanceof int[] offsets ? base + offsets[2 * i + 1] : ((long[]) keys)[2 * i + 1];
    }

    static void set(Object keys, long base, int i, long start, long end) {
        if (keys instanceof int[] offsets) {
            offsets[2 * i] = (int) (start - base);
            offsets[2 * i + 1] = (int) (end - base);
        } else {
            long[] bounds = (long[]) keys;
            bounds[2 * i] = start;
            bounds[2 * i + 1] = end;
        }
    }

    /** Copies the bounds of some items between arrays, which may differ in kind and base. */
    static void copy(Object from, long fromBase, int i, Object to, long toBase, int j, int count) {
        if (from instanceof int[] offsets && to instanceof int[] copy && fromBase == toBase) {
            System.arraycopy(offsets, 2 * i, copy, 2 * j, 2 * count);
        } else if (from instanceof long[] bounds && to instanceof long[] copy) {
            System.arraycopy(bounds, 2 * i, copy, 2 * j, 2 * count);
        } else {
            for (int k = 0; k < count; k++) {
                set(to, toBase, j + k, start(from, fromBase, i + k), end(from, fromBase, i + k));
            }
        }
    }

    /** Copies the bounds of some items between arrays of one kind and base. */
    static void move(Object from, int i, Object to, int j, int count) {
        if (from instanceof int[] offsets) {
            System.arraycopy(offsets, 2 * i, (int[]) to, 2 * j, 2 * count);
        } else {
            System.arraycopy((long[]) from, 2 * i, (long[]) to, 2 * j, 2 * count);
        }
    }

    /** A copy for fewer items, or for more. */
    static Object copyOf(Object keys, int items) {
        return keys instanceof int[] offsets
                ? Arrays.copyOf(offsets, 2 * items)
                : Arrays.copyOf((long[]) keys, 2 * items);
    }

    /** A copy with new bounds for one item. */
    static Object copyWith(Object keys, long base, long newBase, long newGreatest, int i, long start, long end) {
        Object copy;
        if (keys instanceof int[] offsets && newBase == base && (newGreatest - base) >>> 31 == 0) {
            copy = offsets.clone();
        } else if (keys instanceof long[] bounds && (newGreatest - newBase) >>> 31 != 0) {
            copy = bounds.clone();
        } else {
            copy = allocate(size(keys), newBase, newGreatest);
            copy(keys, base, 0, copy, newBase, 0, i);
            copy(keys, base, i + 1, copy, newBase, i + 1, size(keys) - i - 1);
        }
        set(copy, newBase, i, start, end);
        return copy;
    }

    /** How many items start at an address or before it: for an update, which is going to copy all of them. */
    static int countTo(Object keys, long base, long start) {
        if (keys instanceof long[] bounds) {
            int i = 0;
            while (i < bounds.length && bounds[i] <= start) {
                i += 2;
            }
            return i >> 1;
        }
        return start < base ? 0 : rank((int[]) keys, endOffset(start, base));
    }

    /** The first of those that start where an item does. Mostly it is alone. */
    static int firstOfEqualStart(Object keys, int i) {
        int first = i;
        while (first > 0 && start(keys, 0, first - 1) == start(keys, 0, i)) {
            first--;
        }
        return first;
    }

    /**
     * How many items start at an offset or before it. Whole groups of eight are passed by one comparison each; in the
     * last the outcomes are added up. So the processor has one branch to guess, and guesses it better than those of a
     * binary search.
     */
    static int countTo(int[] offsets, int offset) {
        int group = 0;
        while (group + GROUP < offsets.length && offsets[group + GROUP] <= offset) {
            group += GROUP;
        }
        return countFrom(offsets, group, offset);
    }

    /** The same, but groups are added up, too: it reads one offset of each, and there is nothing to guess. */
    private static int rank(int[] offsets, int offset) {
        int groups = 0;
        for (int i = GROUP; i < offsets.length; i += GROUP) {
            groups += isBelow(offsets[i], offset + 1);
        }
        return countFrom(offsets, groups * GROUP, offset);
    }

    /** Those before a group, and those in it; the last group reaches back into the one before it. */
    private static int countFrom(int[] offsets, int group, int offset) {
        int next = offset + 1;
        int last = offsets.length - GROUP;
        if (last < 0) {
            int count = 0;
            for (int i = 0; i < offsets.length; i += 2) {
                count += isBelow(offsets[i], next);
            }
            return count;
        }
        int i = Math.min(group, last);
        int fewer = (isBelow(offsets[i], next) + isBelow(offsets[i + 2], next))
                + (isBelow(offsets[i + 4], next) + isBelow(offsets[i + 6], next));
        int more = (isBelow(offsets[i + 8], next) + isBelow(offsets[i + 10], next))
                + (isBelow(offsets[i + 12], next) + isBelow(offsets[i + 14], next));
        return (i >> 1) + fewer + more;
    }

    /** Whether each item ends where the one before it does, or later: then those that overlap a range stand together. */
    static boolean endsAscend(Object keys) {
        for (int i = 1; i < size(keys); i++) {
            if (end(keys, 0, i) < end(keys, 0, i - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an item ends where those beside it let the ends ascend. */
    static boolean ascendsAt(Object keys, int i) {
        return (i == 0 || end(keys, 0, i - 1) <= end(keys, 0, i))
                && (i + 1 == size(keys) || end(keys, 0, i) <= end(keys, 0, i + 1));
    }

    /** Whether the ends of items still ascend if one comes before another. */
    static boolean staysAscending(Object keys, long base, int i, long end) {
        return (i == 0 || end(keys, base, i - 1) <= end) && (i == size(keys) || end <= end(keys, base, i));
    }

    /**
     * The index in the array of the first item that ends behind an offset, of items whose ends ascend; its length for none.
     * Groups of eight as in {@link #countTo(int[], int)}, of which the last reaches back into the one before it.
     */
    static int firstEndingAfter(int[] offsets, int offset) {
        int last = offsets.length - GROUP;
        int i = 0;
        if (last < 0) {
            while (i < offsets.length && offsets[i + 1] <= offset) {
                i += 2;
            }
            return i;
        }
        while (i < last && offsets[i + GROUP - 1] <= offset) {
            i += GROUP;
        }
        i = Math.min(i, last);
        int next = offset + 1;
        int fewer = (isBelow(offsets[i + 1], next) + isBelow(offsets[i + 3], next))
                + (isBelow(offsets[i + 5], next) + isBelow(offsets[i + 7], next));
        int more = (isBelow(offsets[i + 9], next) + isBelow(offsets[i + 11], next))
                + (isBelow(offsets[i + 13], next) + isBelow(offsets[i + 15], next));
        return i + 2 * (fewer + more);
    }

    /** 1 if an offset lies below another, else 0: no branch that the processor might guess wrong. */
    private static int isBelow(int offset, int limit) {
        return offset - limit >>> 31;
    }

    /** The greatest end among the items {@code [from, to)}; the least there is for none. */
    static long greatest(Object keys, long base, int from, int to) {
        if (from == to) {
            return Long.MIN_VALUE;
        }
        if (keys instanceof int[] offsets) {
            int greatest = 0;
            for (int i = from; i < to; i++) {
                greatest = Math.max(greatest, offsets[2 * i + 1]);
            }
            return base + greatest;
        }
        long[] bounds = (long[]) keys;
        long greatest = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, bounds[2 * i + 1]);
        }
        return greatest;
    }
}
