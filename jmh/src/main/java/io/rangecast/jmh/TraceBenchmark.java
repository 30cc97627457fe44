package io.rangecast.jmh;

import io.rangecast.jmh.replay.TraceScript;
import io.rangecast.jmh.replay.TraceScript.Step;
import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.TracedSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Control;

/**
 * What a recorded program does, from end to end and again, told to who subscribes to each of its areas: a callback, or a
 * thread that polls. The time is that of one change, started and ended. Guava's bus is left out: it would tell each of
 * hundreds of areas of everything.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class TraceBenchmark {
    /** The bus that tells. */
    @Param({"RANGECAST", "TREE_MAP", "RED_BLACK", "MMU_NOTIFIER"})
    BusKind bus;

    /** Which program. */
    @Param({"lucene", "gpp", "zgc17", "lmdb"})
    String trace;

    private final Calls calls = new Calls();
    private TraceScript script;
    private BusInbox inbox;

    /**
     * Reads the trace.
     *
     * @param benchmark whether there is a second thread
     */
    @Setup
    public void read(BenchmarkParams benchmark) {
        script = TraceScript.of(trace);
        boolean answered = benchmark.getThreadGroups().length > 1;
        inbox = answered ? bus.open().newInbox(calls, Waiting.SPINNING) : null;
    }

    /** The thread that changes. */
    @State(Scope.Thread)
    public static class Producer {
        private final List<TracedSpace<?>> spaces = new ArrayList<>();
        private List<Step> steps;
        private int next;

        /**
         * Makes empty spaces.
         *
         * @param all the trace
         */
        @Setup
        public void prepare(TraceBenchmark all) {
            steps = all.script.steps();
            for (int i = 0; i < all.script.spaces(); i++) {
                spaces.add(new TracedSpace<>(all.bus.open(), all.calls, all.inbox));
            }
        }

        /** Subscribes and unsubscribes until there is a change to make. */
        final Step nextChange() {
            while (true) {
                if (next == steps.size()) {
                    spaces.forEach(TracedSpace::unsubscribeAll);
                    next = 0;
                }
                Step step = steps.get(next++);
                switch (step.action()) {
                    case SUBSCRIBE -> spaces.get(step.space()).subscribe(step);
                    case UNSUBSCRIBE -> spaces.get(step.space()).unsubscribe(step.number());
                    case CHANGE -> {
                        return step;
                    }
                }
            }
        }

        final int change(Step step) {
            int told = spaces.get(step.space()).change(step);
            if (told != step.number()) {
                throw new IllegalStateException(step + " told " + told + " listeners");
            }
            return told;
        }
    }

    /** One whose time is that of the changes alone, and of two looks at the clock. */
    public static class PreparedProducer extends Producer {
        private Step change;

        /** Subscribes and unsubscribes. */
        @Setup(Level.Invocation)
        public void advance() {
            change = nextChange();
        }
    }

    /**
     * A change, told to callbacks.
     *
     * @return how many
     */
    @Benchmark
    public int change(PreparedProducer producer) {
        return producer.change(producer.change);
    }

    /**
     * The same, and the subscriptions that come and go before it.
     *
     * @return how many callbacks
     */
    @Benchmark
    public int changeAndSubscriptions(Producer producer) {
        return producer.change(producer.nextChange());
    }

    /**
     * A change, acknowledged by a thread that spins.
     *
     * @param control tells when to stop: nobody may be there any more to acknowledge
     * @return how many of its subscriptions are hit
     */
    @Benchmark
    @Group("answered")
    public int changeToThread(PreparedProducer producer, Control control) {
        return control.stopMeasurement ? 0 : producer.change(producer.change);
    }

    /**
     * Acknowledges.
     *
     * @return how many records there were
     */
    @Benchmark
    @Group("answered")
    public int poll() {
        return inbox.poll();
    }
}
