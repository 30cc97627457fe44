package io.rangecast.jmh;

import io.rangecast.jmh.rivals.IntervalIndex;
import io.rangecast.jmh.workload.Churn;
import io.rangecast.jmh.workload.Density;
import io.rangecast.jmh.workload.IntervalWorkload;
import io.rangecast.jmh.workload.Shape;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many queries for a window a reader gets done while a writer replaces intervals without pause, and how many
 * intervals that one replaces. Two are left out, as in {@link IntervalUpdateBenchmark}.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class IntervalQueryBesideWriterBenchmark {
    /** The structure that is asked. */
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
        workload = new IntervalWorkload(size, Density.SPARSE, Shape.UNIFORM, 1);
        index = structure.empty();
    }

    /** The thread that asks. */
    @State(Scope.Thread)
    public static class Reader {
        private long hits;
        private int next;
        private final Predicate<Object> counter = hit -> {
            hits++;
            return true;
        };
    }

    /** The thread that replaces. */
    @State(Scope.Thread)
    public static class Writer {
        private Churn<?> churn;

        /**
         * Fills the structure.
         *
         * @param all the structure
         */
        @Setup
        public void fill(IntervalQueryBesideWriterBenchmark all) {
            churn = new Churn<>(all.index, all.workload, 1).fill();
        }
    }

    /**
     * The next window.
     *
     * @return the hits of all windows so far
     */
    @Benchmark
    @Group("besideWriter")
    public long query(Reader reader) {
        int window = reader.next++ & (IntervalWorkload.WINDOWS - 1);
        index.forEachOverlap(workload.windowStart(window), workload.windowEnd(window), reader.counter);
        return reader.hits;
    }

    /**
     * One goes, another comes.
     *
     * @return how many have come so far
     */
    @Benchmark
    @Group("besideWriter")
    public long replace(Writer writer) {
        writer.churn.replaceOne();
        return writer.churn.inserted();
    }
}
