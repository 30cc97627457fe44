package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The content of one leaf below a {@link LeafBranch}: arrays as of a {@link Leaf}, and perhaps one interval more, the delta.
 * Never written again.
 *
 * <p>The interval that has come last is the delta, if there was none. So an insertion into a leaf copies its arrays only
 * after another, and the removal of what has come last copies none: each makes a record that shares them (Levandoski,
 * Lomet and Sengupta, <i>The Bw-Tree: A B-tree for New Hardware Platforms</i>, 2013; of its chains of deltas the first
 * only, as each that follows would cost queries a comparison more). A copy of the arrays has the delta in its place among them.
 */
final class Entries {
    private static final byte UNDECIDED = 0;
    private static final byte COUNTS = 1;
    private static final byte REFUSED = 2;

    /** A delta that no query overlaps. */
    private static final int NOWHERE = Integer.MAX_VALUE;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Entries.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // The first use of a handle allocates, and the next ones stand behind the compare-and-set that publishes.
        new Entries(null, null, true, null).decided(new Gate(new Epoch(), null, true));
    }

    final Object keys;
    final Interval[] items;

    /** Not the first of the leaf, and behind all that have its range; null for none. */
    final Interval delta;

    /** Its bounds, if the keys are offsets: in an object that a query reads anyway. Else as if it were nowhere. */
    private final int deltaStart;

    private final int deltaEnd;

    /** Those that they replace, unless they count: else each would keep alive all that were before. */
    private Entries prior;

    /** A byte, as is what stands beside it: so there are two cache lines of it as seldom as can be. */
    private volatile byte state;

    /** As {@link Keys#endsAscend} says of the keys. */
    final boolean endsAscend;

    /** Entries that count from the first. */
    Entries(Leaf leaf) {
        this(leaf.keys, (Interval[]) leaf.items, leaf.endsAscend, null);
        STATE.set(this, COUNTS); // published with the branch
    }

    /** Undecided entries without a delta. */
    Entries(Object keys, Interval[] items, boolean endsAscend, Entries prior) {
        this.keys = keys;
        this.items = items;
        this.endsAscend = endsAscend;
        this.prior = prior;
        delta = null;
        deltaStart = NOWHERE;
        deltaEnd = 0;
    }

    /** Undecided entries: the arrays of others, and a delta. */
    private Entries(Entries prior, long least, Interval delta) {
        keys = prior.keys;
        items = prior.items;
        endsAscend = prior.endsAscend;
        this.prior = prior;
        this.delta = delta;
        boolean offsets = keys instanceof int[];
        deltaStart = offsets ? (int) (Node.flip(delta.start()) - least) : NOWHERE;
        deltaEnd = offsets ? (int) (Node.flip(delta.end()) - least) : 0;
    }

    int size() {
        return delta == null ? items.length : items.length + 1;
    }

    // ---- the delta, its bounds as Keys gives them

    long deltaStart(long base) {
        return keys instanceof int[] ? base + deltaStart : Node.flip(delta.start());
    }

    long deltaEnd(long base) {
        return keys instanceof int[] ? base + deltaEnd : Node.flip(delta.end());
    }

    /** Whether there is a delta that overlaps a range. */
    boolean deltaMeets(long base, long start, long end) {
        return delta != null && deltaStart(base) < end && deltaEnd(base) > start;
    }

    /** The same, of keys that are offsets. */
    boolean deltaMeets(int start, int end) {
        return deltaStart < end && deltaEnd > start;
    }

    /**
     * The last of those that have the range of an interval; null for none. It reads no other.
     *
     * @param i behind how many of the arrays the interval comes
     */
    Interval lastEqual(long least, int i, Interval interval) {
        long start = Node.flip(interval.start());
        long end = Node.flip(interval.end());
        if (delta != null && deltaStart(least) == start && deltaEnd(least) == end) {
            return delta;
        }
        return Keys.start(keys, least, i - 1) == start && Keys.end(keys, least, i - 1) == end ? items[i - 1] : null;
    }

    // ---- what becomes of them

    /**
     * Undecided entries: these and one more, within the bounds of their leaf.
     *
     * @param i its place in the arrays; not the first
     */
    Entries with(long least, int i, Interval interval) {
        if (delta == null) {
            return new Entries(this, least, interval);
        }
        int j = Leaf.lowerBound(keys, items, least, delta);
        boolean deltaFirst = j < i || j == i && Interval.compare(delta, interval) < 0;
        EntriesCopy copy = new EntriesCopy(this, least, items.length + 2);
        int first = Math.min(i, j);
        int second = Math.max(i, j);
        copy.move(first, second, 1);
        copy.move(second, items.length, 2);
        copy.put(first, deltaFirst ? delta : interval);
        copy.put(second + 1, deltaFirst ? interval : delta);
        return copy.made();
    }

    /** Undecided entries: these without the one at a place in the arrays, not the first; the delta has come into them. */
    Entries without(long least, int i) {
        if (delta == null) {
            EntriesCopy copy = new EntriesCopy(this, least, items.length - 1);
            copy.move(i + 1, items.length, -1);
            return copy.made();
        }
        int j = Leaf.lowerBound(keys, items, least, delta);
        EntriesCopy copy = new EntriesCopy(this, least, items.length);
        if (j <= i) {
            copy.move(j, i, 1);
            copy.put(j, delta);
        } else {
            copy.move(i + 1, j, -1);
            copy.put(j - 1, delta);
        }
        return copy.made();
    }

    /** Undecided entries: these without their delta. */
    Entries withoutDelta() {
        return new Entries(keys, items, endsAscend, this);
    }

    /** The same, all in the arrays; these, if there is no delta. */
    Entries consolidated(long least) {
        if (delta == null) {
            return this;
        }
        int j = Leaf.lowerBound(keys, items, least, delta);
        EntriesCopy copy = new EntriesCopy(this, least, items.length + 1);
        copy.move(j, items.length, 1);
        copy.put(j, delta);
        return copy.made();
    }

    boolean counts() {
        return state == COUNTS;
    }

    /**
     * Decides whether these entries count, if nobody has. Wait-free.
     *
     * @param gate of their branch; read after these were seen in their slot
     * @return these entries, or those before them
     */
    Entries decided(Gate gate) {
        Entries before = prior; // read before the state: is lost when they count
        byte now = state;
        if (now == UNDECIDED) {
            byte decision = gate.isOpen() ? COUNTS : REFUSED;
            now = STATE.compareAndSet(this, UNDECIDED, decision) ? decision : state;
        }
        if (now == COUNTS) {
            prior = null;
            return this;
        }
        return before;
    }
}
