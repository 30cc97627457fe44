package io.rangecast.jmh.replay;

import io.rangecast.notifier.InvalidationEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a replay has found.
 *
 * @param options how it ran
 * @param trace what was replayed
 * @param slab the memory behind the mappings
 * @param windows what the producer has announced and measured
 * @param readers what the subscribers have read
 * @param snapshots what the kernel says
 * @param seconds how long it took
 */
record ReplayResult(
        ReplayOptions options,
        Trace trace,
        Slab slab,
        Windows windows,
        List<CacheReader> readers,
        KernelSnapshots snapshots,
        double seconds) {

    long reads() {
        return readers.stream().mapToLong(CacheReader::reads).sum();
    }

    long rejectedReads() {
        return readers.stream().mapToLong(CacheReader::rejectedReads).sum();
    }

    long staleReads() {
        return readers.stream().mapToLong(CacheReader::staleReads).sum();
    }

    long acknowledged() {
        return readers.stream().mapToLong(CacheReader::records).sum();
    }

    /** Nothing stale was read and no record was lost. */
    boolean isGood() {
        return staleReads() == 0 && acknowledged() == windows.records();
    }

    /** For {@code report.json}. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("trace", trace.name());
        map.put("safe", options.safe());
        map.put("subscribers", options.subscribers());
        map.put("seed", options.seed());
        map.put("rows", trace.rows().size());
        map.put("mappings", slab.mappings());
        map.put("scaledMappings", slab.scaledMappings());
        map.put("invalidations", windows.count());
        Map<String, Long> byEvent = new LinkedHashMap<>();
        windows.byEvent().forEach((event, count) -> byEvent.put(event.name(), count));
        map.put("invalidationsByEvent", byEvent);
        map.put("hits", windows.hits());
        map.put("recordsPublished", windows.records());
        map.put("recordsAcknowledged", acknowledged());
        map.put("staleReads", staleReads());
        map.put("rejectedReads", rejectedReads());
        map.put("reads", reads());
        map.put("seconds", seconds);
        map.put("eventsPerSecond", trace.rows().size() / seconds);
        map.put("readsPerSecond", reads() / seconds);
        Histogram nanos = windows.startNanos();
        Map<String, Long> start = new LinkedHashMap<>();
        start.put("p50", nanos.getValueAtPercentile(50));
        start.put("p90", nanos.getValueAtPercentile(90));
        start.put("p99", nanos.getValueAtPercentile(99));
        start.put("p999", nanos.getValueAtPercentile(99.9));
        start.put("max", nanos.getMaxValue());
        map.put("startNanos", start);
        map.put("kernelSnapshots", snapshots.matched());
        map.put("kernelSnapshotsGiven", snapshots.count());
        map.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        map.put("cores", Runtime.getRuntime().availableProcessors());
        return map;
    }

    /** For people. */
    String summary() {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "trace",
                "%s, %,d rows in %.1f s: %,.0f events/s",
                trace.name(),
                trace.rows().size(),
                seconds,
                trace.rows().size() / seconds);
        line(
                text,
                "mappings",
                "%,d, of which %,d above 16 pages with their bytes scaled down",
                slab.mappings(),
                slab.scaledMappings());
        line(text, "invalidations", "%,d", windows.count());
        for (Map.Entry<InvalidationEvent, Long> event : windows.byEvent().entrySet()) {
            line(text, "", "%-16s %,d", event.getKey(), event.getValue());
        }
        line(
                text,
                "hits",
                "%,d subscriptions, %.3f per invalidation",
                windows.hits(),
                (double) windows.hits() / Math.max(1, windows.count()));
        line(text, "records", "%,d published, %,d acknowledged", windows.records(), acknowledged());
        line(
                text,
                "reads",
                "%,d by %d threads: %,.0f/s, %,d rejected",
                reads(),
                options.subscribers(),
                reads() / seconds,
                rejectedReads());
        line(text, "stale reads", "%,d%s", staleReads(), options.safe() ? "" : " (nothing was announced)");
        Histogram nanos = windows.startNanos();
        line(
                text,
                "start",
                "p50 %s, p90 %s, p99 %s, p99.9 %s, max %s",
                micros(nanos.getValueAtPercentile(50)),
                micros(nanos.getValueAtPercentile(90)),
                micros(nanos.getValueAtPercentile(99)),
                micros(nanos.getValueAtPercentile(99.9)),
                micros(nanos.getMaxValue()));
        line(text, "kernel lists", "%d of %d matched", snapshots.matched(), snapshots.count());
        return text.toString();
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.2f µs", nanos / 1e3);
    }

    private static void line(StringBuilder text, String label, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-14s ", label))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
