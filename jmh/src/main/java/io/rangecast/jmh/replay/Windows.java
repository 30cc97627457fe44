package io.rangecast.jmh.replay;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Vma;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Brackets each change of a replay by start and end, and measures the starts. In an unsafe replay it leaves both out.
 * Used by the replaying thread only.
 */
class Windows {
    private static final long MAX_START_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;

    private final boolean safe;
    private final InvalidationRange range = new InvalidationRange();
    private final Histogram startNanos = new Histogram(MAX_START_NANOS, DIGITS);
    private final Map<InvalidationEvent, Long> byEvent = new EnumMap<>(InvalidationEvent.class);
    private long hits;
    private long records;

    Windows(boolean safe) {
        this.safe = safe;
    }

    /** Runs a change of memory and areas when nobody uses the range any more. */
    void change(Invalidator invalidator, InvalidationEvent event, Vma area, long start, long end, Runnable change) {
        byEvent.merge(event, 1L, Long::sum);
        if (!safe) {
            change.run();
            return;
        }
        AddressSpace space = invalidator.space();
        long begun = System.nanoTime();
        InvalidationResult result = invalidator.invalidateRangeStart(range.init(event, 0, area, space, start, end));
        long took = System.nanoTime() - begun;
        startNanos.recordValue(Math.min(took, MAX_START_NANOS));
        hits += range.hits();
        records += range.records();
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(range + " was not acknowledged by " + invalidator.laggards(range));
        }
        change.run();
        invalidator.invalidateRangeEnd(range);
    }

    Map<InvalidationEvent, Long> byEvent() {
        return byEvent;
    }

    long count() {
        return byEvent.values().stream().mapToLong(Long::longValue).sum();
    }

    long hits() {
        return hits;
    }

    long records() {
        return records;
    }

    Histogram startNanos() {
        return startNanos;
    }
}
