package io.rangecast.jmh;

import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.ReadGuardKind;
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
 * What a read costs that must not go to memory that is gone, while nothing is revoked: 8 bytes at random in 1 MiB. Two
 * readers show whether they disturb each other. Netty is at its best with Unsafe, of which newer JDKs warn unless told
 * otherwise: {@code -jvmArgsPrepend --sun-misc-unsafe-memory-access=allow}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Dio.netty.noUnsafe=false"})
public class ReadGuardBenchmark {
    private static final int READS = 1024;

    /** What makes it safe. Shared arenas need JDK 22: on an older one they fail, and the others run. */
    @Param
    ReadGuardKind guard;

    private Supplier<IntToLongFunction> readers;

    /** Guards a block. */
    @Setup
    public void guard() {
        readers = guard.over(new Blocks().current());
    }

    /** One thread's part. */
    @State(Scope.Thread)
    public static class Reader {
        private IntToLongFunction reader;

        /**
         * Is a further one.
         *
         * @param all the block
         */
        @Setup
        public void open(ReadGuardBenchmark all) {
            reader = all.readers.get();
        }

        private long read() {
            long sum = reader.applyAsLong(READS);
            if (sum != READS) {
                throw new IllegalStateException(READS + " reads of 1 make " + sum);
            }
            return sum;
        }
    }

    /**
     * One thread.
     *
     * @return the sum of what was read
     */
    @Benchmark
    @OperationsPerInvocation(READS)
    public long oneReader(Reader reader) {
        return reader.read();
    }

    /**
     * Two threads.
     *
     * @return the sum of what was read
     */
    @Benchmark
    @OperationsPerInvocation(READS)
    @Threads(2)
    public long twoReaders(Reader reader) {
        return reader.read();
    }
}
