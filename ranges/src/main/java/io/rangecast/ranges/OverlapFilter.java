package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Says of most ranges that overlap nothing that they do not, from one or two cache lines instead of a walk through a
 * tree; of the others it says nothing. A Bloom filter whose bits for one key lie in one word (Putze, Sanders, Singler:
 * Cache-, Hash- and Space-Efficient Bloom Filters, 2007).
 *
 * <p>The keys are aligned blocks. An interval is entered by the blocks it touches, at most 17, of a length that it
 * is not shorter than: a page, or a page times a power of sixteen. Each such length is a level. A query asks, on each
 * level in use, for the blocks that it touches itself, and gives up if they are many.
 *
 * <p>Bits are only ever set. Those of intervals that are gone go when a thread that is about to change the tree builds
 * the filter anew:
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
 * <p>Asking and entering are wait-free, a word having 64 bits to lose against, and allocate nothing. Building allocates
 * before anything changes, and keeps nobody else from going on: if it fails, the filter says less than it could.
 */
final class OverlapFilter {
    private static final int PAGE_SHIFT = 12;
    private static final int LEVEL_SHIFT = 4;

    /** A query that touches more mostly overlaps something, and asking would take longer than the tree. */
    private static final int MOST_BLOCKS = 16;

    private static final int KEYS_PER_WORD = 2;

    /** After so many it is built anew. */
    private static final int CHANGES_PER_KEY = 3;

    private static final int LEAST_WORDS = 2;
    private static final int MOST_WORDS = 1 << 27;

    /** The first word has a bit for each level in use. */
    private static final int LEVELS = 0;

    private static final int HEADER = 1;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final Supplier<? extends IntervalSnapshot<?>> tree;
    private final int leastKeys;

    private volatile long[] current;

    private final AtomicReference<long[]> next = new AtomicReference<>();

    /** Since the current filter was begun: how many keys were entered, and how many intervals taken out. */
    private final AtomicLong changes = new AtomicLong();

    /** How many of these there may be. */
    private volatile long mostChanges;

    /**
     * The filter of an empty tree.
     *
     * @param tree answers the content of now, by a volatile read
     * @param leastKeys for how many keys there is room at least
     */
    OverlapFilter(Supplier<? extends IntervalSnapshot<?>> tree, int leastKeys) {
        this.tree = tree;
        this.leastKeys = leastKeys;
        current = allocate(leastKeys);
        mostChanges = CHANGES_PER_KEY * leastKeys;
    }

    /** False only if nothing overlaps of what was entered before, and not taken out. */
    boolean mayOverlap(long start, long end) {
        long[] words = current;
        long levels = (long) WORDS.getVolatile(words, LEVELS);
        while (levels != 0) {
            int shift = PAGE_SHIFT + LEVEL_SHIFT * Long.numberOfTrailingZeros(levels);
            long block = start >>> shift;
            long more = (end - 1 >>> shift) - block;
            if (more >= MOST_BLOCKS) {
                return true;
            }
            for (; more >= 0; more--) {
                if (contains(words, hash(block + more, shift))) {
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

    /** Before a change of the tree, which will enter some keys: builds if it is time to. */
    void prepare(long keysToCome) {
        if (changes.get() + keysToCome > mostChanges && next.get() == null) {
            build(keysToCome);
        }
    }

    /** After an interval was put into the tree. */
    void enter(Interval interval) {
        changes.getAndAdd(keys(interval));
        long[] built = next.get();
        if (built != null) {
            enter(interval, built);
        }
        enter(interval, current);
    }

    /** After intervals were taken out of the tree. */
    void takenOut(int intervals) {
        changes.getAndAdd(intervals);
    }

    private static void enter(Interval interval, long[] words) {
        int shift = shift(interval);
        set(words, LEVELS, 1L << (shift - PAGE_SHIFT) / LEVEL_SHIFT);
        long block = interval.start() >>> shift;
        for (long more = keys(interval) - 1; more >= 0; more--) {
            long hash = hash(block + more, shift);
            set(words, index(words, hash), bits(hash));
        }
    }

    private static void set(long[] words, int index, long bits) {
        if (((long) WORDS.getVolatile(words, index) & bits) != bits) {
            WORDS.getAndBitwiseOr(words, index, bits);
        }
    }

    private void build(long keysToCome) {
        long keys = Math.max(leastKeys, keysToCome + keys(tree.get()));
        long[] built = allocate(keys);
        if (next.compareAndSet(null, built)) {
            try {
                changes.set(0);
                tree.get().forEach(interval -> {
                    enter(interval, built);
                    return true;
                });
                mostChanges = CHANGES_PER_KEY * keys + keysToCome;
                current = built;
            } finally {
                next.set(null);
            }
        }
    }

    /** For some keys; at their most, before the next is built, there are 8 to 16 bits for each. */
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
