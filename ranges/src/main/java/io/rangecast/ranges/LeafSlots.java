package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The items of a {@link LeafBranch}: for each leaf its keys and its {@link Entries}, and last the {@link Gate}.
 *
 * <p>The entries are replaced one leaf at a time, if the gate is open: a compare-and-set of two words, of which one
 * is only compared. A writer that replaces puts the new entries into their slot undecided, and only then looks at the gate:
 * open, and they count; closed, and those before them do, for ever, as nothing is replaced behind a closed gate.
 * A thread that meets undecided entries decides them in the same way, so nobody waits for anybody (Harris, Fraser and
 * Pratt, <i>A Practical Multi-word Compare-and-Swap Operation</i>, 2002; Prokopec and others, <i>Concurrent Tries
 * with Efficient Non-Blocking Snapshots</i>, 2012). The proof is protocol 7 of {@code docs/memory-model.md}.
 *
 * <p>The keys beside the entries are a hint: those of entries that counted once, mostly now. A query that goes to
 * them while it loads the entries waits for one cache line instead of two in turn; it believes what they say only if
 * they are the entries' own. So they are written plainly, after the entries, and may be late or lost.
 */
final class LeafSlots {
    private static final VarHandle ITEMS = MethodHandles.arrayElementVarHandle(Object[].class);

    private LeafSlots() {}

    static Gate gate(Object[] items) {
        return (Gate) items[items.length - 1];
    }

    /** The entries of a leaf that count now. Wait-free; reads in volatile mode. */
    static Entries entries(Object[] items, int leaf) {
        Entries seen = (Entries) ITEMS.getVolatile(items, 2 * leaf + 1);
        return seen.counts() ? seen : seen.decided(gate(items));
    }

    /**
     * Replaces the entries of a leaf if they are those that count, and the gate is open.
     *
     * @param next fresh, made of {@code seen}
     * @return whether they were replaced; they may be found before this returns
     */
    static boolean replace(Object[] items, int leaf, Entries seen, Entries next) {
        if (ITEMS.compareAndSet(items, 2 * leaf + 1, seen, next) && next.decided(gate(items)) == next) {
            if (items[2 * leaf] != next.keys) { // it costs a fence, and mostly they are the same
                items[2 * leaf] = next.keys;
            }
            return true;
        }
        return false;
    }
}
