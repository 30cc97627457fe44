package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes a thread to retire a page: that nobody has heard of, that it holds itself, or that another thread holds,
 * which works for a microsecond between its polls; and beside the same reader a start that waits, with its end. Of the
 * results of groups, that of the producer counts.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RetireBenchmark {
    private static final long PAGE = 4096;
    private static final long NANOS_OF_WORK = 1_000;
    private static final int MOST_AT_ONCE = 16;

    private final AddressSpace space = new AddressSpace();
    private final Subscriber reader = new Subscriber("reader", record -> {});
    private final Freed freed = new Freed();

    /** Makes the page that the reader holds. */
    public RetireBenchmark() {
        space.subscribe(0, PAGE, reader);
    }

    /** What frees pages, apart from what the reader looks at. */
    private static final class Freed implements Runnable {
        private final long[] count = new long[33];

        @Override
        public void run() {
            count[16]++;
        }
    }

    /** The producer's. */
    @State(Scope.Thread)
    public static class Producer {
        private Invalidator invalidator;
        private InvalidationRange held;
        private InvalidationRange unknown;

        private Producer of(RetireBenchmark all) {
            if (invalidator == null) {
                invalidator = all.space.newInvalidator("producer");
                held = new InvalidationRange().init(all.space, 0, PAGE);
                unknown = new InvalidationRange().init(all.space, PAGE, 2 * PAGE);
            }
            return this;
        }
    }

    /**
     * A page that nobody has heard of.
     *
     * @return that it is freed
     */
    @Benchmark
    @Group("nobody")
    public InvalidationResult retireUnknown(Producer producer) {
        return producer.of(this).invalidator.retire(producer.unknown, freed);
    }

    /**
     * A page that this thread holds, and a poll.
     *
     * @return how many records it has taken: one
     */
    @Benchmark
    @Group("oneThread")
    public int retireAndPoll(Producer producer) {
        producer.of(this).invalidator.retire(producer.held, freed);
        return reader.poll(1);
    }

    /**
     * A page that another thread holds.
     *
     * @return that it will be freed
     */
    @Benchmark
    @Group("besideReader")
    public InvalidationResult retire(Producer producer) {
        return producer.of(this).invalidator.retire(producer.held, freed);
    }

    /**
     * Works, and polls.
     *
     * @return how many records it has taken
     */
    @Benchmark
    @Group("besideReader")
    public int readAndPoll() {
        return workAndPoll(MOST_AT_ONCE);
    }

    /**
     * Waits until the other thread has let go, and ends the window.
     *
     * @return that it has
     */
    @Benchmark
    @Group("startBesideReader")
    public InvalidationResult startAndEnd(Producer producer) {
        Invalidator invalidator = producer.of(this).invalidator;
        InvalidationResult result = invalidator.invalidateRangeStart(producer.held);
        invalidator.invalidateRangeEnd(producer.held);
        return result;
    }

    /**
     * Works, and polls.
     *
     * @return how many records it has taken
     */
    @Benchmark
    @Group("startBesideReader")
    public int readAndAnswer() {
        return workAndPoll(1);
    }

    private int workAndPoll(int limit) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < NANOS_OF_WORK) {
            Thread.onSpinWait();
        }
        return reader.poll(limit);
    }
}
