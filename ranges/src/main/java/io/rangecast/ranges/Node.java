package io.rangecast.ranges;

import java.util.Arrays;

/**
 * A subtree of the immutable balanced tree (a B+ tree) below every snapshot: what its parent keeps of it, put into one
 * object while an update works on it. Queries never see a {@code Node}: a {@link Branch} keeps the arrays of its
 * children side by side, so that a query goes from array to array, and misses one cache line less for each level.
 *
 * <pre>
 *   Branch   keys   long[]    least 0, greatest 0 | least 1, greatest 1 | …
 *            items  Object[]    keys 0,   items 0 |   keys 1,   items 1 | …  and the summaries, see there
 *                                    |
 *   Leaf     keys   int[]      start 0,     end 0 |   start 1,     end 1 | …  offsets from the leaf's least start
 *            items  Interval[] interval 0         | interval 1           | …
 * </pre>
 *
 * <p>Addresses are kept with the sign bit flipped, which turns unsigned order into the signed order that compares in
 * one instruction. Intervals are in the order of {@link Interval#compare}; each subtree knows its greatest end (the
 * augmentation of Cormen et al., chapter 14), and an update copies the arrays on one path and shares the rest (path
 * copying; Driscoll, Sarnak, Sleator and Tarjan, 1989).
 */
abstract class Node {
    /** The gaps of trees that keep none, because their intervals may overlap. */
    static final long[] NO_GAPS = {};

    /** The branches on the way to an interval; 0 for a leaf. */
    final int height;

    final Object keys;
    final Object[] items;

    /** The least start and the greatest end below, flipped. */
    final long least;

    final long greatest;

    /** The union and the intersection of the masks below. */
    final int union;

    final int common;

    /** The {@link GreatestGaps} below, or {@link #NO_GAPS}; null as long as nobody has asked, as of a root. */
    long[] gaps;

    Node(int height, Object keys, Object[] items, long least, long greatest, int union, int common, long[] gaps) {
        this.height = height;
        this.keys = keys;
        this.items = items;
        this.least = least;
        this.greatest = greatest;
        this.union = union;
        this.common = common;
        this.gaps = gaps;
    }

    static long flip(long address) {
        return address ^ Long.MIN_VALUE;
    }

    /** Entries of a leaf, children of a branch. */
    abstract int size();

    abstract int maxSize();

    /** The intervals below. O(n), but for one look at each leaf instead of each interval. */
    abstract int count();

    /** About how many intervals are below, as if all subtrees were like one in the middle. O(log n). */
    abstract long estimate();

    /** The interval that comes first. */
    abstract Interval first();

    /** This subtree and one interval more; it may have one item more than fits. */
    abstract Node insert(Interval interval);

    /** This subtree without an interval, perhaps with too few items; this very node if it is not in here. */
    abstract Node remove(Interval interval);

    /** The items {@code [from, to)} as a node of their own; at least one. */
    abstract Node part(int from, int to);

    /** Of a branch with one child: that, as a root. */
    abstract Node onlyChild();

    /** This node's items, then those of its right neighbour; perhaps more than fit. */
    abstract Node append(Node right);

    /** Whether an interval below may overlap a range, flipped, and share a bit with a mask. O(1). */
    final boolean meets(long start, long end, int mask) {
        return least < end && greatest > start && (union & mask) != 0;
    }

    final boolean isTooLarge() {
        return size() > maxSize();
    }

    /** A third of the most leaves room before the next split or join. */
    final boolean isTooSmall() {
        return size() < maxSize() / 3;
    }

    final boolean isUniform() {
        return union == common;
    }

    final boolean keepsGaps() {
        return gaps != NO_GAPS;
    }

    /** The {@link GreatestGaps} below. Asked only by a branch that will keep them, never of a root. */
    final long[] alignedGaps() {
        if (gaps == null) {
            gaps = findGaps();
        }
        return gaps;
    }

    final boolean knowsGaps() {
        return keepsGaps() && gaps != null;
    }

    /** Of a node that nobody has asked yet, in the tree of this one. */
    final long[] unknownGaps() {
        return keepsGaps() ? null : NO_GAPS;
    }

    /** The {@link GreatestGaps} below, from what they are made of. */
    abstract long[] findGaps();

    /** Whether all below some nodes have the one mask of all below this. */
    final boolean haveItsMask(Node[] nodes) {
        for (Node node : nodes) {
            if (node.union != union || node.common != union) {
                return false;
            }
        }
        return true;
    }

    /**
     * The unions and the intersections of the masks below the children when some of them have given way to others.
     *
     * @param old those of now, or null if all masks are one and the same
     */
    final int[] replaceMasks(int[] old, int from, int to, Node[] with) {
        int[] replaced = new int[2 * (size() - (to - from) + with.length)];
        if (old == null) {
            Arrays.fill(replaced, union);
        } else {
            System.arraycopy(old, 0, replaced, 0, 2 * from);
            System.arraycopy(old, 2 * to, replaced, 2 * (from + with.length), old.length - 2 * to);
        }
        for (int i = 0; i < with.length; i++) {
            replaced[2 * (from + i)] = with[i].union;
            replaced[2 * (from + i) + 1] = with[i].common;
        }
        return replaced;
    }

    static int unionOf(int[] masks) {
        int union = 0;
        for (int i = 0; i < masks.length; i += 2) {
            union |= masks[i];
        }
        return union;
    }

    static int commonOf(int[] masks) {
        int common = -1;
        for (int i = 1; i < masks.length; i += 2) {
            common &= masks[i];
        }
        return common;
    }

    final Node leftHalf() {
        return part(0, size() / 2);
    }

    final Node rightHalf() {
        return part(size() / 2, size());
    }

    /** The tree below this root and one interval more. */
    final Node rootWith(Interval interval) {
        Node grown = insert(interval);
        return grown.isTooLarge() ? Branch.of(grown.leftHalf(), grown.rightHalf()) : grown;
    }

    /** The tree below this root without an interval; this very node if it is not in it. */
    final Node rootWithout(Interval interval) {
        Node shrunk = remove(interval);
        return shrunk.height > 0 && shrunk.size() == 1 ? shrunk.onlyChild() : shrunk;
    }

    /** Throws unless every invariant holds; returns how many intervals there are. For tests. */
    abstract int check(boolean isRoot);

    final void checkGaps() {
        checkThat(!keepsGaps() || gaps == null || Arrays.equals(gaps, findGaps()), "gaps");
    }

    final void checkThat(boolean holds, String invariant) {
        if (!holds) {
            throw new AssertionError(invariant + ", in a node of height " + height + " and size " + size());
        }
    }
}
