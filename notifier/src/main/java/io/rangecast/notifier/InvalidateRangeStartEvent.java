package io.rangecast.notifier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A start in a flight recording. Off unless a recording asks for it: two clock readings would double what a start
 * without hits costs.
 */
@Name("io.rangecast.InvalidateRangeStart")
@Label("Invalidate Range Start")
@Description("A start of an invalidation, from its beginning until it answers")
@Category("Rangecast")
@Enabled(false)
@StackTrace(false)
final class InvalidateRangeStartEvent extends Event {
    /** Asked instead of a new event, which would be garbage. */
    private static final InvalidateRangeStartEvent PROBE = new InvalidateRangeStartEvent();

    @Label("Space")
    int space;

    @Label("Reason")
    String reason;

    @Label("Start")
    @MemoryAddress
    long start;

    @Label("End")
    @MemoryAddress
    long end;

    @Label("Ranges")
    @Description("More than one for a batch, of which start is the lowest and end the highest")
    int ranges;

    @Label("Hits")
    @Description("Subscriptions hit")
    int hits;

    @Label("Records")
    @Description("Records published to subscriber threads")
    int records;

    @Label("Waited")
    @Description("Whether a record was not answered at the first look")
    boolean waited;

    @Label("Result")
    @Description("What was answered; PUBLISHED if there was something left to wait for, and no wait")
    String result;

    static boolean isRecorded() {
        return PROBE.isEnabled();
    }

    static InvalidateRangeStartEvent begun() {
        InvalidateRangeStartEvent event = new InvalidateRangeStartEvent();
        event.begin();
        return event;
    }

    void commit(InvalidationRange range, boolean hasWaited, String answer) {
        end();
        if (shouldCommit()) {
            describe(range);
            end = range.end();
            ranges = 1;
            hits = range.hits();
            records = range.records();
            waited = hasWaited;
            result = answer;
            commit();
        }
    }

    void commit(InvalidationBatch batch, boolean hasWaited, String answer) {
        end();
        if (shouldCommit() && batch.count() > 0) {
            describe(batch.range(0));
            ranges = batch.count();
            end = batch.range(ranges - 1).end();
            hits = batch.hits();
            records = batch.ranges().mapToInt(InvalidationRange::records).sum();
            waited = hasWaited;
            result = answer;
            commit();
        }
    }

    private void describe(InvalidationRange first) {
        space = first.space().id();
        reason = first.event().name();
        start = first.start();
    }
}
