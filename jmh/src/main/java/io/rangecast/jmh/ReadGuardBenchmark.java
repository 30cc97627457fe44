package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to guard a read of 64 bytes of off-heap memory by begin and retry. Run it with {@code -t 2} to see that
 * readers do not disturb each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ReadGuardBenchmark {
    private static final int BYTES = 1 << 14;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    private final Subscription subscription = new AddressSpace().subscribe(0, BYTES, (self, invalidation) -> true);

    /** One reader's place. */
    @State(Scope.Thread)
    public static class Reader {
        private int next;

        private int nextOffset() {
            next = next + 64 & BYTES - 1;
            return next;
        }
    }

    /**
     * A read without a guard.
     *
     * @return the sum of what was read
     */
    @Benchmark
    public long unguarded(Reader reader) {
        return read(reader.nextOffset());
    }

    /**
     * The same read, between begin and retry.
     *
     * @return the sum of what was read
     */
    @Benchmark
    public long guarded(Reader reader) {
        int offset = reader.nextOffset();
        while (true) {
            long seen = subscription.readBegin();
            long sum = read(offset);
            if (!subscription.readRetry(seen)) {
                return sum;
            }
        }
    }

    private long read(int offset) {
        long sum = 0;
        for (int i = 0; i < 64; i += Long.BYTES) {
            sum += memory.getLong(offset + i);
        }
        return sum;
    }
}
