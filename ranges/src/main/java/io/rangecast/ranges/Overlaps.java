package io.rangecast.ranges;

import java.util.function.Predicate;

/**
 * The overlap queries that nothing but bounds decides, and that call a visitor; a start asks {@link OverlapQuery}. They
 * work on the arrays that {@link Node} describes; addresses are flipped, and each query overlaps the bounds of the node
 * that it is asked of.
 *
 * <p>They begin with {@code long}s and go on with {@code int}s from the first node with offsets on; all nodes below it
 * have offsets too. The loops are plain on purpose: each compares no further than the first start at or past the query's
 * end, and the processor guesses both of its branches well. Masks of several comparisons at once, groups with summaries
 * of their own, and a tree apart for long intervals were measured, and were slower. Nothing here reads an interval: it
 * would miss a cache line that the visitor may not need.
 *
 * <p>Of a leaf that is replaced in place the keys are a hint, see {@link LeafSlots}. So each method that goes into one has
 * two calls that look alike: what is done with the hint must not wait for the entries.
 */
final class Overlaps {
    private Overlaps() {}

    /** Visits what overlaps, ascending. False if the visitor said stop. */
    static boolean forEach(
            int height,
            Object keys,
            Object[] items,
            long base,
            long start,
            long end,
            Predicate<? super Interval> visitor) {
        if (keys instanceof long[] bounds) {
            return visit(height, bounds, items, start, end, visitor);
        }
        int from = Keys.startOffset(start, base);
        int to = Keys.endOffset(end, base);
        return height == 0
                ? visitEntries((int[]) keys, (Interval[]) items, from, to, visitor)
                : visit(height, (int[]) keys, items, from, to, visitor);
    }

    private static boolean visit(
            int height, long[] bounds, Object[] items, long start, long end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start) {
                boolean goOn;
                if (height == 0) {
                    goOn = visitor.test(((Interval[]) items)[i >> 1]);
                } else if (height == 1 && items[i + 1] instanceof Entries) {
                    goOn = forEachOfLeaf(LeafSlots.entries(items, i >> 1), bounds[i], start, end, visitor);
                } else {
                    goOn = forEach(height - 1, items[i], (Object[]) items[i + 1], bounds[i], start, end, visitor);
                }
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean forEachOfLeaf(
            Entries leaf, long base, long start, long end, Predicate<? super Interval> visitor) {
        return leaf.deltaMeets(base, start, end)
                ? DeltaOverlaps.forEach(leaf, base, start, end, Interval.EVERY_MASK, visitor)
                : forEach(0, leaf.keys, leaf.items, base, start, end, visitor);
    }

    /** Leaves are visited in here, to save the deepest call. */
    private static boolean visit(
            int height, int[] offsets, Object[] items, int start, int end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                int[] below = (int[]) items[i];
                int from = Math.max(start - offsets[i], 0);
                int to = end - offsets[i];
                boolean goOn = height == 1
                        ? visitLeaf(below, items, i, from, to, visitor)
                        : visit(height - 1, below, (Object[]) items[i + 1], from, to, visitor);
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean visitLeaf(
            int[] hint, Object[] items, int i, int start, int end, Predicate<? super Interval> visitor) {
        if (items[i + 1] instanceof Interval[] areas) {
            return visitEntries(hint, areas, start, end, visitor);
        }
        Entries leaf = LeafSlots.entries(items, i >> 1);
        if (leaf.deltaMeets(start, end)) {
            return DeltaOverlaps.forEach(leaf, 0, start, end, Interval.EVERY_MASK, visitor);
        }
        return hint == leaf.keys
                ? visitEntries(hint, leaf.items, start, end, visitor)
                : visitEntries((int[]) leaf.keys, leaf.items, start, end, visitor);
    }

    private static boolean visitEntries(
            int[] offsets, Interval[] entries, int start, int end, Predicate<? super Interval> visitor) {
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start && !visitor.test(entries[i >> 1])) {
                return false;
            }
        }
        return true;
    }

    /** The first that overlaps; or null, as the bounds of a node may overlap and none of its intervals. */
    static Interval first(int height, Object keys, Object[] items, long base, long start, long end) {
        if (keys instanceof int[] offsets) {
            return first(height, offsets, items, Keys.startOffset(start, base), Keys.endOffset(end, base));
        }
        long[] bounds = (long[]) keys;
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start) {
                Interval first;
                if (height == 0) {
                    first = ((Interval[]) items)[i >> 1];
                } else if (height == 1 && items[i + 1] instanceof Entries) {
                    Entries leaf = LeafSlots.entries(items, i >> 1);
                    first = leaf.deltaMeets(bounds[i], start, end)
                            ? DeltaOverlaps.first(leaf, bounds[i], start, end, Interval.EVERY_MASK)
                            : first(0, leaf.keys, leaf.items, bounds[i], start, end);
                } else {
                    first = first(height - 1, items[i], (Object[]) items[i + 1], bounds[i], start, end);
                }
                if (first != null) {
                    return first;
                }
            }
        }
        return null;
    }

    private static Interval first(int height, int[] offsets, Object[] items, int start, int end) {
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                if (height == 0) {
                    return ((Interval[]) items)[i >> 1];
                }
                int[] below = (int[]) items[i];
                int from = Math.max(start - offsets[i], 0);
                int to = end - offsets[i];
                Interval first = height == 1
                        ? firstOfLeaf(below, items, i, from, to)
                        : first(height - 1, below, (Object[]) items[i + 1], from, to);
                if (first != null) {
                    return first;
                }
            }
        }
        return null;
    }

    private static Interval firstOfLeaf(int[] hint, Object[] items, int i, int start, int end) {
        if (items[i + 1] instanceof Interval[] areas) {
            return first(0, hint, areas, start, end);
        }
        Entries leaf = LeafSlots.entries(items, i >> 1);
        if (leaf.deltaMeets(start, end)) {
            return DeltaOverlaps.first(leaf, 0, start, end, Interval.EVERY_MASK);
        }
        return hint == leaf.keys
                ? first(0, hint, leaf.items, start, end)
                : first(0, (int[]) leaf.keys, leaf.items, start, end);
    }

    /** How many overlap. */
    static int count(int height, Object keys, Object[] items, long base, long start, long end) {
        if (keys instanceof int[] offsets) {
            return count(height, offsets, items, Keys.startOffset(start, base), Keys.endOffset(end, base));
        }
        long[] bounds = (long[]) keys;
        int count = 0;
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start) {
                if (height == 0) {
                    count++;
                } else if (height == 1) {
                    Entries leaf = LeafSlots.entries(items, i >> 1);
                    count += count(0, leaf.keys, leaf.items, bounds[i], start, end)
                            + (leaf.deltaMeets(bounds[i], start, end) ? 1 : 0);
                } else {
                    count += count(height - 1, items[i], (Object[]) items[i + 1], bounds[i], start, end);
                }
            }
        }
        return count;
    }

    private static int count(int height, int[] offsets, Object[] items, int start, int end) {
        int count = 0;
        for (int i = 0; i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                int from = Math.max(start - offsets[i], 0);
                int to = end - offsets[i];
                if (height == 0) {
                    count++;
                } else if (height == 1) {
                    Entries leaf = LeafSlots.entries(items, i >> 1);
                    count += count(0, (int[]) leaf.keys, leaf.items, from, to) + (leaf.deltaMeets(from, to) ? 1 : 0);
                } else {
                    count += count(height - 1, (int[]) items[i], (Object[]) items[i + 1], from, to);
                }
            }
        }
        return count;
    }
}
