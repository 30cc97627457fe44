package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.rivals.CopyOnWriteIntervals;
import io.rangecast.jmh.rivals.HtsjdkIntervals;
import io.rangecast.jmh.rivals.RangecastIntervals;
import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.SkipListIntervals;
import io.rangecast.jmh.workload.IntervalWorkload;

/** The same loop over windows for each structure, so that each has a call site, and a profile, of its own. */
final class WindowLoops {
    private WindowLoops() {}

    static Block over(RangecastIntervals index, IntervalWorkload workload) {
        return new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
    }

    static Block over(RedBlackIntervalTree index, IntervalWorkload workload) {
        return new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
    }

    static Block over(SkipListIntervals index, IntervalWorkload workload) {
        return new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
    }

    static Block over(HtsjdkIntervals index, IntervalWorkload workload) {
        return new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
    }

    static Block over(CopyOnWriteIntervals index, IntervalWorkload workload) {
        return new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
    }
}
