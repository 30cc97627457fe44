package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import io.rangecast.notifier.Vma;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;
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
 * What a look-up costs that finds its page, beside maps that a program might use instead, and beside an array that
 * knows nothing of misses or access. Addresses are random within the pages held.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TranslationCacheBenchmark {
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE = 1L << PAGE_SHIFT;
    private static final long MASK = PAGE - 1;
    private static final int ADDRESSES = 1 << 12;

    /** How many pages are held. */
    @Param({"64", "4096"})
    int pages;

    private final long[] addresses = new long[ADDRESSES];
    private final Map<Long, Long> map = new HashMap<>();
    private final Long2LongHashMap longMap = new Long2LongHashMap(TranslationCache.MISS);
    private TranslationCache cache;
    private long[] array;
    private int next;

    /** Fills everything with the same translations. */
    @Setup
    public void fill() {
        AddressSpace space = new AddressSpace();
        cache = new TranslationCache(space, pages, PAGE);
        array = new long[pages];
        Subscription subscription = space.subscribe(0, pages * PAGE, new Subscriber("benchmark", cache));
        SplittableRandom random = new SplittableRandom(1);
        for (int page = 0; page < pages; page++) {
            long raw = random.nextInt() * PAGE & Long.MAX_VALUE;
            array[page] = raw;
            map.put((long) page, raw);
            longMap.put(page, raw);
            cache.fill(subscription, subscription.tryReadBegin(), page * PAGE, raw);
        }
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = random.nextLong(pages * PAGE);
        }
    }

    /**
     * Reading is allowed.
     *
     * @return a raw address
     */
    @Benchmark
    public long translate() {
        return cache.translate(address());
    }

    /**
     * Writing is allowed.
     *
     * @return a raw address
     */
    @Benchmark
    public long translateForWriting() {
        return cache.translate(address(), Vma.WRITE);
    }

    /**
     * An array of raw addresses, by page number.
     *
     * @return a raw address
     */
    @Benchmark
    public long array() {
        long address = address();
        return array[(int) (address >>> PAGE_SHIFT)] + (address & MASK);
    }

    /**
     * Agrona's map of primitives.
     *
     * @return a raw address
     */
    @Benchmark
    public long long2LongHashMap() {
        long address = address();
        long raw = longMap.get(address >>> PAGE_SHIFT);
        return raw == TranslationCache.MISS ? raw : raw + (address & MASK);
    }

    /**
     * The JDK's map.
     *
     * @return a raw address
     */
    @Benchmark
    public long hashMap() {
        long address = address();
        Long raw = map.get(address >>> PAGE_SHIFT);
        return raw == null ? TranslationCache.MISS : raw + (address & MASK);
    }

    private long address() {
        return addresses[next++ & (ADDRESSES - 1)];
    }
}
