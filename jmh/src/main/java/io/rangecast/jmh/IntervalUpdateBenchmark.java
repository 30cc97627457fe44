package io.rangecast.jmh;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What it costs one writer, or each of two, to remove a random interval and insert a new one and, with {@code -prof gc},
 * what it allocates: 40 bytes of that are the new interval. Two structures are left out: the copy-on-write array copies
 * megabytes, and htsjdk's map cannot hold equal ranges, which come about here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class IntervalUpdateBenchmark {
    /** What is changed. */
    @Param({"RANGECAST", "RED_BLACK", "SKIP_LIST"})
    IntervalStructure structure;

    /** How many intervals are held. */
    @Param({"1000", "100000", "1000000"})
    int size;

    private IntervalWorkload workload;
    private IntervalIndex<?> index;

    /** Makes an empty one. */
    @Setup
    public void open() {
        workload = new IntervalWorkload(size, Density.DENSE, Shape.UNIFORM, 1);
        index = structure.empty();
    }

    /** One thread's share of the intervals. */
    @State(Scope.Thread)
    public static class Writer {
        private Churn<?> churn;

        /**
         * Inserts them.
         *
         * @param all the structure
         * @param threads which share is this
         */
        @Setup
        public void fill(IntervalUpdateBenchmark all, ThreadParams threads) {
            int share = threads.getThreadIndex();
            churn = new Churn<>(all.index, all.workload, 1, share, threads.getThreadCount()).fill();
        }

        private long replace() {
            churn.replaceOne();
            return churn.inserted();
        }
    }

    /**
     * One goes, another comes.
     *
     * @return how many have come so far
     */
    @Benchmark
    public long replace(Writer writer) {
        return writer.replace();
    }

    /**
     * The same, by two threads.
     *
     * @return how many have come so far, in this thread
     */
    @Benchmark
    @Threads(2)
    public long replaceByTwo(Writer writer) {
        return writer.replace();
    }
}
