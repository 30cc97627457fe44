package io.rangecast.ranges;

import java.util.function.Predicate;

/**
 * The overlap queries, on the arrays that {@link Node} describes. All addresses are flipped, and the query overlaps the
 * bounds of the node that it is asked of.
 *
 * <p>The loops are plain on purpose: each compares no further than the first start at or past the query's end, and the
 * processor guesses both of its branches well. Masks of several comparisons at once, groups with summaries of their
 * own, and binary search were measured, and were slower.
 *
 * <p>Nothing here reads an interval, unless masks differ: it would miss a cache line that the visitor may not need.
 */
final class Overlaps {
    /** In place of a mask: every interval below shares a bit with the query's, so none need be asked. */
    static final int ALL = 0;

    private Overlaps() {}

    /** What to ask of the intervals below a node of which at least one shares a bit with a mask. */
    static int narrow(int mask, int common) {
        return (common & mask) != 0 ? ALL : mask;
    }

    /** Visits what overlaps, ascending. False if the visitor said stop. */
    static boolean forEach(Node root, long start, long end, int mask, Predicate<? super Interval> visitor) {
        int wanted = narrow(mask, root.common);
        if (wanted != ALL) {
            return visit(root.height(), root.keys, root.items, root.least, start, end, Long.MIN_VALUE, wanted, visitor);
        }
        return root.keys instanceof int[] offsets
                ? visitNear(root.height(), offsets, root.items, root.least, start, end, visitor)
                : visit(root.height(), (long[]) root.keys, root.items, start, end, visitor);
    }

    /**
     * Visits what overlaps and begins at {@code from} or later, ascending. False if the visitor said stop. Here the
     * query may end before the root's bounds begin.
     */
    static boolean forEachFrom(
            long from, Node root, long start, long end, int mask, Predicate<? super Interval> visitor) {
        int wanted = narrow(mask, root.common);
        return end <= root.least
                || visit(root.height(), root.keys, root.items, root.least, start, end, from, wanted, visitor);
    }

    /** The critical path, where nothing need be asked but the bounds: first below nodes of more than 2 GiB. */
    private static boolean visit(
            int height, long[] bounds, Object[] items, long start, long end, Predicate<? super Interval> visitor) {
        if (height == 0) {
            return visitEntries(bounds, (Interval[]) items, start, end, visitor);
        }
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start) {
                Object[] below = (Object[]) items[i + 1];
                boolean goOn = items[i] instanceof int[] offsets
                        ? visitNear(height - 1, offsets, below, bounds[i], start, end, visitor)
                        : visit(height - 1, (long[]) items[i], below, start, end, visitor);
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean visitEntries(
            long[] bounds, Interval[] items, long start, long end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start && !visitor.test(items[i >> 1])) {
                return false;
            }
        }
        return true;
    }

    private static boolean visitNear(
            int height,
            int[] offsets,
            Object[] items,
            long base,
            long start,
            long end,
            Predicate<? super Interval> visitor) {
        int from = Keys.startOffset(start, base);
        int to = Keys.endOffset(end, base);
        return height == 0
                ? visitEntries(offsets, (Interval[]) items, from, to, visitor)
                : visit(height, offsets, items, from, to, visitor);
    }

    /** Then by offsets from the base of each node. Leaves are visited in here, to save the deepest call. */
    private static boolean visit(
            int height, int[] offsets, Object[] items, int start, int end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                int[] below = (int[]) items[i];
                Object itemsBelow = items[i + 1];
                int from = Math.max(start - offsets[i], 0);
                int to = end - offsets[i];
                boolean goOn = height == 1
                        ? visitEntries(below, (Interval[]) itemsBelow, from, to, visitor)
                        : visit(height - 1, below, (Object[]) itemsBelow, from, to, visitor);
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean visitEntries(
            int[] offsets, Interval[] items, int start, int end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start && !visitor.test(items[i >> 1])) {
                return false;
            }
        }
        return true;
    }

    /** As above, and leaves out what begins before {@code from} and what shares no bit with the mask. */
    private static boolean visit(
            int height,
            Object keys,
            Object[] items,
            long least,
            long start,
            long end,
            long from,
            int mask,
            Predicate<? super Interval> visitor) {
        if (height == 0) {
            return visitEntries(keys, (Interval[]) items, least, start, end, from, mask, visitor);
        }
        int size = Keys.size(keys);
        for (int i = 0; i < size; i++) {
            long childLeast = Keys.start(keys, least, i);
            if (childLeast >= end) {
                return true;
            }
            boolean allBefore = i + 1 < size && Keys.start(keys, least, i + 1) < from;
            if (Keys.end(keys, least, i) > start && !allBefore && isWanted(items, size, i, mask)) {
                int wanted = mask == ALL ? ALL : narrow(mask, common(items, size, i));
                Object[] below = (Object[]) items[2 * i + 1];
                if (!visit(height - 1, items[2 * i], below, childLeast, start, end, from, wanted, visitor)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean visitEntries(
            Object keys,
            Interval[] items,
            long least,
            long start,
            long end,
            long from,
            int mask,
            Predicate<? super Interval> visitor) {
        for (int i = 0; i < items.length; i++) {
            long entry = Keys.start(keys, least, i);
            if (entry >= end) {
                return true;
            }
            if (entry >= from
                    && Keys.end(keys, least, i) > start
                    && matches(items[i], mask)
                    && !visitor.test(items[i])) {
                return false;
            }
        }
        return true;
    }

    /** What overlaps and begins at {@code from} or later, and comes first; or null. */
    static Interval first(long from, Node root, long start, long end, int mask) {
        int wanted = narrow(mask, root.common);
        return first(root.height(), root.keys, root.items, root.least, start, end, from, wanted);
    }

    private static Interval first(
            int height, Object keys, Object[] items, long least, long start, long end, long from, int mask) {
        if (height == 0) {
            return firstEntry(keys, (Interval[]) items, least, start, end, from, mask);
        }
        int size = Keys.size(keys);
        for (int i = 0; i < size; i++) {
            long childLeast = Keys.start(keys, least, i);
            if (childLeast >= end) {
                return null;
            }
            boolean allBefore = i + 1 < size && Keys.start(keys, least, i + 1) < from;
            if (Keys.end(keys, least, i) > start && !allBefore && isWanted(items, size, i, mask)) {
                int wanted = mask == ALL ? ALL : narrow(mask, common(items, size, i));
                Object[] below = (Object[]) items[2 * i + 1];
                Interval first = first(height - 1, items[2 * i], below, childLeast, start, end, from, wanted);
                if (first != null) { // the bounds of a subtree overlap, but perhaps none of its intervals does
                    return first;
                }
            }
        }
        return null;
    }

    private static Interval firstEntry(
            Object keys, Interval[] items, long least, long start, long end, long from, int mask) {
        for (int i = 0; i < items.length; i++) {
            long entry = Keys.start(keys, least, i);
            if (entry >= end) {
                return null;
            }
            if (entry >= from && Keys.end(keys, least, i) > start && matches(items[i], mask)) {
                return items[i];
            }
        }
        return null;
    }

    /** How many overlap. */
    static int count(Node root, long start, long end, int mask) {
        int wanted = narrow(mask, root.common);
        return count(root.height(), root.keys, root.items, root.least, start, end, wanted);
    }

    private static int count(int height, Object keys, Object[] items, long least, long start, long end, int mask) {
        if (height == 0) {
            return countEntries(keys, (Interval[]) items, least, start, end, mask);
        }
        int count = 0;
        int size = Keys.size(keys);
        for (int i = 0; i < size && Keys.start(keys, least, i) < end; i++) {
            if (Keys.end(keys, least, i) > start && isWanted(items, size, i, mask)) {
                int wanted = mask == ALL ? ALL : narrow(mask, common(items, size, i));
                Object[] below = (Object[]) items[2 * i + 1];
                count += count(height - 1, items[2 * i], below, Keys.start(keys, least, i), start, end, wanted);
            }
        }
        return count;
    }

    private static int countEntries(Object keys, Interval[] items, long least, long start, long end, int mask) {
        int count = 0;
        for (int i = 0; i < items.length && Keys.start(keys, least, i) < end; i++) {
            if (Keys.end(keys, least, i) > start && matches(items[i], mask)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isWanted(Object[] items, int children, int i, int mask) {
        return mask == ALL || (((int[]) items[2 * children])[2 * i] & mask) != 0;
    }

    private static int common(Object[] items, int children, int i) {
        return ((int[]) items[2 * children])[2 * i + 1];
    }

    private static boolean matches(Interval interval, int mask) {
        return mask == ALL || (interval.mask() & mask) != 0;
    }
}
