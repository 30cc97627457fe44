package io.rangecast.jmh;

import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.Calls;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a start and its end cost one thread, by the number of callbacks that the range hits, among 1,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartHitsBenchmark {
    private static final int SUBSCRIPTIONS = 1_000;

    /** The bus that tells. */
    @Param
    BusKind bus;

    /** How many are hit. */
    @Param({"0", "1", "4", "16", "64", "256"})
    int hits;

    private BusWindow window;
    private PageProbes probes;
    private int next;

    /** Subscribes. */
    @Setup
    public void subscribe() {
        InvalidationBus<?> opened = bus.open();
        PageProbes.subscribe(opened, SUBSCRIPTIONS, 1, new Calls());
        window = opened.newProducer(Waiting.SPINNING).newWindow();
        probes = hits == 0 ? PageProbes.missing(SUBSCRIPTIONS, 1) : PageProbes.hitting(hits, SUBSCRIPTIONS, 1);
    }

    /**
     * A start and its end.
     *
     * @return how many were told
     */
    @Benchmark
    public int startAndEnd() {
        next++;
        int told = window.start(probes.start(next), probes.end(next));
        window.end();
        return told;
    }
}
