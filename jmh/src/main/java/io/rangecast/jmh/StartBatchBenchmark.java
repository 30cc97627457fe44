package io.rangecast.jmh;

import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.rivals.notify.RangecastBus;
import io.rangecast.jmh.workload.PageChanges;
import io.rangecast.jmh.workload.PageProbes;
import io.rangecast.notifier.Invalidator;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * What it costs to start and end many ranges at once, and one by one, among 1,000 subscriptions of a thread that polls.
 * Every second page is subscribed to. The time is that of all the ranges; of the results, those of {@code startBatch} and
 * {@code startEach} count. Both threads spin.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartBatchBenchmark {
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int LIMIT = 64;

    /** How many ranges. */
    @Param({"1", "10", "100"})
    int ranges;

    /** From one range to the next: with 2 each is between two others, with 1 they touch, and a batch tells of one. */
    @Param({"2", "1"})
    int pagesApart;

    private final RangecastBus bus = new RangecastBus();

    /** The thread that changes. */
    @State(Scope.Thread)
    public static class Producer {
        private PageChanges changes;
        private int places;
        private int next;

        /**
         * Makes its handle.
         *
         * @param all its space, and what to change
         */
        @Setup
        public void prepare(StartBatchBenchmark all) {
            Invalidator invalidator = all.bus
                    .space()
                    .newInvalidator("batches", new BusySpinIdleStrategy(), Invalidator.DEFAULT_TIMEOUT_NANOS);
            changes = new PageChanges(invalidator, all.ranges, all.pagesApart * PageProbes.PAGE);
            places = SUBSCRIPTIONS - all.ranges;
        }

        private long nextPage() {
            next = (next + 1) % places;
            return 2 * PageProbes.PAGE * next;
        }
    }

    /** The thread that is told. */
    @State(Scope.Thread)
    public static class Poller {
        private BusInbox inbox;

        /**
         * Subscribes.
         *
         * @param all its space
         */
        @Setup
        public void subscribe(StartBatchBenchmark all) {
            inbox = all.bus.newInbox(new Calls(), Waiting.SPINNING);
            PageProbes.subscribe(all.bus, SUBSCRIPTIONS, 1, inbox);
        }
    }

    /**
     * All at once.
     *
     * @param control tells when to stop: nobody may be there any more to acknowledge
     */
    @Benchmark
    @Group("batch")
    public void startBatch(Producer producer, Control control) {
        if (!control.stopMeasurement) {
            producer.changes.asBatch(producer.nextPage());
        }
    }

    /**
     * Acknowledges.
     *
     * @return how many records there were
     */
    @Benchmark
    @Group("batch")
    public int pollBatch(Poller poller) {
        return poller.inbox.poll();
    }

    /**
     * One by one.
     *
     * @param control tells when to stop
     */
    @Benchmark
    @Group("oneByOne")
    public void startEach(Producer producer, Control control) {
        if (!control.stopMeasurement) {
            producer.changes.oneByOne(producer.nextPage());
        }
    }

    /**
     * Acknowledges.
     *
     * @return how many records there were
     */
    @Benchmark
    @Group("oneByOne")
    public int pollEach(Poller poller) {
        return poller.inbox.poll();
    }
}
