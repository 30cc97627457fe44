package io.rangecast.jmh;

import io.rangecast.jmh.rivals.AreaIndex;
import io.rangecast.jmh.workload.AreaWorkload;
import io.rangecast.ranges.Interval;
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
 * What it costs to find the area that contains an address and, with {@code -prof gc}, what it allocates. Structures run
 * in forks of their own here, minutes apart: to compare their times, use the comparison, which interleaves them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class AreaFindBenchmark {
    /** The structure that is asked. */
    @Param
    AreaStructure structure;

    /** How many areas are held. */
    @Param({"1000", "100000", "1000000"})
    int size;

    private AreaWorkload workload;
    private AreaIndex index;
    private int next;

    /** Fills the structure. */
    @Setup
    public void fill() {
        workload = new AreaWorkload(size, 1);
        index = workload.filled(structure.empty());
    }

    /**
     * The next address.
     *
     * @return the area, or null
     */
    @Benchmark
    public Interval find() {
        return index.find(workload.address(next++ & (AreaWorkload.ADDRESSES - 1)));
    }
}
