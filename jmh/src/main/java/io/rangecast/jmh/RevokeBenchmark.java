package io.rangecast.jmh;

import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.MemoryKind;
import io.rangecast.jmh.rivals.memory.MemoryReader;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * How long it takes until nobody can use a block of off-heap memory that others read, and how much they read meanwhile.
 * Of the samples, those of {@code revoke…} count; of the throughput, in operations per microsecond, that of {@code
 * read…}, where one operation is 16 reads under one guard. Readers spin, and a revocation sleeps before the next. Netty
 * is at its best with Unsafe, of which newer JDKs warn unless told otherwise: {@code -jvmArgsPrepend
 * --sun-misc-unsafe-memory-access=allow}.
 */
@State(Scope.Group)
@BenchmarkMode({Mode.SampleTime, Mode.Throughput})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Dio.netty.noUnsafe=false"})
public class RevokeBenchmark {
    /** How it is revoked. Shared arenas need JDK 22: on an older one they fail, and the others run. */
    @Param
    MemoryKind memory;

    private final Blocks blocks = new Blocks();
    private RevocableMemory revocable;

    /** Makes it. */
    @Setup
    public void open() {
        revocable = memory.open(blocks.current());
    }

    /** The thread that revokes. */
    @State(Scope.Thread)
    public static class Revoker {
        private static final long PAUSE_NANOS = 50_000;

        private Blocks blocks;
        private RevocableMemory memory;
        private boolean prepared;

        /**
         * Takes it.
         *
         * @param all the memory
         */
        @Setup
        public void take(RevokeBenchmark all) {
            blocks = all.blocks;
            memory = all.revocable;
        }

        /** Lets the readers read a while, and does what can be done before. */
        @Setup(Level.Invocation)
        public void prepare() {
            LockSupport.parkNanos(PAUSE_NANOS);
            if (!prepared) {
                blocks.heal();
                memory.prepare(blocks.spare());
                prepared = true;
            }
        }

        /** When the measurement is over, nobody may be there any more to let go. */
        private void revoke(Control control) {
            if (!control.stopMeasurement) {
                memory.revoke();
                prepared = false;
            }
        }

        /** Lets them go on with the other block. */
        @TearDown(Level.Invocation)
        public void resume() {
            if (!prepared) {
                memory.resume();
                blocks.turn();
            }
        }
    }

    /** A thread that reads. */
    @State(Scope.Thread)
    public static class Reader {
        private MemoryReader reader;

        /**
         * Is a further one.
         *
         * @param all the memory
         */
        @Setup
        public void open(RevokeBenchmark all) {
            reader = all.revocable.newReader();
        }

        /** From now on it has to be waited for. */
        @Setup(Level.Iteration)
        public void begin() {
            reader.begin();
        }

        /** Not any more. */
        @TearDown(Level.Iteration)
        public void end() {
            reader.end();
        }

        private long read() {
            long sum = reader.readBatches(1);
            if (sum != MemoryReader.BATCH) {
                throw new IllegalStateException("somebody has read what was revoked: the sum is " + sum);
            }
            return sum;
        }
    }

    /**
     * Revokes what one thread reads.
     *
     * @param control tells when to stop
     */
    @Benchmark
    @Group("oneReader")
    public void revoke(Revoker revoker, Control control) {
        revoker.revoke(control);
    }

    /**
     * Reads.
     *
     * @return 16
     */
    @Benchmark
    @Group("oneReader")
    public long read(Reader reader) {
        return reader.read();
    }

    /**
     * Revokes what each of two threads reads.
     *
     * @param control tells when to stop
     */
    @Benchmark
    @Group("twoReaders")
    public void revokeOfTwo(Revoker revoker, Control control) {
        revoker.revoke(control);
    }

    /**
     * Reads.
     *
     * @return 16
     */
    @Benchmark
    @Group("twoReaders")
    @GroupThreads(2)
    public long readOfTwo(Reader reader) {
        return reader.read();
    }

    /**
     * Revokes what each of four threads reads.
     *
     * @param control tells when to stop
     */
    @Benchmark
    @Group("fourReaders")
    public void revokeOfFour(Revoker revoker, Control control) {
        revoker.revoke(control);
    }

    /**
     * Reads.
     *
     * @return 16
     */
    @Benchmark
    @Group("fourReaders")
    @GroupThreads(4)
    public long readOfFour(Reader reader) {
        return reader.read();
    }
}
