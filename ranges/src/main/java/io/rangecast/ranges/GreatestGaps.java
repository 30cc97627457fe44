package io.rangecast.ranges;

/**
 * The room that the gaps of a subtree have behind multiples of powers of two. A branch keeps it of each child, so that
 * a search for an aligned place goes only where there is one.
 *
 * <p>A place of some bytes at a multiple of 2<sup>k</sup> fits into a gap {@code [a, b)} just if it fits behind the
 * first such multiple x in it: into the {@code b - x} bytes that are its <em>room</em> for k. The room of several gaps
 * is that of the one that has most. So an array of at most 64 numbers, the room for k = 0, 1 and so on as long as there
 * is any, says of any number of gaps what fits into one of them: exactly, for every size and alignment.
 *
 * <p>All addresses are flipped, which leaves multiples multiples; room is unsigned. An array that is kept is not written
 * again.
 */
final class GreatestGaps {
    private static final int LAST_SHIFT = Long.SIZE - 1;

    private GreatestGaps() {}

    /** The room for k; 0 if there is none. */
    static long room(long[] gaps, int k) {
        return k < gaps.length ? gaps[k] : 0;
    }

    /** Of the gaps between neighbours that do not overlap. */
    static long[] between(Object keys, long base) {
        long[] gaps = new long[lengthBetween(keys, base)];
        for (int i = 1; i < Keys.size(keys); i++) {
            add(gaps, Keys.end(keys, base, i - 1), Keys.start(keys, base, i));
        }
        return settled(gaps);
    }

    /** Of the gaps between neighbours that do not overlap, and of those inside each of them. */
    static long[] between(Object keys, long base, long[][] inside) {
        int length = lengthBetween(keys, base);
        for (long[] gaps : inside) {
            length = Math.max(length, gaps.length);
        }
        long[] all = new long[length];
        for (int i = 1; i < Keys.size(keys); i++) {
            add(all, Keys.end(keys, base, i - 1), Keys.start(keys, base, i));
        }
        for (long[] gaps : inside) {
            add(all, gaps);
        }
        return settled(all);
    }

    /** With a gap more; the same array if others have as much room. */
    static long[] with(long[] gaps, long start, long end) {
        if (hasAll(gaps, start, end, 0)) {
            return gaps;
        }
        long[] more = new long[Math.max(gaps.length, length(difference(start, end)))];
        add(more, gaps);
        add(more, start, end);
        return settled(more);
    }

    /** Without a gap or parts of it: the same array if others have more room, or else null. */
    static long[] without(long[] gaps, long start, long end) {
        return hasAll(gaps, start, end, 1) ? gaps : null;
    }

    /** All, when some give way to others: the same array if nothing changes; null if those that go may have had most. */
    static long[] exchange(long[] all, long[] some, long[] others) {
        boolean same = others.length <= all.length;
        for (int k = 0; k < all.length; k++) {
            int c = Long.compareUnsigned(room(others, k), all[k]);
            if (c < 0 && room(some, k) == all[k]) {
                return null;
            }
            same &= c <= 0;
        }
        if (same) {
            return all;
        }
        long[] more = new long[Math.max(all.length, others.length)];
        add(more, all);
        add(more, others);
        return more;
    }

    /** Whether there is as much room as in a gap, and some bytes more, for each k. */
    private static boolean hasAll(long[] gaps, long start, long end, int more) {
        for (long at = start; at < end; at = next(at)) {
            if (Long.compareUnsigned(room(gaps, shift(at)), end - at) < more) {
                return false;
            }
        }
        return true;
    }

    /** Only for the greatest k of each multiple: the others are settled later. */
    private static void add(long[] gaps, long start, long end) {
        for (long at = start; at < end; at = next(at)) {
            raise(gaps, shift(at), end - at);
        }
    }

    private static void add(long[] gaps, long[] others) {
        for (int k = 0; k < others.length; k++) {
            raise(gaps, k, others[k]);
        }
    }

    /** Where there is room for k, there is as much for all below. */
    private static long[] settled(long[] gaps) {
        for (int k = gaps.length - 2; k >= 0; k--) {
            raise(gaps, k, gaps[k + 1]);
        }
        return gaps;
    }

    private static void raise(long[] gaps, int k, long bytes) {
        if (Long.compareUnsigned(bytes, gaps[k]) > 0) {
            gaps[k] = bytes;
        }
    }

    /** The greatest k for which an address is a multiple. */
    private static int shift(long at) {
        return Math.min(LAST_SHIFT, Long.numberOfTrailingZeros(at));
    }

    /** The next address above that is a multiple for a greater k, or the end of all addresses. */
    private static long next(long at) {
        long next = at + Long.lowestOneBit(at);
        return next > at ? next : Long.MAX_VALUE;
    }

    private static int lengthBetween(Object keys, long base) {
        long differences = 0;
        for (int i = 1; i < Keys.size(keys); i++) {
            differences |= difference(Keys.end(keys, base, i - 1), Keys.start(keys, base, i));
        }
        return length(differences);
    }

    /**
     * Its highest bit is the greatest k for which a gap holds a multiple: with each multiple that lies between, the bits
     * from k on count one up. 0 for no gap.
     */
    private static long difference(long start, long end) {
        return (start - 1) ^ (end - 1);
    }

    private static int length(long differences) {
        return Long.SIZE - Long.numberOfLeadingZeros(differences);
    }
}
