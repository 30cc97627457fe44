package io.rangecast.jmh;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs one writer to remove a random interval and insert a new one and, with {@code -prof gc}, what it
 * allocates: 40 bytes of that are the new interval. Two are left out: the copy-on-write array copies
 * megabytes, and htsjdk's map cannot hold equal ranges, which come about here.
 */
@State(Scope.Thread)
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

    private Churn<?> churn;

    /** Fills the structure. */
    @Setup
    public void fill() {
        churn = structure.churn(new IntervalWorkload(size, Density.DENSE, Shape.UNIFORM, 1), 1);
    }

    /**
     * One goes, another comes.
     *
     * @return how many have come so far
     */
    @Benchmark
    public long replace() {
        churn.replaceOne();
        return churn.inserted();
    }
}
