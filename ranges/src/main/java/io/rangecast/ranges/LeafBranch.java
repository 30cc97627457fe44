package io.rangecast.ranges;

import java.util.Arrays;
import java.util.Objects;

/**
 * A lowest branch of an {@link IntervalTree}: a {@link Node} over leaves, which are replaced in place as long as its
 * {@link Gate} is open, see {@link LeafSlots}. So most updates copy one leaf, and no path.
 *
 * <pre>
 *   keys   least 0, greatest 0 | least 1, greatest 1 | …
 *   items  keys 0,  {@link Entries} 0 | keys 1,  Entries 1  | … | {@link Gate}
 * </pre>
 *
 * <p>What a branch keeps of its leaves does not change as long as it lives, whatever becomes of them: the first
 * interval of each stays, so that updates always find their leaf; no end lies beyond the greatest, which may lie
 * beyond them (see {@link LeafUpdate}); the masks are exact. An update that would break that closes the gate, and
 * copies the path.
 */
final class LeafBranch extends Node {
    /** Most updates do not copy them; but a query passes half of them, on its way to one. */
    static final int MAX_CHILDREN = 48;

    LeafBranch(Object keys, Object[] items, long least, long greatest, int union, int common) {
        super(1, keys, items, least, greatest, union, common, NO_GAPS);
    }

    /** A branch over leaves in order; at least one. */
    static LeafBranch of(Epoch epoch, Leaf... leaves) {
        Object[] none = {new Gate(epoch, null, true)};
        return new LeafBranch(new int[0], none, 0, 0, 0, 0).replace(0, 0, leaves);
    }

    private Gate gate() {
        return LeafSlots.gate(items);
    }

    private Entries entries(int i) {
        return LeafSlots.entries(items, i);
    }

    private Entries consolidated(int i) {
        return entries(i).consolidated(Keys.start(keys, least, i));
    }

    private static void put(Entries entries, Object[] items, int i) {
        items[2 * i] = entries.keys;
        items[2 * i + 1] = entries;
    }

    @Override
    int size() {
        return items.length >> 1;
    }

    @Override
    int maxSize() {
        return MAX_CHILDREN;
    }

    @Override
    int count() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += entries(i).size();
        }
        return count;
    }

    @Override
    long estimate() {
        return (long) size() * entries(size() / 2).size();
    }

    @Override
    Interval first() {
        return entries(0).items[0];
    }

    /** With the bounds that this branch keeps of it. */
    private Leaf leaf(int i) {
        return leaf(i, consolidated(i), Keys.end(keys, least, i));
    }

    private Leaf leaf(int i, Entries entries, long greatest) {
        int[] masks = gate().masks;
        return new Leaf(
                entries.keys,
                entries.items,
                Keys.start(keys, least, i),
                greatest,
                masks == null ? union : masks[2 * i],
                masks == null ? common : masks[2 * i + 1],
                entries.endsAscend,
                NO_GAPS);
    }

    /** With its true bounds: to be changed, not to be kept, as its keys may be of another kind than they ask for. */
    private Leaf leafToChange(int i) {
        Entries entries = consolidated(i);
        return leaf(i, entries, Keys.greatest(entries.keys, Keys.start(keys, least, i), 0, entries.size()));
    }

    /**
     * The greatest end to keep of a leaf that has changed: that of before, if it is near, so that ends which come and
     * go do not copy the path each time.
     */
    private long greatestToKeep(int i, Leaf changed) {
        long kept = Keys.end(keys, least, i);
        boolean near = kept > changed.greatest && LeafUpdate.isNear(kept, changed.least, changed.greatest);
        return near && sameKind(changed, kept) ? kept : changed.greatest;
    }

    private static boolean sameKind(Leaf leaf, long greatest) {
        return (greatest - leaf.least >>> 31 == 0) == leaf.keys instanceof int[];
    }

    private Leaf[] leaves(int from, int to) {
        Leaf[] leaves = new Leaf[to - from];
        Arrays.setAll(leaves, i -> leaf(from + i));
        return leaves;
    }

    @Override
    Node insert(Interval interval) {
        gate().close();
        int i = Branch.childFor(1, keys, items, least, interval);
        Leaf grown = leafToChange(i).insert(interval);
        return grown.isTooLarge()
                ? replace(i, i + 1, (Leaf) grown.leftHalf(), (Leaf) grown.rightHalf())
                : replace(i, grown);
    }

    @Override
    Node remove(Interval interval) {
        gate().close();
        int i = Branch.childFor(1, keys, items, least, interval);
        Leaf leaf = leafToChange(i);
        Leaf shrunk = leaf.remove(interval);
        if (shrunk == leaf) {
            return this;
        }
        if (!shrunk.isTooSmall()) {
            return replace(i, shrunk);
        }
        int left = Math.max(0, i - 1);
        Leaf joined =
                i == 0 ? shrunk.append(leafToChange(1)) : leafToChange(left).append(shrunk);
        return joined.isTooLarge()
                ? replace(left, left + 2, (Leaf) joined.leftHalf(), (Leaf) joined.rightHalf())
                : replace(left, left + 2, joined);
    }

    @Override
    LeafBranch part(int from, int to) {
        gate().close();
        return of(gate().epoch, leaves(from, to));
    }

    @Override
    Leaf onlyChild() {
        Leaf leaf = leafToChange(0);
        return leaf.part(0, leaf.size());
    }

    @Override
    LeafBranch append(Node right) {
        LeafBranch neighbour = (LeafBranch) right;
        gate().close();
        neighbour.gate().close();
        return replace(size(), size(), neighbour.leaves(0, neighbour.size()));
    }

    @Override
    long[] findGaps() {
        return NO_GAPS;
    }

    /** A copy in which one leaf has changed. The gate is closed. */
    private LeafBranch replace(int i, Leaf changed) {
        return replace(i, i + 1, changed.withGreatest(greatestToKeep(i, changed)));
    }

    /** A copy in which the leaves {@code [from, to)} have given way to others. The gate is closed. */
    private LeafBranch replace(int from, int to, Leaf... with) {
        int size = size();
        int newSize = size - (to - from) + with.length;
        long newLeast = from == 0 ? with[0].least : least;
        long newGreatest = Math.max(Keys.greatest(keys, least, 0, from), Keys.greatest(keys, least, to, size));
        for (Leaf leaf : with) {
            newGreatest = Math.max(newGreatest, leaf.greatest);
        }
        Object newKeys = Keys.allocate(newSize, newLeast, newGreatest);
        Keys.copy(keys, least, 0, newKeys, newLeast, 0, from);
        Keys.copy(keys, least, to, newKeys, newLeast, from + with.length, size - to);
        Object[] newItems = new Object[2 * newSize + 1];
        for (int i = 0; i < from; i++) {
            put(entries(i), newItems, i);
        }
        for (int i = to; i < size; i++) {
            put(entries(i), newItems, i - to + from + with.length);
        }
        for (int i = 0; i < with.length; i++) {
            Keys.set(newKeys, newLeast, from + i, with[i].least, with[i].greatest);
            put(new Entries(with[i]), newItems, from + i);
        }
        boolean endsAscend = Keys.endsAscend(newKeys);
        if (gate().masks == null && haveItsMask(with)) {
            newItems[2 * newSize] = new Gate(gate().epoch, null, endsAscend);
            return new LeafBranch(newKeys, newItems, newLeast, newGreatest, union, common);
        }
        int[] newMasks = replaceMasks(gate().masks, from, to, with);
        int newUnion = unionOf(newMasks);
        int newCommon = commonOf(newMasks);
        newItems[2 * newSize] = new Gate(gate().epoch, newUnion == newCommon ? null : newMasks, endsAscend);
        return new LeafBranch(newKeys, newItems, newLeast, newGreatest, newUnion, newCommon);
    }

    @Override
    int check(boolean isRoot) {
        checkThat(isRoot ? size() >= 2 : !isTooSmall(), "too few leaves");
        checkThat(!isTooLarge() && Keys.size(keys) == size(), "too many leaves");
        int count = 0;
        Interval last = null;
        for (int i = 0; i < size(); i++) {
            Leaf leaf = leafToChange(i);
            checkThat(last == null || Interval.compare(last, leaf.first()) < 0, "order");
            last = (Interval) leaf.items[leaf.size() - 1];
            count += leaf.check(false);
            long kept = Keys.end(keys, least, i);
            checkThat(
                    kept >= leaf.greatest && LeafUpdate.isNear(kept, leaf.least, leaf.greatest), "greatest of a leaf");
            checkThat(leaf.keys.getClass() == Keys.allocate(0, leaf.least, kept).getClass(), "kind of keys");
        }
        LeafBranch expected = of(gate().epoch, leaves(0, size()));
        checkThat(Objects.deepEquals(keys, expected.keys), "keys");
        checkThat(least == expected.least && greatest == expected.greatest, "bounds");
        checkThat(gate().endsAscend == Keys.endsAscend(keys), "ascending ends");
        checkThat(Arrays.equals(gate().masks, expected.gate().masks), "masks");
        checkThat(union == expected.union && common == expected.common, "union of masks");
        return count;
    }
}
