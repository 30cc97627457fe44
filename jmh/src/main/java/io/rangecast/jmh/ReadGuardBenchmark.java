package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to guard a read of 64 bytes of off-heap memory: by begin and retry, by a poll, by a look-up in a
 * {@link TranslationCache}. Run it with {@code -t 2} to see that readers do not disturb each other, and with {@code -prof
 * gc} to see that nothing is allocated.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ReadGuardBenchmark {
    private static final int BYTES = 1 << 14;

    private static final int PAGE = 1 << 12;
    private static final int LIMIT = 16;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    private final AddressSpace space = new AddressSpace();
    private final Subscription subscription = space.subscribe(0, BYTES, (self, invalidation) -> true);

    /** One reader's place, and what it holds as a subscriber. */
    @State(Scope.Thread)
    public static class Reader {
        private int next;
        private Subscriber subscriber;
        private TranslationCache cache;

        /**
         * Subscribes, and fills the cache: raw addresses are offsets.
         *
         * @param benchmark whose memory it reads
         */
        @Setup
        public void subscribe(ReadGuardBenchmark benchmark) {
            cache = new TranslationCache(benchmark.space, BYTES / PAGE, PAGE);
            subscriber = new Subscriber("reader", cache);
            Subscription subscription = benchmark.space.subscribe(0, BYTES, subscriber);
            for (int page = 0; page < BYTES; page += PAGE) {
                cache.fill(subscription, subscription.tryReadBegin(), page, page);
            }
        }

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

    /**
     * The same read after a poll, which finds nothing.
     *
     * @return the sum of what was read
     */
    @Benchmark
    public long polled(Reader reader) {
        reader.subscriber.poll(LIMIT);
        return read(reader.nextOffset());
    }

    /**
     * The same read where a look-up has found its page.
     *
     * @return the sum of what was read
     */
    @Benchmark
    public long translated(Reader reader) {
        return read((int) reader.cache.translate(reader.nextOffset()));
    }

    private long read(int offset) {
        long sum = 0;
        for (int i = 0; i < 64; i += Long.BYTES) {
            sum += memory.getLong(offset + i);
        }
        return sum;
    }
}
