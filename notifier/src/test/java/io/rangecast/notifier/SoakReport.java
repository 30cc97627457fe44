package io.rangecast.notifier;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.Stress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** Samples of a soak, and what they say about memory and time. Used by the clock's thread, then by the test's. */
final class SoakReport {
    /** How many samples are taken, beside that at the begin. */
    static final int SAMPLES = 20;

    private static final int QUARTER = SAMPLES / 4;

    /** What a quarter may take more than another by chance. */
    private static final long SLACK_BYTES = 8 << 20;

    private record Sample(
            long seconds, long windows, long heap, long direct, int threads, long p50, long p99, long p999, long max) {
        @Override
        public String toString() {
            return String.format(
                    "| %d | %d | %.1f | %.2f | %d | %.1f | %.0f | %.0f | %.0f |",
                    seconds, windows, heap / 1e6, direct / 1e6, threads, p50 / 1e3, p99 / 1e3, p999 / 1e3, max / 1e3);
        }
    }

    private final long begun = System.nanoTime();
    private final double minutes;
    private final List<Sample> samples = new ArrayList<>();

    SoakReport(double minutes) {
        this.minutes = minutes;
    }

    void sample(SoakWorld world) {
        System.gc();
        Histogram latency = world.latency.getIntervalHistogram();
        samples.add(new Sample(
                (System.nanoTime() - begun) / 1_000_000_000,
                world.space.counters().windows(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                DirectMemory.used(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getValueAtPercentile(99.9),
                latency.getMaxValue()));
    }

    /** Whether the last quarter takes no more memory than the second, when all was warm. */
    boolean isFlat() {
        return growth(Sample::heap) < SLACK_BYTES && growth(Sample::direct) < SLACK_BYTES;
    }

    private long growth(ToLongFunction<Sample> memory) {
        return samples.size() <= SAMPLES ? Long.MAX_VALUE : median(memory, 3 * QUARTER) - median(memory, QUARTER);
    }

    /** The median of the quarter behind a sample. */
    private long median(ToLongFunction<Sample> value, int before) {
        long[] sorted = samples.subList(before + 1, before + 1 + QUARTER).stream()
                .mapToLong(value)
                .sorted()
                .toArray();
        return sorted[QUARTER / 2];
    }

    void write(Path file, SoakWorld world, boolean ended) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("Soak of " + minutes + " minutes on JDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, -Dseed=" + Stress.SEED + ": "
                + (ended && world.errors.isEmpty() && isFlat() ? "passed" : "FAILED") + ".");
        lines.add("");
        lines.add("| s | windows | heap MB | direct MB | threads | start p50 us | p99 us | p99.9 us | max us |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        samples.forEach(sample -> lines.add(sample.toString()));
        if (samples.size() > SAMPLES) {
            lines.add("");
            lines.add(String.format(
                    "From the second quarter to the last: heap %+.1f MB, direct memory %+.2f MB, p50 of start %.1f to %.1f us,"
                            + " p99 %.0f to %.0f us.",
                    growth(Sample::heap) / 1e6,
                    growth(Sample::direct) / 1e6,
                    median(Sample::p50, QUARTER) / 1e3,
                    median(Sample::p50, 3 * QUARTER) / 1e3,
                    median(Sample::p99, QUARTER) / 1e3,
                    median(Sample::p99, 3 * QUARTER) / 1e3));
        }
        lines.add("");
        lines.add(world.summary());
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }
}
