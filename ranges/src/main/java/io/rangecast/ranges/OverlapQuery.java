package io.rangecast.ranges;

import java.util.function.Consumer;

/**
 * The overlap query of {@link IntervalTree#firstOverlap}: finds all, returns the first by value, and gives the others to a
 * consumer. Mostly there is only one, and so the caller gets it without a call back and without a store. Otherwise like
 * {@link Overlaps} and {@link MaskedOverlaps}, which call a visitor, and on the same arrays. Each method takes what was found
 * so far, null for nothing, and returns the first of all.
 */
final class OverlapQuery {
    private OverlapQuery() {}

    /** The query overlaps the root, and shares a bit with some interval below it. */
    static Interval find(Node root, long start, long end, int mask, Consumer<? super Interval> others) {
        boolean endsAscend = root.height == 0 && ((Leaf) root).endsAscend;
        return (root.common & mask) != 0
                ? find(root.height, root.keys, root.items, root.least, endsAscend, start, end, null, others)
                : find(root.height, root.keys, root.items, root.least, start, end, mask, null, others);
    }

    private static Interval find(
            int height,
            Object keys,
            Object[] items,
            long base,
            boolean endsAscend,
            long start,
            long end,
            Interval found,
            Consumer<? super Interval> others) {
        if (keys instanceof int[] offsets) {
            int from = Keys.startOffset(start, base);
            int to = Keys.endOffset(end, base);
            return height == 0
                    ? findEntries(offsets, (Interval[]) items, endsAscend, from, to, found, others)
                    : find(height, offsets, items, from, to, found, others);
        }
        long[] bounds = (long[]) keys;
        Interval first = found;
        for (int i = 0; i < bounds.length && bounds[i] < end; i += 2) {
            if (bounds[i + 1] > start) {
                if (height == 0) {
                    first = add(((Interval[]) items)[i >> 1], first, others);
                } else if (height == 1) {
                    first = findLeaf(LeafSlots.entries(items, i >> 1), bounds[i], start, end, first, others);
                } else {
                    Object[] below = (Object[]) items[i + 1];
                    first = find(height - 1, items[i], below, bounds[i], false, start, end, first, others);
                }
            }
        }
        return first;
    }

    private static Interval findLeaf(
            Entries leaf, long base, long start, long end, Interval found, Consumer<? super Interval> others) {
        return leaf.deltaMeets(base, start, end)
                ? DeltaOverlaps.find(leaf, base, start, end, Interval.EVERY_MASK, found, others)
                : find(0, leaf.keys, leaf.items, base, leaf.endsAscend, start, end, found, others);
    }

    /** Leaves are looked through in here, to save the deepest call. */
    private static Interval find(
            int height,
            int[] offsets,
            Object[] items,
            int start,
            int end,
            Interval found,
            Consumer<? super Interval> others) {
        Interval first = found;
        boolean endsAscend = height == 1 && LeafSlots.gate(items).endsAscend;
        for (int i = first(offsets, endsAscend, start); i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                int[] below = (int[]) items[i];
                int from = Math.max(start - offsets[i], 0);
                int to = end - offsets[i];
                if (height > 1) {
                    first = find(height - 1, below, (Object[]) items[i + 1], from, to, first, others);
                } else {
                    Entries leaf = LeafSlots.entries(items, i >> 1);
                    if (leaf.deltaMeets(from, to)) {
                        first = DeltaOverlaps.find(leaf, 0, from, to, Interval.EVERY_MASK, first, others);
                    } else {
                        first = below == leaf.keys
                                ? findEntries(below, leaf.items, leaf.endsAscend, from, to, first, others)
                                : findEntries((int[]) leaf.keys, leaf.items, leaf.endsAscend, from, to, first, others);
                    }
                }
            }
        }
        return first;
    }

    /** The index of the first item that may overlap. */
    private static int first(int[] offsets, boolean endsAscend, int start) {
        return endsAscend ? Keys.firstEndingAfter(offsets, start) : 0;
    }

    private static Interval findEntries(
            int[] offsets,
            Interval[] entries,
            boolean endsAscend,
            int start,
            int end,
            Interval found,
            Consumer<? super Interval> others) {
        Interval first = found;
        for (int i = first(offsets, endsAscend, start); i < offsets.length && offsets[i] < end; i += 2) {
            if (offsets[i + 1] > start) {
                first = add(entries[i >> 1], first, others);
            }
        }
        return first;
    }

    static Interval add(Interval interval, Interval found, Consumer<? super Interval> others) {
        if (found == null) {
            return interval;
        }
        others.accept(interval);
        return found;
    }

    private static Interval find(
            int height,
            Object keys,
            Object[] items,
            long base,
            long start,
            long end,
            int mask,
            Interval found,
            Consumer<? super Interval> others) {
        int size = Keys.size(keys);
        int[] masks = height > 1 ? (int[]) items[2 * size] : height == 1 ? LeafSlots.gate(items).masks : null;
        Interval first = found;
        for (int i = 0; i < size && Keys.start(keys, base, i) < end; i++) {
            if (Keys.end(keys, base, i) <= start) {
                continue;
            }
            if (height == 0) {
                Interval interval = ((Interval[]) items)[i];
                if ((interval.mask() & mask) != 0) {
                    first = add(interval, first, others);
                }
            } else if ((masks[2 * i] & mask) != 0) {
                Entries leaf = height == 1 ? LeafSlots.entries(items, i) : null;
                long least = Keys.start(keys, base, i);
                if (leaf != null && leaf.deltaMeets(least, start, end)) {
                    first = DeltaOverlaps.find(leaf, least, start, end, mask, first, others);
                    continue;
                }
                Object below = leaf != null ? leaf.keys : items[2 * i];
                Object[] itemsBelow = leaf != null ? leaf.items : (Object[]) items[2 * i + 1];
                first = (masks[2 * i + 1] & mask) != 0
                        ? find(height - 1, below, itemsBelow, least, false, start, end, first, others)
                        : find(height - 1, below, itemsBelow, least, start, end, mask, first, others);
            }
        }
        return first;
    }
}
