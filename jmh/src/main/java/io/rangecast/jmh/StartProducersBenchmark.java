package io.rangecast.jmh;

import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many starts and ends several threads get done in one space of 1,000 subscriptions, each hitting one callback. Run
 * {@code disjoint} with {@code -t 4} and more to see it grow, as long as there are processors.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartProducersBenchmark {
    private static final int SUBSCRIPTIONS = 1_000;

    /** The bus that tells. */
    @Param
    BusKind bus;

    private InvalidationBus<?> opened;

    /** Subscribes a callback that does nothing, so that the threads share no word of ours. */
    @Setup
    public void subscribe() {
        opened = bus.open();
        PageProbes.subscribe(opened, SUBSCRIPTIONS, 1, (start, end) -> {});
    }

    /** One thread's part. */
    @State(Scope.Thread)
    public static class Producer {
        private BusWindow window;
        private PageProbes own;
        private PageProbes common;
        private int next;

        /**
         * Gives it a part of the subscriptions.
         *
         * @param all its space
         * @param threads which of them it is
         */
        @Setup
        public void prepare(StartProducersBenchmark all, ThreadParams threads) {
            int part = SUBSCRIPTIONS / threads.getThreadCount();
            int number = threads.getThreadIndex();
            window = all.opened.newProducer(Waiting.SHARING).newWindow();
            own = PageProbes.hitting(1, part, 1 + number).from(number * part);
            common = PageProbes.hitting(1, 1, 1);
        }

        private int startAndEnd(PageProbes probes) {
            next++;
            int told = window.start(probes.start(next), probes.end(next));
            window.end();
            return told;
        }
    }

    /**
     * A thread alone.
     *
     * @return 1
     */
    @Benchmark
    public int alone(Producer producer) {
        return producer.startAndEnd(producer.own);
    }

    /**
     * Two threads, each with ranges of its own.
     *
     * @return 1
     */
    @Benchmark
    @Threads(2)
    public int disjoint(Producer producer) {
        return producer.startAndEnd(producer.own);
    }

    /**
     * Two threads over one subscription.
     *
     * @return 1
     */
    @Benchmark
    @Threads(2)
    public int overlapping(Producer producer) {
        return producer.startAndEnd(producer.common);
    }
}
