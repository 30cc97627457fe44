package io.rangecast.ranges;

/**
 * The queries of trees whose intervals do not overlap, on the arrays that {@link Node} describes. All addresses are
 * flipped.
 */
final class Lookup {
    /** In place of an address: 2<sup>64</sup>-1 flipped, where no byte is. */
    static final long NONE = Long.MAX_VALUE;

    private Lookup() {}

    /**
     * The last interval that begins at an address or before it. The address is not below the least start.
     *
     * @param containing whether the interval must contain the address, or else the answer is null
     */
    static Interval floor(Node root, long address, boolean containing) {
        Object keys = root.keys;
        Object[] items = root.items;
        long base = root.least;
        for (int height = root.height(); keys instanceof long[] bounds; height--) {
            int i = 2 * (Keys.countTo(bounds, base, address) - 1);
            if (height == 0) {
                return !containing || bounds[i + 1] > address ? ((Interval[]) items)[i >> 1] : null;
            }
            base = bounds[i];
            keys = items[i];
            items = (Object[]) items[i + 1];
        }
        return floor((int[]) keys, items, Keys.endOffset(address, base), containing);
    }

    private static Interval floor(int[] offsets, Object[] items, int offset, boolean containing) {
        int[] keys = offsets;
        Object[] values = items;
        int rest = offset;
        while (true) {
            int i = 2 * (Keys.countTo(keys, rest) - 1);
            if (values instanceof Interval[] entries) {
                return !containing || keys[i + 1] > rest ? entries[i >> 1] : null;
            }
            rest -= keys[i];
            keys = (int[]) values[i];
            values = (Object[]) values[i + 1];
        }
    }

    /**
     * The lowest address at which some free bytes begin, between two bounds; or {@link #NONE}. Of the children whose
     * greatest gap suffices only those fail that a bound cuts, so this visits two paths at most.
     *
     * @param bytes how many, unsigned and above 0
     */
    static long lowestGap(Node root, long bytes, long low, long high) {
        long found = gapBelow(root.height(), root.keys, root.items, root.least, bytes, low, high);
        if (found != NONE) {
            return found;
        }
        long last = Math.max(low, root.greatest);
        return holds(last, high, bytes) ? last : NONE;
    }

    private static long gapBelow(int height, Object keys, Object[] items, long least, long bytes, long low, long high) {
        if (height == 0) {
            return gapBetweenEntries(keys, least, bytes, low, high);
        }
        int size = Keys.size(keys);
        long[] gaps = (long[]) items[2 * size + 1];
        long free = low; // nothing lies between here and the next child
        for (int i = 0; i < size; i++) {
            long start = Keys.start(keys, least, i);
            long end = Keys.end(keys, least, i);
            if (end <= free) {
                continue;
            }
            if (holds(free, Math.min(start, high), bytes)) {
                return free;
            }
            if (start >= high) {
                return NONE;
            }
            if (Long.compareUnsigned(gaps[i], bytes) >= 0) {
                long found = gapBelow(height - 1, items[2 * i], (Object[]) items[2 * i + 1], start, bytes, free, high);
                if (found != NONE) {
                    return found;
                }
            }
            free = end;
        }
        return NONE;
    }

    private static long gapBetweenEntries(Object keys, long least, long bytes, long low, long high) {
        long free = low;
        for (int i = 0; i < Keys.size(keys); i++) {
            long start = Keys.start(keys, least, i);
            if (holds(free, Math.min(start, high), bytes)) {
                return free;
            }
            if (start >= high) {
                return NONE;
            }
            free = Math.max(free, Keys.end(keys, least, i));
        }
        return NONE;
    }

    private static boolean holds(long from, long to, long bytes) {
        return from < to && Long.compareUnsigned(to - from, bytes) >= 0;
    }
}
