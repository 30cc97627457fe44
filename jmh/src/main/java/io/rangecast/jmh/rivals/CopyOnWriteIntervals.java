package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Arrays sorted by start that are never changed, only replaced. Beside each entry stands the greatest end up to it, which
 * ascends: a query finds by bisection the first entry that may overlap, and reads on from there. The best there is for
 * ranges that never change; an update copies everything.
 *
 * <p>However it was filled, it looks the same, so that it may {@linkplain #of take over} the content of another.
 */
public final class CopyOnWriteIntervals implements IntervalIndex<Interval> {
    private final AtomicReference<Entries> entries;

    /** Parallel arrays, ascending by start. */
    private record Entries(long[] starts, long[] ends, long[] greatestEnds, Object[] values) {
        /** The greatest ends follow from the ends. */
        Entries {
            long greatest = Long.MIN_VALUE;
            for (int i = 0; i < ends.length; i++) {
                greatest = Math.max(greatest, ends[i]);
                greatestEnds[i] = greatest;
            }
        }

        Entries(long[] starts, long[] ends, Object[] values) {
            this(starts, ends, new long[ends.length], values);
        }

        /** The first whose start, or greatest end, is above a bound. */
        static int firstAbove(long[] ascending, long bound) {
            int low = 0;
            int high = ascending.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ascending[middle] > bound) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        Entries with(Interval interval) {
            int at = firstAbove(starts, interval.start());
            Object[] longer = Arrays.copyOf(values, values.length + 1);
            System.arraycopy(values, at, longer, at + 1, values.length - at);
            longer[at] = interval;
            return new Entries(insert(starts, at, interval.start()), insert(ends, at, interval.end()), longer);
        }

        Entries without(Interval interval) {
            int at = firstAbove(starts, interval.start() - 1);
            while (values[at] != interval) {
                at++;
            }
            Object[] shorter = Arrays.copyOf(values, values.length - 1);
            System.arraycopy(values, at + 1, shorter, at, shorter.length - at);
            return new Entries(remove(starts, at), remove(ends, at), shorter);
        }

        private static long[] insert(long[] from, int at, long value) {
            long[] to = Arrays.copyOf(from, from.length + 1);
            System.arraycopy(from, at, to, at + 1, from.length - at);
            to[at] = value;
            return to;
        }

        private static long[] remove(long[] from, int at) {
            long[] to = Arrays.copyOf(from, from.length - 1);
            System.arraycopy(from, at + 1, to, at, to.length - at);
            return to;
        }
    }

    /** An empty one. */
    public CopyOnWriteIntervals() {
        this(List.of());
    }

    private CopyOnWriteIntervals(List<Interval> sorted) {
        entries = new AtomicReference<>(new Entries(
                sorted.stream().mapToLong(Interval::start).toArray(),
                sorted.stream().mapToLong(Interval::end).toArray(),
                sorted.toArray(new Object[0])));
    }

    /**
     * Takes over what another structure holds, at once.
     *
     * @param other is not changed
     * @return a new one
     */
    public static CopyOnWriteIntervals of(IntervalIndex<?> other) {
        List<Interval> content = new ArrayList<>();
        other.forEachOverlap(0, Long.MAX_VALUE, value -> content.add((Interval) value));
        return new CopyOnWriteIntervals(content);
    }

    @Override
    public Interval insert(Interval interval) {
        entries.updateAndGet(now -> now.with(interval));
        return interval;
    }

    @Override
    public void remove(Interval interval) {
        entries.updateAndGet(now -> now.without(interval));
    }

    @Override
    public void forEachOverlap(long start, long end, Predicate<Object> visitor) {
        Entries now = entries.get();
        long[] starts = now.starts;
        long[] ends = now.ends;
        for (int i = Entries.firstAbove(now.greatestEnds, start); i < starts.length && starts[i] < end; i++) {
            if (ends[i] > start && !visitor.test(now.values[i])) {
                return;
            }
        }
    }
}
