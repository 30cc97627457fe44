package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Builds an interval tree from the bottom, of intervals that are in order, in O(n). */
final class BulkLoad {
    private BulkLoad() {}

    /**
     * Builds the tree.
     *
     * @param epoch of an interval tree
     */
    static Node build(List<? extends Interval> sorted, Epoch epoch) {
        if (sorted.isEmpty()) {
            return Leaf.EMPTY;
        }
        if (sorted.size() <= Leaf.MAX_ALONE) {
            return Leaf.of(sorted, false);
        }
        List<Node> level = inParts(sorted, Leaf.maxSize(false), part -> Leaf.of(part, false));
        level = inParts(level, LeafBranch.MAX_CHILDREN, part -> LeafBranch.of(epoch, part.toArray(Leaf[]::new)));
        while (level.size() > 1) {
            level = inParts(level, Branch.MAX_CHILDREN, part -> Branch.of(part.toArray(Node[]::new)));
        }
        return level.get(0);
    }

    /** Makes a node of each part of what is below; none is full, or the first insertion anywhere would split. */
    private static <T> List<Node> inParts(List<T> below, int maxSize, Function<List<T>, Node> node) {
        int each = maxSize * 7 / 8;
        int parts = (below.size() + each - 1) / each;
        List<Node> level = new ArrayList<>(parts);
        for (int from = 0, part = 1; part <= parts; part++) {
            int to = cut(below.size(), part, parts);
            level.add(node.apply(below.subList(from, to)));
            from = to;
        }
        return level;
    }

    /** The index at which a part ends, if all are to be of one size but for one. */
    private static int cut(int size, int part, int parts) {
        return (int) ((long) size * part / parts);
    }
}
