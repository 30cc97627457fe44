package io.rangecast.ranges;

import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link Node} of nodes, all of one height.
 *
 * <p>After the arrays of the children, its items hold summaries. First the masks, an {@code int[]} of union 0,
 * common 0, union 1, common 1, and so on; or null if all masks below are one and the same, as they mostly are. Then, in
 * a tree that keeps gaps, the {@code long[]} of the greatest gap in each child and the {@code long[][]} of their
 * {@link GreatestGaps}: most searches need only the first.
 */
final class Branch extends Node {
    /** Few, as an update copies 16 bytes for each child of each branch on its path. */
    static final int MAX_CHILDREN = 32;

    private Branch(
            int height, Object keys, Object[] items, long least, long greatest, int union, int common, long[] gaps) {
        super(height, keys, items, least, greatest, union, common, gaps);
    }

    /** A branch over nodes of one height, in order; at least one. */
    static Branch of(Node... children) {
        long[] gaps = children[0].unknownGaps();
        int height = children[0].height + 1;
        return new Branch(height, new int[0], new Object[gaps == null ? 3 : 1], 0, 0, 0, 0, gaps)
                .replace(0, 0, children);
    }

    @Override
    int size() {
        return Keys.size(keys);
    }

    @Override
    int maxSize() {
        return MAX_CHILDREN;
    }

    private int[] masks() {
        return (int[]) items[2 * size()];
    }

    private long[] greatestGaps() {
        return (long[]) items[2 * size() + 1];
    }

    private long[][] childGaps() {
        return (long[][]) items[2 * size() + 2];
    }

    /**
     * Whether some free bytes lie between the intervals below a child, from a multiple of an alignment on.
     *
     * @param items of a branch that keeps gaps
     * @param size how many children it has
     */
    static boolean hasPlace(Object[] items, int size, int child, long bytes, long alignment) {
        long gap = ((long[]) items[2 * size + 1])[child];
        if (Long.compareUnsigned(gap, bytes) < 0) {
            return false;
        }
        if (Long.compareUnsigned(gap - bytes, alignment - 1) >= 0) {
            return true; // wherever it begins
        }
        long[] aligned = ((long[][]) items[2 * size + 2])[child];
        return Long.compareUnsigned(GreatestGaps.room(aligned, Long.numberOfTrailingZeros(alignment)), bytes) >= 0;
    }

    private int union(int i) {
        return masks() == null ? union : masks()[2 * i];
    }

    private int common(int i) {
        return masks() == null ? common : masks()[2 * i + 1];
    }

    Node child(int i) {
        long childLeast = Keys.start(keys, least, i);
        long childGreatest = Keys.end(keys, least, i);
        long[] gapsOfChild = keepsGaps() ? childGaps()[i] : NO_GAPS;
        Object childKeys = items[2 * i];
        Object[] childItems = (Object[]) items[2 * i + 1];
        if (height == 2 && !keepsGaps()) {
            return new LeafBranch(childKeys, childItems, childLeast, childGreatest, union(i), common(i));
        }
        return height == 1
                ? new Leaf(childKeys, childItems, childLeast, childGreatest, union(i), common(i), true, gapsOfChild)
                : new Branch(
                        height - 1, childKeys, childItems, childLeast, childGreatest, union(i), common(i), gapsOfChild);
    }

    private Node[] children(int from, int to) {
        Node[] children = new Node[to - from];
        Arrays.setAll(children, i -> child(from + i));
        return children;
    }

    @Override
    int count() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += child(i).count();
        }
        return count;
    }

    @Override
    long estimate() {
        return size() * child(size() / 2).estimate();
    }

    @Override
    Interval first() {
        return first(height, items, 0);
    }

    /** The interval that comes first below a child of a branch, which is another only in a copy of the branch. */
    private static Interval first(int height, Object[] items, int child) {
        Object[] below = items;
        int i = child;
        for (int h = height; h > 1; h--) {
            below = (Object[]) below[2 * i + 1];
            i = 0;
        }
        return below[2 * i + 1] instanceof Interval[] areas ? areas[0] : LeafSlots.entries(below, i).items[0];
    }

    @Override
    Branch insert(Interval interval) {
        int i = childFor(interval);
        Node grown = child(i).insert(interval);
        return grown.isTooLarge() ? replace(i, i + 1, grown.leftHalf(), grown.rightHalf()) : replace(i, grown);
    }

    @Override
    Branch remove(Interval interval) {
        int i = childFor(interval);
        Node child = child(i);
        Node shrunk = child.remove(interval);
        if (shrunk == child) {
            return this;
        }
        if (!shrunk.isTooSmall()) {
            return replace(i, shrunk);
        }
        int left = Math.max(0, i - 1);
        Node joined = i == 0 ? shrunk.append(child(1)) : child(left).append(shrunk);
        return joined.isTooLarge()
                ? replace(left, left + 2, joined.leftHalf(), joined.rightHalf())
                : replace(left, left + 2, joined);
    }

    @Override
    long[] findGaps() {
        return GreatestGaps.between(keys, least, childGaps());
    }

    @Override
    Branch part(int from, int to) {
        return of(children(from, to));
    }

    @Override
    Node onlyChild() {
        return child(0);
    }

    @Override
    Branch append(Node right) {
        return replace(size(), size(), ((Branch) right).children(0, right.size()));
    }

    private int childFor(Interval interval) {
        return childFor(height, keys, items, least, interval);
    }

    /**
     * The child that has an interval in its bounds of order. Keys decide; of the intervals below, the first of a child
     * is read if it begins where the interval does.
     *
     * @param items of this or a {@link LeafBranch}
     */
    static int childFor(int height, Object keys, Object[] items, long least, Interval interval) {
        long start = flip(interval.start());
        int to = Keys.countTo(keys, least, start);
        if (to == 0 || Keys.start(keys, least, to - 1) < start) {
            return Math.max(0, to - 1);
        }
        int from = Keys.firstOfEqualStart(keys, to - 1);
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Interval.compare(first(height, items, middle), interval) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return Math.max(0, from - 1);
    }

    /** A copy in which one child has given way to another. */
    private Branch replace(int i, Node with) {
        long newLeast = i == 0 ? with.least : least;
        long newGreatest = greatest;
        if (with.greatest > greatest) {
            newGreatest = with.greatest;
        } else if (with.greatest < greatest && Keys.end(keys, least, i) == greatest) {
            long others = Math.max(Keys.greatest(keys, least, 0, i), Keys.greatest(keys, least, i + 1, size()));
            newGreatest = Math.max(with.greatest, others);
        }
        Object newKeys = Keys.copyWith(keys, least, newLeast, newGreatest, i, with.least, with.greatest);
        Object[] newItems = items.clone();
        newItems[2 * i] = with.keys;
        newItems[2 * i + 1] = with.items;
        return summarize(newKeys, newItems, newLeast, newGreatest, gapsWith(i, with), i, i + 1, with);
    }

    /** The aligned gaps when one child has given way to another, as far as that is known without the other children. */
    private long[] gapsWith(int i, Node with) {
        boolean sameBounds = with.least == Keys.start(keys, least, i) && with.greatest == Keys.end(keys, least, i);
        return knowsGaps() && sameBounds
                ? GreatestGaps.exchange(gaps, childGaps()[i], with.alignedGaps())
                : unknownGaps();
    }

    /** A copy in which the children {@code [from, to)} have given way to others. */
    private Branch replace(int from, int to, Node... with) {
        int size = size();
        int newSize = size - (to - from) + with.length;
        long newLeast = from == 0 ? with[0].least : least;
        long newGreatest = Math.max(Keys.greatest(keys, least, 0, from), Keys.greatest(keys, least, to, size));
        for (Node node : with) {
            newGreatest = Math.max(newGreatest, node.greatest);
        }
        Object newKeys = Keys.allocate(newSize, newLeast, newGreatest);
        Keys.copy(keys, least, 0, newKeys, newLeast, 0, from);
        Keys.copy(keys, least, to, newKeys, newLeast, from + with.length, size - to);
        Object[] newItems = new Object[2 * newSize + (keepsGaps() ? 3 : 1)];
        System.arraycopy(items, 0, newItems, 0, 2 * from);
        System.arraycopy(items, 2 * to, newItems, 2 * (from + with.length), 2 * (size - to));
        for (int i = 0; i < with.length; i++) {
            Keys.set(newKeys, newLeast, from + i, with[i].least, with[i].greatest);
            newItems[2 * (from + i)] = with[i].keys;
            newItems[2 * (from + i) + 1] = with[i].items;
        }
        return summarize(newKeys, newItems, newLeast, newGreatest, unknownGaps(), from, to, with);
    }

    /** Puts in the summaries. */
    private Branch summarize(
            Object newKeys,
            Object[] newItems,
            long newLeast,
            long newGreatest,
            long[] newGaps,
            int from,
            int to,
            Node... with) {
        int newSize = size() - (to - from) + with.length;
        int newUnion = union;
        int newCommon = common;
        if (masks() != null || !haveItsMask(with)) {
            int[] newMasks = replaceMasks(masks(), from, to, with);
            newUnion = unionOf(newMasks);
            newCommon = commonOf(newMasks);
            newItems[2 * newSize] = newUnion == newCommon ? null : newMasks;
        }
        if (keepsGaps()) {
            newItems[2 * newSize + 1] = replaceGreatestGaps(newSize, from, to, with);
            newItems[2 * newSize + 2] = replaceGaps(newSize, from, to, with);
        }
        return new Branch(height, newKeys, newItems, newLeast, newGreatest, newUnion, newCommon, newGaps);
    }

    private long[] replaceGreatestGaps(int newSize, int from, int to, Node[] with) {
        long[] replaced = new long[newSize];
        if (greatestGaps() != null) {
            copy(greatestGaps(), replaced, 1, from, to, with.length);
        }
        for (int i = 0; i < with.length; i++) {
            replaced[from + i] = GreatestGaps.room(with[i].alignedGaps(), 0);
        }
        return replaced;
    }

    private long[][] replaceGaps(int newSize, int from, int to, Node[] with) {
        long[][] replaced = new long[newSize][];
        if (childGaps() != null) {
            copy(childGaps(), replaced, 1, from, to, with.length);
        }
        for (int i = 0; i < with.length; i++) {
            replaced[from + i] = with[i].alignedGaps();
        }
        return replaced;
    }

    /** Copies what is kept of an array that has some elements for each child. */
    private void copy(Object old, Object replaced, int perChild, int from, int to, int with) {
        System.arraycopy(old, 0, replaced, 0, perChild * from);
        System.arraycopy(old, perChild * to, replaced, perChild * (from + with), perChild * (size() - to));
    }

    @Override
    int check(boolean isRoot) {
        checkThat(isRoot ? size() >= 2 : !isTooSmall(), "too few children");
        checkThat(!isTooLarge(), "too many children");
        int count = 0;
        Interval last = null;
        for (Node child : children(0, size())) {
            checkThat(child.height == height - 1, "balance");
            checkThat(last == null || Interval.compare(last, child.first()) < 0, "order");
            last = child.first();
            count += child.check(false);
        }
        Branch expected = of(children(0, size()));
        checkThat(Objects.deepEquals(keys, expected.keys), "keys");
        checkThat(least == expected.least && greatest == expected.greatest, "bounds");
        checkThat(Arrays.equals(masks(), expected.masks()), "masks");
        checkThat(union == expected.union && common == expected.common, "union of masks");
        checkGaps();
        checkThat(!keepsGaps() || Arrays.equals(greatestGaps(), expected.greatestGaps()), "greatest gaps");
        return count;
    }
}
