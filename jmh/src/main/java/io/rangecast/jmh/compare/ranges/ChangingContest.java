package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.IntervalWorkload;
import java.util.Arrays;
import java.util.List;

/**
 * A contest in which the structures change for a time each, and so unequally often. In the end those that are behind
 * catch up, and then all must answer alike.
 *
 * @param contenders that run
 * @param changing what they change
 * @param workload of all of them
 * @param partner the second thread, or null
 */
record ChangingContest(
        List<? extends Contender> contenders, List<Changing> changing, IntervalWorkload workload, Partner partner)
        implements Contest {

    /**
     * A structure and what changes it, in equal shares for all structures.
     *
     * @param index the structure
     * @param churns one for each writing thread
     */
    record Changing(IntervalIndex<?> index, List<Churn<?>> churns) {}

    @Override
    public void verify() {
        for (int share = 0; share < changing.get(0).churns.size(); share++) {
            catchUp(share);
        }
        long[] expected = answers(changing.get(0).index);
        for (Changing other : changing) {
            if (!Arrays.equals(expected, answers(other.index))) {
                throw new IllegalStateException("after equal changes, "
                        + other.index.getClass().getSimpleName() + " differs from "
                        + changing.get(0).index.getClass().getSimpleName());
            }
        }
    }

    private void catchUp(int share) {
        List<Churn<?>> churns =
                changing.stream().<Churn<?>>map(of -> of.churns.get(share)).toList();
        long most = churns.stream().mapToLong(Churn::inserted).max().orElseThrow();
        for (Churn<?> churn : churns) {
            while (churn.inserted() < most) {
                churn.replaceOne();
            }
        }
    }

    private long[] answers(IntervalIndex<?> index) {
        Block block = new WindowBlock((from, to, visitor) -> {
            for (int i = from; i < to; i++) {
                index.forEachOverlap(workload.windowStart(i), workload.windowEnd(i), visitor);
            }
        });
        return BlockSampler.answers(block, IntervalWorkload.WINDOWS);
    }
}
