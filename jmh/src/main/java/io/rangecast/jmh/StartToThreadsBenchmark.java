package io.rangecast.jmh;

import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
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
 * What a start costs that threads have to acknowledge which poll; each of them has 1,000 subscriptions, and one of these is
 * hit. Of the results, those of {@code start…} count. Where the threads run matters more than anything else: the
 * comparison ({@code mvn -Pcompare verify}) tells, and this does not. For eight pollers add {@code -tg 8,1}, for
 * percentiles {@code -bm sample}.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartToThreadsBenchmark {
    private static final int SUBSCRIPTIONS = 1_000;

    /** The bus that tells. */
    @Param
    BusKind bus;

    /** How all threads wait: spinning, if each has a processor of its own, or as one does who shares it. */
    @Param
    Waiting waiting;

    private InvalidationBus<?> opened;

    /** Makes an empty one. */
    @Setup
    public void open() {
        opened = bus.open();
    }

    /** The thread that changes. */
    @State(Scope.Thread)
    public static class Producer {
        private final PageProbes probes = PageProbes.hitting(1, SUBSCRIPTIONS, 1);
        private BusWindow window;
        private int next;

        /**
         * Makes its handle.
         *
         * @param all its space
         */
        @Setup
        public void prepare(StartToThreadsBenchmark all) {
            window = all.opened.newProducer(all.waiting).newWindow();
        }

        /** When the measurement is over, nobody may be there any more to acknowledge. */
        private int startAndEnd(Control control) {
            if (control.stopMeasurement) {
                return 0;
            }
            next++;
            int told = window.start(probes.start(next), probes.end(next));
            window.end();
            return told;
        }
    }

    /** A thread that is told. */
    @State(Scope.Thread)
    public static class Poller {
        private BusInbox inbox;
        private IdleStrategy idle;

        /**
         * Subscribes.
         *
         * @param all its space
         */
        @Setup
        public void subscribe(StartToThreadsBenchmark all) {
            inbox = all.opened.newInbox(new Calls(), all.waiting);
            idle = inbox.idle();
            PageProbes.subscribe(all.opened, SUBSCRIPTIONS, 1, inbox);
        }

        private int poll() {
            int taken = inbox.poll();
            idle.idle(taken);
            return taken;
        }
    }

    /**
     * A start that one thread has to acknowledge, and its end.
     *
     * @param control tells when to stop
     * @return how many subscriptions were hit
     */
    @Benchmark
    @Group("oneThread")
    public int start(Producer producer, Control control) {
        return producer.startAndEnd(control);
    }

    /**
     * Acknowledges.
     *
     * @return how many records there were
     */
    @Benchmark
    @Group("oneThread")
    public int poll(Poller poller) {
        return poller.poll();
    }

    /**
     * A start that two threads have to acknowledge, and its end.
     *
     * @param control tells when to stop
     * @return how many subscriptions were hit
     */
    @Benchmark
    @Group("twoThreads")
    public int startToTwo(Producer producer, Control control) {
        return producer.startAndEnd(control);
    }

    /**
     * Acknowledges.
     *
     * @return how many records there were
     */
    @Benchmark
    @Group("twoThreads")
    @GroupThreads(2)
    public int pollOfTwo(Poller poller) {
        return poller.poll();
    }
}
