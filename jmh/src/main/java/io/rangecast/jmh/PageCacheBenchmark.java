package io.rangecast.jmh;

import io.rangecast.jmh.rivals.memory.PageCacheKind;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a read of a page cache takes each of two threads, which take frames away from one another. Those that translate miss
 * far more often than those that copy, so compare the first two with each other, and the last two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PageCacheBenchmark {
    private static final int READS = 1024;

    /** How frames are taken away. */
    @Param
    PageCacheKind kind;

    private Supplier<IntToLongFunction> readers;

    /** Makes the cache. */
    @Setup
    public void open() {
        readers = kind.open();
    }

    /** One thread's. */
    @State(Scope.Thread)
    public static class Reader {
        private IntToLongFunction reads;

        /**
         * Makes it.
         *
         * @param all whose cache it reads
         */
        @Setup
        public void open(PageCacheBenchmark all) {
            reads = all.readers.get();
        }
    }

    /**
     * Reads.
     *
     * @return how many were right
     */
    @Benchmark
    @OperationsPerInvocation(READS)
    @Threads(2)
    public long read(Reader reader) {
        return reader.reads.applyAsLong(READS);
    }
}
