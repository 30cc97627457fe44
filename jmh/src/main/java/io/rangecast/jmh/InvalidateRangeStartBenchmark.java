package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.util.SplittableRandom;
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
 * What a start and its end cost one producer, by the number of subscriptions in the space, if the range hits none of
 * them or one callback. Ranges are random, so that a tree too large for the caches is paid for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class InvalidateRangeStartBenchmark {
    private static final long PAGE = 4096;
    private static final int PROBES = 1 << 16;

    /** How many pages are subscribed to, each by a callback of its own; every second page is not. */
    @Param({"0", "1", "1000", "100000", "1000000"})
    int subscriptions;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("benchmark");
    private final InvalidationRange range = new InvalidationRange();
    private final long[] subscribedPages = new long[PROBES];
    private long called;
    private int next;

    /** Subscribes to the first of each pair of pages. */
    @Setup
    public void subscribe() {
        for (int i = 0; i < subscriptions; i++) {
            space.subscribe(2 * i * PAGE, PAGE, (subscription, invalidation) -> {
                called++;
                return true;
            });
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < PROBES; i++) {
            subscribedPages[i] = 2 * PAGE * random.nextLong(Math.max(1, subscriptions));
        }
    }

    /**
     * A range between two subscriptions.
     *
     * @return what the start answered
     */
    @Benchmark
    public InvalidationResult noHit() {
        return startAndEnd(nextPage() + PAGE);
    }

    /**
     * A range that one callback is told of; none if there are no subscriptions.
     *
     * @return how often a callback was called
     */
    @Benchmark
    public long oneCallback() {
        startAndEnd(nextPage());
        return called;
    }

    private long nextPage() {
        return subscribedPages[next++ & (PROBES - 1)];
    }

    private InvalidationResult startAndEnd(long start) {
        range.init(InvalidationEvent.UNMAP, 0, null, space, start, start + PAGE);
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
        return result;
    }
}
