package io.rangecast.jmh;

import io.rangecast.jmh.rivals.memory.SectionKind;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
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

/** What it costs a thread that does not poll to say that it reads, and that it has read, while nobody is revoking. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SectionBenchmark {
    private static final int TIMES = 1024;

    /** How it says so. */
    @Param
    SectionKind kind;

    private IntToLongFunction sections;

    /** Makes what the threads share. */
    @Setup
    public void open() {
        sections = kind.open();
    }

    /**
     * One thread.
     *
     * @return 1024
     */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long oneThread() {
        return sections.applyAsLong(TIMES);
    }

    /**
     * Two threads.
     *
     * @return 1024
     */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    @Threads(2)
    public long twoThreads() {
        return sections.applyAsLong(TIMES);
    }
}
