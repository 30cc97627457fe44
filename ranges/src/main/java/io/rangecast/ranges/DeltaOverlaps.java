package io.rangecast.ranges;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The overlap queries of a leaf whose {@link Entries#delta} overlaps the range, too. That is rare, so they are simple.
 * Each does for one leaf what that of {@link Overlaps}, {@link MaskedOverlaps} or {@link OverlapQuery} does. The bounds
 * of a query are flipped, as is the base, or all of them are offsets from the leaf's least start, and the base is 0.
 */
final class DeltaOverlaps {
    private DeltaOverlaps() {}

    /** Visits what overlaps and shares a bit with the mask, ascending. False if the visitor said stop. */
    static boolean forEach(
            Entries leaf, long base, long start, long end, int mask, Predicate<? super Interval> visitor) {
        int place = place(leaf, base);
        int i = next(leaf, 0, base, start, end, mask);
        for (; i < place; i = next(leaf, i + 1, base, start, end, mask)) {
            if (!visitor.test(leaf.items[i])) {
                return false;
            }
        }
        if (sharesBit(leaf.delta, mask) && !visitor.test(leaf.delta)) {
            return false;
        }
        for (; i < leaf.items.length; i = next(leaf, i + 1, base, start, end, mask)) {
            if (!visitor.test(leaf.items[i])) {
                return false;
            }
        }
        return true;
    }

    /** As of {@link OverlapQuery}. */
    static Interval find(
            Entries leaf,
            long base,
            long start,
            long end,
            int mask,
            Interval found,
            Consumer<? super Interval> others) {
        int place = place(leaf, base);
        Interval first = found;
        int i = next(leaf, 0, base, start, end, mask);
        for (; i < place; i = next(leaf, i + 1, base, start, end, mask)) {
            first = OverlapQuery.add(leaf.items[i], first, others);
        }
        if (sharesBit(leaf.delta, mask)) {
            first = OverlapQuery.add(leaf.delta, first, others);
        }
        for (; i < leaf.items.length; i = next(leaf, i + 1, base, start, end, mask)) {
            first = OverlapQuery.add(leaf.items[i], first, others);
        }
        return first;
    }

    /** The first that overlaps and shares a bit with the mask; or null. */
    static Interval first(Entries leaf, long base, long start, long end, int mask) {
        int i = next(leaf, 0, base, start, end, mask);
        if (sharesBit(leaf.delta, mask) && i >= place(leaf, base)) {
            return leaf.delta;
        }
        return i < leaf.items.length ? leaf.items[i] : null;
    }

    /** The index of the first, from one on, that overlaps and shares a bit; the length of the arrays for none. */
    private static int next(Entries leaf, int from, long base, long start, long end, int mask) {
        for (int i = from; i < leaf.items.length && Keys.start(leaf.keys, base, i) < end; i++) {
            if (Keys.end(leaf.keys, base, i) > start && sharesBit(leaf.items[i], mask)) {
                return i;
            }
        }
        return leaf.items.length;
    }

    /** How many of the arrays come before the delta. */
    private static int place(Entries leaf, long base) {
        long start = leaf.deltaStart(base);
        long end = leaf.deltaEnd(base);
        int i = 0;
        while (i < leaf.items.length && !isBehind(leaf, i, base, start, end)) {
            i++;
        }
        return i;
    }

    private static boolean isBehind(Entries leaf, int i, long base, long start, long end) {
        long other = Keys.start(leaf.keys, base, i);
        return other > start || other == start && Keys.end(leaf.keys, base, i) > end;
    }

    /** It reads an interval only if it must. */
    static boolean sharesBit(Interval interval, int mask) {
        return mask == Interval.EVERY_MASK || (interval.mask() & mask) != 0;
    }
}
