package io.rangecast.ranges;

/**
 * Searches for free bytes between intervals that do not overlap, on the arrays that {@link Node} and {@link Branch}
 * describe. All addresses are flipped.
 *
 * <p>What a branch keeps of a child says whether a place fits into one of the gaps inside it. So the search fails only
 * in children that a bound cuts, which lie on two paths, and visits O(log n) nodes whatever the gaps are like.
 */
final class GapSearch {
    /** In place of an address: 2<sup>64</sup>-1 flipped, where no byte is. */
    static final long NONE = Long.MAX_VALUE;

    private GapSearch() {}

    /**
     * The lowest multiple of an alignment at which some free bytes begin, between two bounds; or {@link #NONE}.
     *
     * @param bytes how many, unsigned and above 0
     * @param alignment a power of two, unsigned
     */
    static long lowest(Node root, long bytes, long alignment, long low, long high) {
        long found = lowestIn(root.height, root.keys, root.items, root.least, bytes, alignment, low, high);
        return found != NONE ? found : lowestPlace(Math.max(low, root.greatest), high, bytes, alignment);
    }

    private static long lowestIn(
            int height, Object keys, Object[] items, long least, long bytes, long alignment, long low, long high) {
        int size = Keys.size(keys);
        long free = low; // nothing lies between here and the next item
        for (int i = 0; i < size; i++) {
            long start = Keys.start(keys, least, i);
            long end = Keys.end(keys, least, i);
            if (end <= free) {
                continue;
            }
            long place = lowestPlace(free, Math.min(start, high), bytes, alignment);
            if (place != NONE || start >= high) {
                return place;
            }
            if (height > 0 && Branch.hasPlace(items, size, i, bytes, alignment)) {
                place = lowestIn(
                        height - 1, items[2 * i], (Object[]) items[2 * i + 1], start, bytes, alignment, free, high);
                if (place != NONE) {
                    return place;
                }
            }
            free = end;
        }
        return NONE;
    }

    /** The highest multiple of an alignment at which some free bytes begin, between two bounds; or {@link #NONE}. */
    static long highest(Node root, long bytes, long alignment, long low, long high) {
        long found = highestIn(root.height, root.keys, root.items, root.least, bytes, alignment, low, high);
        return found != NONE ? found : highestPlace(low, Math.min(high, root.least), bytes, alignment);
    }

    private static long highestIn(
            int height, Object keys, Object[] items, long least, long bytes, long alignment, long low, long high) {
        int size = Keys.size(keys);
        long free = high; // nothing lies between the item below and here
        for (int i = size - 1; i >= 0; i--) {
            long start = Keys.start(keys, least, i);
            long end = Keys.end(keys, least, i);
            if (start >= free) {
                continue;
            }
            long place = highestPlace(Math.max(end, low), free, bytes, alignment);
            if (place != NONE || end <= low) {
                return place;
            }
            if (height > 0 && Branch.hasPlace(items, size, i, bytes, alignment)) {
                place = highestIn(
                        height - 1, items[2 * i], (Object[]) items[2 * i + 1], start, bytes, alignment, low, free);
                if (place != NONE) {
                    return place;
                }
            }
            free = start;
        }
        return NONE;
    }

    private static long lowestPlace(long from, long to, long bytes, long alignment) {
        long place = (from + alignment - 1) & -alignment; // too far up, it comes out below
        return place >= from && holds(place, to, bytes) ? place : NONE;
    }

    private static long highestPlace(long from, long to, long bytes, long alignment) {
        if (!holds(from, to, bytes)) {
            return NONE;
        }
        long place = (to - bytes) & -alignment;
        return place >= from ? place : NONE;
    }

    private static boolean holds(long from, long to, long bytes) {
        return from < to && Long.compareUnsigned(to - from, bytes) >= 0;
    }
}
