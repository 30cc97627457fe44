package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.IntervalWorkload;

/** Asks for windows while another thread replaces intervals without pause; the value is queries per second. */
final class BesideWriter implements Contender {
    private final String name;
    private final Block block;
    private final Churn<?> churn;
    private final Partner partner;
    private double value;
    private volatile boolean stop;

    /** Read by nobody, so that the answers, which change from one moment to the next, are computed. */
    private volatile long answers;

    BesideWriter(String name, Block block, ChangingContest.Changing changing, Partner partner) {
        this.name = name;
        this.block = block;
        this.churn = changing.churns().get(0);
        this.partner = partner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        stop = false;
        partner.together(
                () -> {
                    value = read(round, nanos);
                    stop = true;
                },
                () -> {
                    while (!stop) {
                        churn.replaceOne();
                    }
                });
        return new double[] {value};
    }

    private double read(int round, long nanos) {
        int blocks = IntervalWorkload.WINDOWS / Block.QUERIES;
        int at = Block.first(round, blocks);
        long done = 0;
        long begun = System.nanoTime();
        long taken;
        do {
            answers = block.answer(at * Block.QUERIES, (at + 1) * Block.QUERIES);
            at = (at + 1) % blocks;
            done += Block.QUERIES;
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        return done * 1e9 / taken;
    }
}
