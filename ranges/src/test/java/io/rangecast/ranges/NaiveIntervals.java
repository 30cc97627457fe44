package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** What an {@link IntervalTree} should hold and answer: a list in the order of insertion, scanned from end to end. */
final class NaiveIntervals {
    private static final Comparator<Interval> BY_RANGE = Comparator.comparing(Interval::start, Long::compareUnsigned)
            .thenComparing(Interval::end, Long::compareUnsigned);

    private final List<Interval> held = new ArrayList<>();

    int size() {
        return held.size();
    }

    void insert(Interval interval) {
        held.add(interval);
    }

    void insertAll(List<Interval> intervals) {
        held.addAll(intervals);
    }

    /** Takes out some that are held, in any order. */
    List<Interval> removeSome(int count, SplittableRandom random) {
        List<Interval> removed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            removed.add(removeAny(random));
        }
        return removed;
    }

    /** Takes out one that is held. */
    Interval removeAny(SplittableRandom random) {
        return held.remove(random.nextInt(held.size()));
    }

    List<Interval> inInsertionOrder() {
        return List.copyOf(held);
    }

    /** All, ascending; equal ranges in the order of insertion. */
    List<Interval> all() {
        List<Interval> sorted = new ArrayList<>(held);
        sorted.sort(BY_RANGE);
        return sorted;
    }

    /** Those that share a byte with a range and a bit with a mask; in the order of {@link #all}. */
    List<Interval> overlapping(long start, long end, int mask) {
        List<Interval> found = new ArrayList<>();
        for (Interval interval : held) {
            if (Long.compareUnsigned(interval.start(), end) < 0
                    && Long.compareUnsigned(start, interval.end()) < 0
                    && (interval.mask() & mask) != 0) {
                found.add(interval);
            }
        }
        found.sort(BY_RANGE);
        return found;
    }
}
