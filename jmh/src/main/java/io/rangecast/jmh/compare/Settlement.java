package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.IntervalWorkload;
import java.util.Arrays;
import java.util.List;

/**
 * Compares structures that were changed for a time each, and so unequally often: those that are behind catch up, and then
 * all must answer alike.
 */
final class Settlement {
    private Settlement() {}

    /** Throws if two of the structures differ; each has changed as its churns say, as many for each of them. */
    static void settle(
            List<? extends IntervalIndex<?>> indexes, List<List<Churn<?>>> churns, IntervalWorkload workload) {
        for (int share = 0; share < churns.get(0).size(); share++) {
            int i = share;
            long most =
                    churns.stream().mapToLong(of -> of.get(i).inserted()).max().orElseThrow();
            for (List<Churn<?>> of : churns) {
                while (of.get(share).inserted() < most) {
                    of.get(share).replaceOne();
                }
            }
        }
        long[] first = answers(indexes.get(0), workload);
        for (IntervalIndex<?> index : indexes) {
            if (!Arrays.equals(first, answers(index, workload))) {
                throw new IllegalStateException(
                        "after equal changes, " + index.getClass().getSimpleName() + " and "
                                + indexes.get(0).getClass().getSimpleName() + " differ");
            }
        }
    }

    private static long[] answers(IntervalIndex<?> index, IntervalWorkload workload) {
        Block block = new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
        return BlockSampler.answers(block, IntervalWorkload.WINDOWS);
    }
}
