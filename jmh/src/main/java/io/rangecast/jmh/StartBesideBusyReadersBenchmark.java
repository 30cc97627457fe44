package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * A start where every processor is busy: as many readers as there are processors compute and poll, and none of them ever
 * sleeps, so the producer's wait decides when the one it waits for gets to run. The median counts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StartBesideBusyReadersBenchmark {
    private static final long START = 0x1000;
    private static final long LENGTH = 0x1000;
    private static final int TOKENS_BETWEEN_POLLS = 100;

    /** How the producer waits: as it does by itself, or as Agrona's strategies do. */
    public enum Wait {
        /** The library's own. */
        BY_DEFAULT(() -> null),
        /** A sleep of a microsecond, which the system makes some 60. */
        SLEEP_1_US(() -> new SleepingIdleStrategy(1_000)),
        /** A short sleep. */
        SLEEP_20_US(() -> new SleepingIdleStrategy(20_000)),
        /** A sleep of a millisecond. */
        SLEEP_1_MS(() -> new SleepingIdleStrategy(1_000_000)),
        /** Yields for ever. */
        YIELD(YieldingIdleStrategy::new),
        /** Spins for ever. */
        SPIN(BusySpinIdleStrategy::new),
        /** Spins, yields, sleeps. */
        BACK_OFF(BackoffIdleStrategy::new);

        private final Supplier<IdleStrategy> made;

        Wait(Supplier<IdleStrategy> made) {
            this.made = made;
        }
    }

    /** How the producer waits. */
    @Param
    Wait wait;

    private final AddressSpace space = new AddressSpace();
    private final InvalidationRange range = new InvalidationRange();
    private Invalidator producer;
    private Thread[] readers;
    private volatile boolean stop;

    /** Begins to read. */
    @Setup
    public void begin() {
        IdleStrategy idle = wait.made.get();
        producer = idle == null
                ? space.newInvalidator("producer")
                : space.newInvalidator("producer", idle, Invalidator.DEFAULT_TIMEOUT_NANOS);
        readers = new Thread[Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < readers.length; i++) {
            Subscriber subscriber = new Subscriber("reader " + i, record -> {});
            space.subscribe(START, LENGTH, subscriber);
            readers[i] = new Thread(() -> read(subscriber));
            readers[i].start();
        }
    }

    private void read(Subscriber subscriber) {
        while (!stop) {
            Blackhole.consumeCPU(TOKENS_BETWEEN_POLLS);
            subscriber.poll(16);
        }
        subscriber.close();
    }

    /**
     * Ends the readers.
     *
     * @throws InterruptedException if interrupted
     */
    @TearDown
    public void end() throws InterruptedException {
        stop = true;
        for (Thread reader : readers) {
            reader.join();
        }
    }

    /**
     * A start that all of them have to acknowledge, and its end.
     *
     * @return what was returned
     */
    @Benchmark
    public InvalidationResult startAndEnd() {
        InvalidationResult result = producer.invalidateRangeStart(range.init(space, START, START + LENGTH));
        producer.invalidateRangeEnd(range);
        return result;
    }
}
