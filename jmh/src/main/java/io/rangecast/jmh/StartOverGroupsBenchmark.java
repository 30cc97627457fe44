package io.rangecast.jmh;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.ReaderGroup;
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

/** What a start and its end cost one thread, by the number of reader groups that the range hits; no section is open. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class StartOverGroupsBenchmark {
    /** How many are hit; from 17 on they are looked up in a hash table. */
    @Param({"1", "8", "16", "17", "64", "256"})
    int groups;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange().init(space, 0, 0x1000);

    /** Subscribes. */
    @Setup
    public void subscribe() {
        for (int i = 0; i < groups; i++) {
            space.subscribe(0, 0x1000, new ReaderGroup("group " + i));
        }
    }

    /**
     * A start and its end.
     *
     * @return that nobody was in a section
     */
    @Benchmark
    public InvalidationResult startAndEnd() {
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
        return result;
    }
}
