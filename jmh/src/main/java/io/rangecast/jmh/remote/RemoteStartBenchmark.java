package io.rangecast.jmh.remote;

import java.io.IOException;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A start and its end over a page that another process has covered, over {@code aeron:ipc} or through a mapped file, beside those over
 * a page that a thread of this process holds, and beside a message to the other process behind the change, as caches do that publish: with nobody waiting,
 * and until it is known to be heard, up to when others read what has been replaced. And beside a shared arena of this process, which
 * another takes the place of. The comparison asks the same with all ways in one JVM.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RemoteStartBenchmark {
    /** The way to the reader. */
    @Param
    public Way way;

    /** How agents and threads idle. */
    @Param
    public Idle idle;

    private Teller teller;

    /** Starts what is needed, and waits until it is there. */
    @Setup
    public void start() throws IOException {
        teller = way.open(Pace.of(idle));
    }

    /** One change, without the change. */
    @Benchmark
    public void tell() {
        teller.tell();
    }

    /** Ends all that was started. */
    @TearDown
    public void end() throws IOException {
        teller.close();
    }
}
