package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Tells most ranges that overlap nothing, from a few cache lines instead of a walk through a tree; of all others it
 * says nothing. A Bloom filter whose bits for one key lie in one word (Putze, Sanders, Singler: Cache-,
 * Hash- and Space-Efficient Bloom Filters, 2007).
 *
 * <p>The keys are aligned blocks. An interval is entered by the blocks it touches, at most 17, of a length that it
 * is not shorter than: a page, or a page times a power of sixteen. Each such length is a level. A query asks, on each
 * level in use, for the blocks that it touches itself, and gives up if they are many.
 *
 * <p>Bits are only ever set. Those of intervals that are gone go when a thread that is about to insert builds the filter
 * anew:
 *
 * <pre>
 *   insert, in any thread                     build, one thread at a time
 *   1 tree.root: compare-and-set, now with I  a next := B, empty
 *   2 next: read; if B, set I's bits in it    b tree.root: read; set the bits of all its intervals in B
 *   3 current: read; set I's bits in it       c current := B, then next := none
 *
 *   required: when 3 is over, the current filter has I's bits, and so has each that becomes it later.
 * </pre>
 *
 * <p>All of these are volatile, so they stand in one order. If b misses I, then a is before b, b before 1, and 1 before
 * 2: so 2 finds B, or c has begun and 3 finds B, or one built after B, of which the same can be said. Were current read
 * before next, B could pass from one to the other unseen.
 *
 * <p>Asking and entering are wait-free, a word having 64 bits to lose against, and allocate nothing, so that an insertion
 * is never half done. Building allocates before the tree is changed, and keeps nobody else from going on.
 */
final class OverlapFilter {
    private static final int PAGE_SHIFT = 12;
    private static final int LEVEL_SHIFT = 4;

    /** A query that touches more mostly overlaps something, and asking would take longer than the tree. */
    private static final int MOST_BLOCKS = 16;

    /** 32 to 64 bits for each key in a new filter, 8 to 16 in one that is to be built anew. */
    private static final int KEYS_PER_WORD = 2;

    /** So many keys that have come or gone since, for each that it was built for. */
    private static final int CHANGES_PER_KEY = 3;

    private static final int LEAST_WORDS = 2;
    private static final int MOST_WORDS = 1 << 27;

    /** The first word has a bit for each level in use. */
    private static final int LEVELS = 0;

    private static final int HEADER = 1;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        setBits(new Interval(0, 1), new long[HEADER + LEAST_WORDS]); // the first use of a handle allocates
    }

    private final Supplier<? extends IntervalSnapshot<?>> tree;
    private final int leastKeys;

    private volatile long[] current;

    /** The one that is being built, else null. */
    private volatile long[] next;

    private final AtomicBoolean building = new AtomicBoolean();

    /**
     * Keys that have set a bit which was not set, since the current filter was begun: it fills up by these. Two threads may
     * count as one here, and below: nothing depends on it but when the next filter is built.
     */
    private final AtomicLong fresh = new AtomicLong();

    /** Keys whose interval was taken out since then, so that their bits may be in vain. */
    private final AtomicLong stale = new AtomicLong();

    /** After how many of both the next is built. */
    private volatile long mostChanges;

    /**
     * The filter of an empty tree.
     *
     * @param tree returns the content of now, by a volatile read
     * @param leastKeys for how many keys there is room at least
     */
    OverlapFilter(Supplier<? extends IntervalSnapshot<?>> tree, int leastKeys) {
        this.tree = tree;
        this.leastKeys = leastKeys;
        current = allocate(leastKeys);
        mostChanges = (long) CHANGES_PER_KEY * leastKeys;
    }

    /** False only if nothing overlaps of what was entered before, and not taken out. */
    boolean mayOverlap(long start, long end) {
        long[] words = current;
        long levels = (long) WORDS.getVolatile(words, LEVELS);
        while (levels != 0) {
            int shift = PAGE_SHIFT + LEVEL_SHIFT * Long.numberOfTrailingZeros(levels);
            long first = start >>> shift;
            long last = end - 1 >>> shift;
            if (last - first >= MOST_BLOCKS) {
                return true;
            }
            for (long block = first; block <= last; block++) {
                if (contains(words, hash(block, shift))) {
                    return true;
                }
            }
            levels &= levels - 1;
        }
        return false;
    }

    private static boolean contains(long[] words, long hash) {
        long bits = bits(hash);
        return ((long) WORDS.getVolatile(words, index(words, hash)) & bits) == bits;
    }

    /** Before intervals with some keys are put into the tree: builds if it is time to. */
    void prepare(long keysToCome) {
        if (isFull(keysToCome) && !building.get() && building.compareAndSet(false, true)) {
            try {
                if (isFull(keysToCome)) {
                    build(keysToCome);
                }
            } finally {
                next = null;
                building.set(false);
            }
        }
    }

    private boolean isFull(long keysToCome) {
        return fresh.getOpaque() + stale.getOpaque() + keysToCome > mostChanges;
    }

    private void build(long keysToCome) {
        long keys = Math.max(leastKeys, keysToCome + keys(tree.get()));
        long[] built = allocate(keys);
        long before = fresh.getOpaque();
        next = built;
        tree.get().forEach(interval -> {
            setBits(interval, built);
            return true;
        });
        mostChanges = CHANGES_PER_KEY * keys + keysToCome;
        count(fresh, -before);
        stale.setOpaque(0);
        current = built;
    }

    /** After an interval was put into the tree. */
    void enter(Interval interval) {
        long[] built = next;
        if (built != null) {
            setBits(interval, built);
        }
        int added = setBits(interval, current);
        if (added > 0) { // mostly none, where areas come and go
            count(fresh, added);
        }
    }

    /** After intervals with some keys were taken out of the tree. */
    void takenOut(long keys) {
        count(stale, keys);
    }

    /** After all were taken out of the tree. */
    void cleared() {
        count(fresh, mostChanges);
    }

    private static void count(AtomicLong changes, long more) {
        changes.setOpaque(changes.getOpaque() + more);
    }

    /** Returns how many keys have set a bit that was not set. */
    private static int setBits(Interval interval, long[] words) {
        int shift = shift(interval);
        int added = 0;
        set(words, LEVELS, 1L << (shift - PAGE_SHIFT) / LEVEL_SHIFT);
        long last = interval.end() - 1 >>> shift;
        for (long block = interval.start() >>> shift; block <= last; block++) {
            long hash = hash(block, shift);
            added += set(words, index(words, hash), bits(hash));
        }
        return added;
    }

    private static int set(long[] words, int index, long bits) {
        if (((long) WORDS.getVolatile(words, index) & bits) == bits) {
            return 0;
        }
        WORDS.getAndBitwiseOr(words, index, bits);
        return 1;
    }

    private static long[] allocate(long keys) {
        int words = (int) Math.min(MOST_WORDS, Math.max(LEAST_WORDS, keys / KEYS_PER_WORD));
        return new long[HEADER + Integer.highestOneBit(2 * words - 1)];
    }

    private static long keys(IntervalSnapshot<?> content) {
        long[] keys = new long[1];
        content.forEach(interval -> {
            keys[0] += keys(interval);
            return true;
        });
        return keys[0];
    }

    /** How many blocks an interval touches. */
    static long keys(Interval interval) {
        int shift = shift(interval);
        return (interval.end() - 1 >>> shift) - (interval.start() >>> shift) + 1;
    }

    private static int shift(Interval interval) {
        int log = 63 - Long.numberOfLeadingZeros(interval.end() - interval.start());
        return Math.max(PAGE_SHIFT, log - log % LEVEL_SHIFT);
    }

    /** Each bit above the lowest 24 depends on each of the block's. */
    private static long hash(long block, int shift) {
        long mixed = (block ^ (long) shift << 56) * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    }

    private static int index(long[] words, long hash) {
        return HEADER + (int) (hash >>> 1 + Long.numberOfLeadingZeros(words.length - HEADER));
    }

    private static long bits(long hash) {
        return 1L << (hash >>> 24) | 1L << (hash >>> 30);
    }
}
