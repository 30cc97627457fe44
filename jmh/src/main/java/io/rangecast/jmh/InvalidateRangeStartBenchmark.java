package io.rangecast.jmh;

import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusProducer;
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

/**
 * What a start and its end cost one thread, by the number of subscriptions in the space: if the range hits none of them,
 * if it hits one callback, and if it does so inside another start. Ranges are random, so that a structure too large for
 * the caches is paid for. Guava's bus is left out here, as it tells every listener of everything: ask for it with {@code
 * -p bus=EVENT_BUS -p subscriptions=0,1,1000}, or see {@link StartHitsBenchmark}.
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
    /** The bus that tells. */
    @Param({"RANGECAST", "TREE_MAP", "RED_BLACK", "MMU_NOTIFIER"})
    BusKind bus;

    /** How many pages are subscribed to; every second page is not. */
    @Param({"0", "1", "1000", "100000", "1000000"})
    int subscriptions;

    private final Calls calls = new Calls();
    private BusWindow window;
    private BusWindow inner;
    private PageProbes missing;
    private PageProbes hitting;
    private int next;

    /** Subscribes the same callback to the first of each pair of pages. */
    @Setup
    public void subscribe() {
        InvalidationBus<?> opened = bus.open();
        PageProbes.subscribe(opened, subscriptions, 1, calls);
        BusProducer producer = opened.newProducer(Waiting.SPINNING);
        window = producer.newWindow();
        inner = producer.newWindow();
        missing = PageProbes.missing(subscriptions, 1);
        hitting = PageProbes.hitting(1, Math.max(1, subscriptions), 1);
    }

    /**
     * A range between two subscriptions.
     *
     * @return how many were told: 0
     */
    @Benchmark
    public int noHit() {
        next++;
        int told = window.start(missing.start(next), missing.end(next));
        window.end();
        return told;
    }

    /**
     * A range that one callback is told of; none if there are no subscriptions.
     *
     * @return how many were told
     */
    @Benchmark
    public int oneCallback() {
        next++;
        int told = window.start(hitting.start(next), hitting.end(next));
        window.end();
        return told;
    }

    /**
     * The same range twice, one start inside the other.
     *
     * @return how often the callback was told
     */
    @Benchmark
    public int nested() {
        next++;
        int told = window.start(hitting.start(next), hitting.end(next));
        told += inner.start(hitting.start(next), hitting.end(next));
        inner.end();
        window.end();
        return told;
    }
}
