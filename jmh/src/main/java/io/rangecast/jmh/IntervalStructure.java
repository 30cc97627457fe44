package io.rangecast.jmh;

import io.rangecast.jmh.rivals.CopyOnWriteIntervals;
import io.rangecast.jmh.rivals.HtsjdkIntervals;
import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.IntervalWorkload;
import java.util.function.Supplier;

/** What finds intervals, as a parameter of benchmarks. */
public enum IntervalStructure {
    /** Ours. */
    RANGECAST(RangecastIntervals::new),
    /** A red-black tree under a lock. */
    RED_BLACK(RedBlackIntervalTree::new),
    /** The skip list of the JDK. */
    SKIP_LIST(SkipListIntervals::new),
    /** A tree for one thread. */
    HTSJDK(HtsjdkIntervals::new),
    /** A sorted array. */
    COPY_ON_WRITE(CopyOnWriteIntervals::new);

    private final Supplier<IntervalIndex<?>> empty;

    IntervalStructure(Supplier<IntervalIndex<?>> empty) {
        this.empty = empty;
    }

    /** One that holds a workload, with the traces of use. */
    IntervalIndex<?> filled(IntervalWorkload workload, long seed) {
        if (this == COPY_ON_WRITE) { // one by one would copy everything each time, to the same end
            return CopyOnWriteIntervals.of(RED_BLACK.filled(workload, seed));
        }
        IntervalIndex<?> index = empty.get();
        new Churn<>(index, workload, seed).fill();
        return index;
    }

    /** One that holds nothing. */
    IntervalIndex<?> empty() {
        return empty.get();
    }
}
