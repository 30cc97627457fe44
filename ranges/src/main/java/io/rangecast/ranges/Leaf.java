package io.rangecast.ranges;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A {@link Node} of intervals, its bounds in {@link Keys}. */
final class Leaf extends Node {
    /** Of a map of areas: a scan of this many offsets costs less than one more branch. */
    private static final int MAX_AREAS = 64;

    /** Of an interval tree, where most updates copy nothing else: 12 bytes for each. */
    private static final int MAX_INTERVALS = 48;

    /** Of an interval tree that is this leaf: to search it takes less than to find one of two. */
    static final int MAX_ALONE = 64;

    static final Leaf EMPTY = empty(NO_GAPS);
    static final Leaf EMPTY_WITH_GAPS = empty(null);

    /** As of {@link Entries}; always, if there are gaps, as between areas that do not overlap. */
    final boolean endsAscend;

    Leaf(
            Object keys,
            Object[] items,
            long least,
            long greatest,
            int union,
            int common,
            boolean endsAscend,
            long[] gaps) {
        super(0, keys, items, least, greatest, union, common, gaps);
        this.endsAscend = endsAscend;
    }

    /** Typed: an element of it is an interval without a look at it, which could miss a cache line. */
    private Interval[] entries() {
        return (Interval[]) items;
    }

    /** No entries; every query lies outside its bounds, and shares no bit. */
    private static Leaf empty(long[] gaps) {
        return new Leaf(new int[0], new Interval[0], Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, true, gaps);
    }

    /** A leaf of intervals that are in order; at least one. */
    static Leaf of(List<? extends Interval> sorted, boolean keepsGaps) {
        long least = flip(sorted.get(0).start());
        long greatest = Long.MIN_VALUE;
        int union = 0;
        int common = -1;
        for (Interval interval : sorted) {
            greatest = Math.max(greatest, flip(interval.end()));
            union |= interval.mask();
            common &= interval.mask();
        }
        Object keys = Keys.allocate(sorted.size(), least, greatest);
        for (int i = 0; i < sorted.size(); i++) {
            Keys.set(
                    keys,
                    least,
                    i,
                    flip(sorted.get(i).start()),
                    flip(sorted.get(i).end()));
        }
        Interval[] items = sorted.toArray(Interval[]::new);
        long[] gaps = keepsGaps ? null : NO_GAPS;
        return new Leaf(keys, items, least, greatest, union, common, Keys.endsAscend(keys), gaps);
    }

    @Override
    int size() {
        return items.length;
    }

    @Override
    int maxSize() {
        return maxSize(keepsGaps());
    }

    static int maxSize(boolean keepsGaps) {
        return keepsGaps ? MAX_AREAS : MAX_INTERVALS;
    }

    @Override
    int count() {
        return size();
    }

    @Override
    long estimate() {
        return size();
    }

    @Override
    Interval first() {
        return entries()[0];
    }

    @Override
    Leaf insert(Interval interval) {
        int i = lowerBound(interval);
        int size = items.length;
        if (!keepsGaps()) {
            interval.follow(i == 0 ? null : entries()[i - 1]);
        }
        long start = flip(interval.start());
        long end = flip(interval.end());
        long newLeast = Math.min(least, start);
        long newGreatest = Math.max(greatest, end);
        Object newKeys = Keys.allocate(size + 1, newLeast, newGreatest);
        Keys.copy(keys, least, 0, newKeys, newLeast, 0, i);
        Keys.set(newKeys, newLeast, i, start, end);
        Keys.copy(keys, least, i, newKeys, newLeast, i + 1, size - i);
        Interval[] newItems = new Interval[size + 1];
        System.arraycopy(items, 0, newItems, 0, i);
        newItems[i] = interval;
        System.arraycopy(items, i, newItems, i + 1, size - i);
        int newCommon = size == 0 ? interval.mask() : common & interval.mask();
        int newUnion = union | interval.mask();
        long[] newGaps = knowsGaps() ? gapsWith(i, start, end) : unknownGaps();
        boolean ascend = endsAscend && Keys.staysAscending(keys, least, i, end);
        return new Leaf(newKeys, newItems, newLeast, newGreatest, newUnion, newCommon, ascend, newGaps);
    }

    /** The room in the gaps when an entry has come before another; null if the gap that it splits may have had most. */
    private long[] gapsWith(int i, long start, long end) {
        if (i == 0) {
            return GreatestGaps.with(gaps, end, Keys.start(keys, least, 0));
        }
        long before = Keys.end(keys, least, i - 1);
        return i == size()
                ? GreatestGaps.with(gaps, before, start)
                : GreatestGaps.without(gaps, before, Keys.start(keys, least, i));
    }

    /** The room in the gaps when an entry has gone; null if a gap that goes with it may have had most. */
    private long[] gapsWithout(int i) {
        if (i == 0) {
            return GreatestGaps.without(gaps, Keys.end(keys, least, 0), Keys.start(keys, least, 1));
        }
        long before = Keys.end(keys, least, i - 1);
        return i == size() - 1
                ? GreatestGaps.without(gaps, before, Keys.start(keys, least, i))
                : GreatestGaps.with(gaps, before, Keys.start(keys, least, i + 1));
    }

    @Override
    Leaf remove(Interval interval) {
        int i = lowerBound(interval);
        int size = items.length;
        if (i == size || items[i] != interval) {
            return this;
        }
        if (size == 1) {
            return keepsGaps() ? EMPTY_WITH_GAPS : EMPTY;
        }
        long newLeast = i == 0 ? Keys.start(keys, least, 1) : least;
        long newGreatest = greatest;
        if (Keys.end(keys, least, i) == greatest) {
            newGreatest = Math.max(Keys.greatest(keys, least, 0, i), Keys.greatest(keys, least, i + 1, size));
        }
        Object newKeys = Keys.allocate(size - 1, newLeast, newGreatest);
        Keys.copy(keys, least, 0, newKeys, newLeast, 0, i);
        Keys.copy(keys, least, i + 1, newKeys, newLeast, i, size - 1 - i);
        Interval[] newItems = new Interval[size - 1];
        System.arraycopy(items, 0, newItems, 0, i);
        System.arraycopy(items, i + 1, newItems, i, size - 1 - i);
        long[] newGaps = knowsGaps() ? gapsWithout(i) : unknownGaps();
        return summarize(newKeys, newItems, newLeast, newGreatest, newGaps);
    }

    /** The same, with a greatest end that may lie beyond that of its entries. */
    Leaf withGreatest(long kept) {
        return new Leaf(keys, items, least, kept, union, common, endsAscend, gaps);
    }

    @Override
    long[] findGaps() {
        return GreatestGaps.between(keys, least);
    }

    @Override
    Leaf part(int from, int to) {
        long newLeast = Keys.start(keys, least, from);
        long newGreatest = Keys.greatest(keys, least, from, to);
        Object newKeys = Keys.allocate(to - from, newLeast, newGreatest);
        Keys.copy(keys, least, from, newKeys, newLeast, 0, to - from);
        Interval[] newItems = new Interval[to - from];
        System.arraycopy(items, from, newItems, 0, to - from);
        return summarize(newKeys, newItems, newLeast, newGreatest, unknownGaps());
    }

    @Override
    Leaf onlyChild() {
        throw new AssertionError("no branch");
    }

    @Override
    Leaf append(Node right) {
        int size = items.length;
        long newGreatest = Math.max(greatest, right.greatest);
        Object newKeys = Keys.allocate(size + right.items.length, least, newGreatest);
        Keys.copy(keys, least, 0, newKeys, least, 0, size);
        Keys.copy(right.keys, right.least, 0, newKeys, least, size, right.items.length);
        Interval[] newItems = new Interval[size + right.items.length];
        System.arraycopy(items, 0, newItems, 0, size);
        System.arraycopy(right.items, 0, newItems, size, right.items.length);
        int newUnion = union | right.union;
        int newCommon = common & right.common;
        return new Leaf(
                newKeys, newItems, least, newGreatest, newUnion, newCommon, Keys.endsAscend(newKeys), unknownGaps());
    }

    /** A leaf of some of these entries. The intervals themselves are read only if their masks differ. */
    private Leaf summarize(Object newKeys, Interval[] newItems, long newLeast, long newGreatest, long[] newGaps) {
        int newUnion = union;
        int newCommon = common;
        if (!isUniform()) {
            newUnion = 0;
            newCommon = -1;
            for (Interval interval : newItems) {
                newUnion |= interval.mask();
                newCommon &= interval.mask();
            }
        }
        boolean ascend = endsAscend || Keys.endsAscend(newKeys);
        return new Leaf(newKeys, newItems, newLeast, newGreatest, newUnion, newCommon, ascend, newGaps);
    }

    private int lowerBound(Interval interval) {
        return lowerBound(keys, entries(), least, interval);
    }

    /** How many entries come before an interval. The entries themselves are read only if both bounds are equal. */
    static int lowerBound(Object keys, Interval[] entries, long least, Interval interval) {
        long start = flip(interval.start());
        int to = Keys.countTo(keys, least, start);
        if (to == 0 || Keys.start(keys, least, to - 1) < start) {
            return to;
        }
        int from = Keys.firstOfEqualStart(keys, to - 1);
        while (from < to) {
            int middle = (from + to) >>> 1;
            int c = Long.compare(Keys.end(keys, least, middle), flip(interval.end()));
            if (c < 0 || c == 0 && Interval.compare(entries[middle], interval) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    @Override
    int check(boolean isRoot) {
        checkThat(isRoot || !isTooSmall(), "too few entries");
        boolean alone = isRoot && !keepsGaps();
        checkThat(size() <= (alone ? MAX_ALONE : maxSize()) && Keys.size(keys) == size(), "too many entries");
        if (size() > 0) {
            List<Interval> content =
                    Arrays.stream(items).map(Interval.class::cast).toList();
            for (int i = 1; i < size(); i++) {
                checkThat(Interval.compare(content.get(i - 1), content.get(i)) < 0, "order");
            }
            Leaf expected = Leaf.of(content, keepsGaps());
            checkThat(Objects.deepEquals(keys, expected.keys), "keys");
            checkThat(least == expected.least && greatest == expected.greatest, "bounds");
            checkThat(!endsAscend || expected.endsAscend, "ascending ends");
            checkThat(union == expected.union && common == expected.common, "masks");
            checkGaps();
        }
        return size();
    }
}
