package io.rangecast.ranges;

import java.util.function.Predicate;

/**
 * The overlap queries by a mask, on the arrays that {@link Node} describes. As soon as all intervals below a node share
 * a bit with the mask, which at the root is the usual case, {@link Overlaps} goes on. A node none of whose intervals
 * does is left out. Addresses are flipped; the query overlaps the root, and shares a bit with some interval below it.
 */
final class MaskedOverlaps {
    private MaskedOverlaps() {}

    /** Visits what overlaps and shares a bit with the mask, ascending. False if the visitor said stop. */
    static boolean forEach(Node root, long start, long end, int mask, Predicate<? super Interval> visitor) {
        return (root.common & mask) != 0
                ? Overlaps.forEach(root.height, root.keys, root.items, root.least, start, end, visitor)
                : visit(root.height, root.keys, root.items, root.least, start, end, mask, visitor);
    }

    private static boolean visit(
            int height,
            Object keys,
            Object[] items,
            long base,
            long start,
            long end,
            int mask,
            Predicate<? super Interval> visitor) {
        if (height == 0) {
            return visitEntries(keys, (Interval[]) items, base, start, end, mask, visitor);
        }
        int size = Keys.size(keys);
        int[] masks = items[2 * size] instanceof Gate gate ? gate.masks : (int[]) items[2 * size];
        for (int i = 0; i < size && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) > start && (masks[2 * i] & mask) != 0) {
                Entries leaf = items[2 * i + 1] instanceof Entries ? LeafSlots.entries(items, i) : null;
                long least = Keys.start(keys, base, i);
                if (leaf != null && leaf.deltaMeets(least, start, end)) {
                    if (!DeltaOverlaps.forEach(leaf, least, start, end, mask, visitor)) {
                        return false;
                    }
                    continue;
                }
                Object below = leaf != null ? leaf.keys : items[2 * i];
                Object[] itemsBelow = leaf != null ? leaf.items : (Object[]) items[2 * i + 1];
                boolean goOn = (masks[2 * i + 1] & mask) != 0
                        ? Overlaps.forEach(height - 1, below, itemsBelow, least, start, end, visitor)
                        : visit(height - 1, below, itemsBelow, least, start, end, mask, visitor);
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean visitEntries(
            Object keys,
            Interval[] entries,
            long base,
            long start,
            long end,
            int mask,
            Predicate<? super Interval> visitor) {
        for (int i = 0; i < entries.length && Keys.start(keys, base, i) < end; i++) {
            boolean overlaps = Keys.end(keys, base, i) > start && (entries[i].mask() & mask) != 0;
            if (overlaps && !visitor.test(entries[i])) {
                return false;
            }
        }
        return true;
    }

    /** The first that overlaps and shares a bit with the mask; or null. */
    static Interval first(Node root, long start, long end, int mask) {
        return (root.common & mask) != 0
                ? Overlaps.first(root.height, root.keys, root.items, root.least, start, end)
                : first(root.height, root.keys, root.items, root.least, start, end, mask);
    }

    private static Interval first(int height, Object keys, Object[] items, long base, long start, long end, int mask) {
        if (height == 0) {
            return firstEntry(keys, (Interval[]) items, base, start, end, mask);
        }
        int size = Keys.size(keys);
        int[] masks = items[2 * size] instanceof Gate gate ? gate.masks : (int[]) items[2 * size];
        for (int i = 0; i < size && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) > start && (masks[2 * i] & mask) != 0) {
                Entries leaf = items[2 * i + 1] instanceof Entries ? LeafSlots.entries(items, i) : null;
                long least = Keys.start(keys, base, i);
                if (leaf != null && leaf.deltaMeets(least, start, end)) {
                    Interval first = DeltaOverlaps.first(leaf, least, start, end, mask);
                    if (first != null) {
                        return first;
                    }
                    continue;
                }
                Object below = leaf != null ? leaf.keys : items[2 * i];
                Object[] itemsBelow = leaf != null ? leaf.items : (Object[]) items[2 * i + 1];
                Interval first = (masks[2 * i + 1] & mask) != 0
                        ? Overlaps.first(height - 1, below, itemsBelow, least, start, end)
                        : first(height - 1, below, itemsBelow, least, start, end, mask);
                if (first != null) {
                    return first;
                }
            }
        }
        return null;
    }

    private static Interval firstEntry(Object keys, Interval[] entries, long base, long start, long end, int mask) {
        for (int i = 0; i < entries.length && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) > start && (entries[i].mask() & mask) != 0) {
                return entries[i];
            }
        }
        return null;
    }

    /** How many overlap and share a bit with the mask. */
    static int count(Node root, long start, long end, int mask) {
        return (root.common & mask) != 0
                ? Overlaps.count(root.height, root.keys, root.items, root.least, start, end)
                : count(root.height, root.keys, root.items, root.least, start, end, mask);
    }

    private static int count(int height, Object keys, Object[] items, long base, long start, long end, int mask) {
        if (height == 0) {
            return countEntries(keys, (Interval[]) items, base, start, end, mask);
        }
        int size = Keys.size(keys);
        int[] masks = items[2 * size] instanceof Gate gate ? gate.masks : (int[]) items[2 * size];
        int count = 0;
        for (int i = 0; i < size && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) > start && (masks[2 * i] & mask) != 0) {
                Entries leaf = items[2 * i + 1] instanceof Entries ? LeafSlots.entries(items, i) : null;
                long least = Keys.start(keys, base, i);
                if (leaf != null && leaf.deltaMeets(least, start, end) && (leaf.delta.mask() & mask) != 0) {
                    count++;
                }
                Object below = leaf != null ? leaf.keys : items[2 * i];
                Object[] itemsBelow = leaf != null ? leaf.items : (Object[]) items[2 * i + 1];
                count += (masks[2 * i + 1] & mask) != 0
                        ? Overlaps.count(height - 1, below, itemsBelow, least, start, end)
                        : count(height - 1, below, itemsBelow, least, start, end, mask);
            }
        }
        return count;
    }

    private static int countEntries(Object keys, Interval[] entries, long base, long start, long end, int mask) {
        int count = 0;
        for (int i = 0; i < entries.length && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) > start && (entries[i].mask() & mask) != 0) {
                count++;
            }
        }
        return count;
    }
}
