package io.rangecast.jmh;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
 * What a query for a window costs and, with {@code -prof gc}, what it allocates; every hit is visited. Structures run in
 * forks of their own here, minutes apart: to compare their times, use the comparison, which interleaves them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class IntervalQueryBenchmark {
    /** The structure that is asked. */
    @Param
    IntervalStructure structure;

    /** How many intervals are held. */
    @Param({"1000", "100000", "1000000"})
    int size;

    /** How long they are and where they start. */
    @Param
    Shape shape;

    /** How many a window hits. */
    @Param
    Density density;

    private IntervalWorkload workload;
    private IntervalIndex<?> index;
    private long hits;
    private int next;

    /** Made once, as what a query allocates is to be seen. */
    private final Predicate<Object> counter = hit -> {
        hits++;
        return true;
    };

    /** Fills the structure. */
    @Setup
    public void fill() {
        workload = new IntervalWorkload(size, density, shape, 1);
        index = structure.filled(workload, 1);
    }

    /**
     * The next window.
     *
     * @return the hits of all windows so far
     */
    @Benchmark
    public long query() {
        int window = next++ & (IntervalWorkload.WINDOWS - 1);
        index.forEachOverlap(workload.windowStart(window), workload.windowEnd(window), counter);
        return hits;
    }
}
