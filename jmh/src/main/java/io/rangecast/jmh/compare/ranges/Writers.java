package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.IntervalWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces intervals, in one thread or in two, each with its own half of them; the value is the number of replacements
 * per second.
 */
final class Writers implements Contender {
    /** The clock is read once in so many replacements. */
    private static final int BATCH = 16;

    private final String name;
    private final IntervalIndex<?> index;
    private final List<Churn<?>> churns = new ArrayList<>();
    private final Partner partner;

    /**
     * Fills a structure, and will change it.
     *
     * @param partner the second writer, or null
     */
    Writers(String name, IntervalIndex<?> index, IntervalWorkload workload, long seed, Partner partner) {
        this.name = name;
        this.index = index;
        this.partner = partner;
        int shares = partner == null ? 1 : 2;
        for (int share = 0; share < shares; share++) {
            churns.add(new Churn<>(index, workload, seed, share, shares).fill());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        long begun = System.nanoTime();
        long replaced;
        if (partner == null) {
            replaced = replace(churns.get(0), begun + nanos);
        } else {
            AtomicLong sum = new AtomicLong();
            partner.together(
                    () -> sum.addAndGet(replace(churns.get(0), begun + nanos)),
                    () -> sum.addAndGet(replace(churns.get(1), begun + nanos)));
            replaced = sum.get();
        }
        return new double[] {replaced * 1e9 / (System.nanoTime() - begun)};
    }

    private static long replace(Churn<?> churn, long deadline) {
        long replaced = 0;
        do {
            for (int i = 0; i < BATCH; i++) {
                churn.replaceOne();
            }
            replaced += BATCH;
        } while (System.nanoTime() - deadline < 0);
        return replaced;
    }

    ChangingContest.Changing changing() {
        return new ChangingContest.Changing(index, churns);
    }
}
