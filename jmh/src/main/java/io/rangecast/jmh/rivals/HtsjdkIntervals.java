package io.rangecast.jmh.rivals;

import htsjdk.samtools.util.IntervalTree;
import htsjdk.samtools.util.IntervalTree.Node;
import io.rangecast.ranges.Interval;
import java.util.Iterator;
import java.util.function.Predicate;

/**
 * The interval tree of htsjdk, which genomics uses: a red-black tree by start and end with the greatest end below each
 * node. It is a map, so no two ranges may be equal, and one thread's.
 *
 * <p>Its keys are ints and include both bounds, so it holds numbers of pages: bounds must be multiples of 4096 below
 * 2<sup>43</sup>.
 */
public final class HtsjdkIntervals implements IntervalIndex<Interval> {
    private static final int PAGE_BITS = 12;

    private final IntervalTree<Object> tree = new IntervalTree<>();

    /** An empty one. */
    public HtsjdkIntervals() {}

    @Override
    public Interval insert(Interval interval) {
        if (interval.end() >>> PAGE_BITS > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("keys are ints, which count no page of " + interval);
        }
        if (tree.put(firstPage(interval.start()), lastPage(interval.end()), interval) != null) {
            throw new IllegalStateException("a map has no place for a second " + interval);
        }
        return interval;
    }

    @Override
    public void remove(Interval interval) {
        tree.remove(firstPage(interval.start()), lastPage(interval.end()));
    }

    @Override
    public void forEachOverlap(long start, long end, Predicate<Object> visitor) {
        Iterator<Node<Object>> overlaps = tree.overlappers(firstPage(start), lastPage(end));
        while (overlaps.hasNext()) {
            if (!visitor.test(overlaps.next().getValue())) {
                return;
            }
        }
    }

    private static int firstPage(long start) {
        return (int) (start >>> PAGE_BITS);
    }

    private static int lastPage(long end) {
        return (int) (end >>> PAGE_BITS) - 1;
    }
}
