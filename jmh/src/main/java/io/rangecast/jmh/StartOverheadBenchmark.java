package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
 * What a start and its end cost beyond what cannot be left out: in a space that nobody has subscribed to, a volatile
 * read and a branch; among a thousand subscriptions of which none is hit, the query of the tree. Run it with
 * {@code -t 2} to see whether two producers, each with subscriptions and ranges of its own in one space, disturb each
 * other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartOverheadBenchmark {
    private static final long PAGE = 4096;
    private static final int SUBSCRIPTIONS = 1000;
    private static final int PROBES = 1 << 12;

    private final AddressSpace quiet = new AddressSpace();
    private final AddressSpace subscribed = new AddressSpace();
    private final IntervalTree<Interval> tree = new IntervalTree<>();
    private volatile boolean flag;

    /** Subscribes to the first of each pair of pages. */
    @Setup
    public void subscribe() {
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subscribed.subscribe(2 * i * PAGE, PAGE, (subscription, invalidation) -> true);
            tree.insert(new Interval(2 * i * PAGE, (2 * i + 1) * PAGE));
        }
    }

    /** One thread's part. */
    @State(Scope.Thread)
    public static class Producer {
        private final InvalidationRange quietRange = new InvalidationRange();
        private final InvalidationRange range = new InvalidationRange();
        private final long[] pages = new long[PROBES];
        private long hits;
        private final Predicate<Interval> counter = hit -> {
            hits++;
            return true;
        };
        private Invalidator inQuiet;
        private Invalidator inSubscribed;
        private int next;

        /** Makes the handles and the probes. */
        @Setup
        public void prepare(StartOverheadBenchmark all) {
            inQuiet = all.quiet.newInvalidator("quiet");
            inSubscribed = all.subscribed.newInvalidator("subscribed");
            quietRange.init(all.quiet, PAGE, 2 * PAGE);
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < PROBES; i++) {
                pages[i] = (2 * random.nextInt(SUBSCRIPTIONS) + 1) * PAGE;
            }
        }

        private long nextPage() {
            return pages[next++ & (PROBES - 1)];
        }
    }

    /**
     * The limit in a space without subscriptions.
     *
     * @return 1 or 2
     */
    @Benchmark
    public int volatileReadAndBranch() {
        return flag ? 1 : 2;
    }

    /**
     * A window in a space without subscriptions.
     *
     * @return what the start returned
     */
    @Benchmark
    public InvalidationResult withoutSubscriptions(Producer producer) {
        InvalidationResult result = producer.inQuiet.invalidateRangeStart(producer.quietRange);
        producer.inQuiet.invalidateRangeEnd(producer.quietRange);
        return result;
    }

    /**
     * The limit among a thousand subscriptions: a query that hits none.
     *
     * @return how many were hit
     */
    @Benchmark
    public long queryAmong1000(Producer producer) {
        long page = producer.nextPage();
        tree.forEachOverlap(page, page + PAGE, InvalidationEvent.UNMAP.mask(), producer.counter);
        return producer.hits;
    }

    /**
     * A window among a thousand subscriptions that hits none.
     *
     * @return what the start returned
     */
    @Benchmark
    public InvalidationResult noHitAmong1000(Producer producer) {
        long page = producer.nextPage();
        producer.range.init(InvalidationEvent.UNMAP, 0, null, subscribed, page, page + PAGE);
        InvalidationResult result = producer.inSubscribed.invalidateRangeStart(producer.range);
        producer.inSubscribed.invalidateRangeEnd(producer.range);
        return result;
    }
}
