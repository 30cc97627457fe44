package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
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

/** What a poll costs that finds nothing, by the number of producers that may send something. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class IdlePollBenchmark {
    private static final int LIMIT = 16;

    /** How many producers have sent something before. */
    @Param({"1", "2", "3", "100"})
    int producers;

    /** Whether producers ring from the first, or from the third on. */
    @Param({"false", "true"})
    boolean doorbell;

    private Subscriber subscriber;
    private volatile int word;

    /** Lets each producer meet the subscriber. */
    @Setup
    public void meet() {
        subscriber = doorbell
                ? Subscriber.withDoorbell("benchmark", record -> {})
                : new Subscriber("benchmark", record -> {});
        AddressSpace space = new AddressSpace();
        space.subscribe(0, 1, subscriber);
        subscriber.attach();
        for (int i = 0; i < producers; i++) {
            Invalidator invalidator = space.newInvalidator("producer");
            InvalidationRange range = new InvalidationRange().init(space, 0, 1);
            invalidator.invalidateRangeStart(range);
            invalidator.invalidateRangeEnd(range);
        }
    }

    /**
     * The limit.
     *
     * @return a number
     */
    @Benchmark
    public int volatileRead() {
        return word;
    }

    /**
     * A poll.
     *
     * @return 0
     */
    @Benchmark
    public int idlePoll() {
        return subscriber.poll(LIMIT);
    }
}
