package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one leaf below a {@link LeafBranch} holds: arrays as of a {@link Leaf}, never written again. */
final class Entries {
    private static final int UNDECIDED = 0;
    private static final int COUNTS = 1;
    private static final int REFUSED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Entries.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Object keys;
    final Interval[] items;

    /** Those that they replace, unless they count: else each would keep alive all that were before. */
    private Entries prior;

    private volatile int state;

    /** As {@link Keys#endsAscend} says; or false, if an interval has come while they did not. */
    final boolean endsAscend;

    /** Entries that count from the first. */
    Entries(Leaf leaf) {
        keys = leaf.keys;
        items = (Interval[]) leaf.items;
        endsAscend = leaf.endsAscend;
        STATE.set(this, COUNTS); // published with the branch
    }

    private Entries(Object keys, Interval[] items, Entries prior, boolean endsAscend) {
        this.keys = keys;
        this.items = items;
        this.prior = prior;
        this.endsAscend = endsAscend;
    }

    /** Undecided entries: these and one more, within the bounds of their leaf. */
    Entries with(long least, long greatest, int i, Interval interval) {
        int size = items.length;
        Object newKeys = Keys.allocate(size + 1, least, greatest);
        Keys.copy(keys, least, 0, newKeys, least, 0, i);
        Keys.set(newKeys, least, i, Node.flip(interval.start()), Node.flip(interval.end()));
        Keys.copy(keys, least, i, newKeys, least, i + 1, size - i);
        Interval[] newItems = new Interval[size + 1];
        System.arraycopy(items, 0, newItems, 0, i);
        newItems[i] = interval;
        System.arraycopy(items, i, newItems, i + 1, size - i);
        boolean ascend = endsAscend && Keys.staysAscending(keys, least, i, Node.flip(interval.end()));
        return new Entries(newKeys, newItems, this, ascend);
    }

    /** Undecided entries: these without one that is not the first. */
    Entries without(long least, long greatest, int i) {
        int size = items.length;
        Object newKeys = Keys.allocate(size - 1, least, greatest);
        Keys.copy(keys, least, 0, newKeys, least, 0, i);
        Keys.copy(keys, least, i + 1, newKeys, least, i, size - 1 - i);
        Interval[] newItems = new Interval[size - 1];
        System.arraycopy(items, 0, newItems, 0, i);
        System.arraycopy(items, i + 1, newItems, i, size - 1 - i);
        return new Entries(newKeys, newItems, this, endsAscend || Keys.endsAscend(newKeys));
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
        int now = state;
        if (now == UNDECIDED) {
            int decision = gate.isOpen() ? COUNTS : REFUSED;
            now = STATE.compareAndSet(this, UNDECIDED, decision) ? decision : state;
        }
        if (now == COUNTS) {
            prior = null;
            return this;
        }
        return before;
    }
}
