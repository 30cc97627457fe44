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
@Description("A start of an invalidation, from its beginning until it returns")
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
    @Description("Whether a record was not acknowledged at the first look")
    boolean waited;

    @Label("Result")
    @Description("What was returned; PUBLISHED if there was something left to wait for, and no wait")
    String result;

    static boolean isRecorded() {
        return PROBE.isEnabled();
    }

    static InvalidateRangeStartEvent begun() {
        InvalidateRangeStartEvent event = new InvalidateRangeStartEvent();
        event.begin();
        return event;
    }

    void commit(InvalidationRange range, boolean hasWaited, String outcome) {
        try {
            end();
            if (shouldCommit() && Rehearsal.isOver()) {
                describe(range, range);
                ranges = 1;
                hits = range.hits();
                records = range.records();
                commit(hasWaited, outcome);
            }
        } catch (Throwable lost) {
            // An event less. A start that has opened its window must return.
        }
    }

    void commit(InvalidationBatch batch, boolean hasWaited, String outcome) {
        try {
            end();
            if (shouldCommit() && Rehearsal.isOver() && batch.count() > 0) {
                describe(batch.range(0), batch.range(batch.count() - 1));
                ranges = batch.count();
                hits = batch.hits();
                records = batch.ranges().mapToInt(InvalidationRange::records).sum();
                commit(hasWaited, outcome);
            }
        } catch (Throwable lost) {
            // as above
        }
    }

    private void commit(boolean hasWaited, String outcome) {
        waited = hasWaited;
        result = outcome;
        commit();
    }

    private void describe(InvalidationRange first, InvalidationRange last) {
        space = first.space().id();
        reason = first.event().name();
        start = first.start();
        end = last.end();
    }
}
