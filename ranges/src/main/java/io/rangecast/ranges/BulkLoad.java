package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;

/** Builds a tree from the bottom, of intervals that are in order, in O(n). */
final class BulkLoad {
    /** Not full, or the first insertion anywhere would split. */
    private static final int ENTRIES = Leaf.MAX_ENTRIES * 7 / 8;

    private static final int CHILDREN = Branch.MAX_CHILDREN * 7 / 8;

    private BulkLoad() {}

    static Node build(List<? extends Interval> sorted, Leaf empty) {
        if (sorted.isEmpty()) {
            return empty;
        }
        List<Node> level = new ArrayList<>();
        for (int from = 0, part = 1, parts = parts(sorted.size(), ENTRIES); part <= parts; part++) {
            int to = cut(sorted.size(), part, parts);
            level.add(Leaf.of(sorted.subList(from, to), empty.keepsGaps()));
            from = to;
        }
        while (level.size() > 1) {
            List<Node> above = new ArrayList<>();
            for (int from = 0, part = 1, parts = parts(level.size(), CHILDREN); part <= parts; part++) {
                int to = cut(level.size(), part, parts);
                above.add(Branch.of(level.subList(from, to).toArray(Node[]::new)));
                from = to;
            }
            level = above;
        }
        return level.get(0);
    }

    private static int parts(int size, int each) {
        return (size + each - 1) / each;
    }

    /** Where a part ends, if all are to be of one size but for one. */
    private static int cut(int size, int part, int parts) {
        return (int) ((long) size * part / parts);
    }
}
