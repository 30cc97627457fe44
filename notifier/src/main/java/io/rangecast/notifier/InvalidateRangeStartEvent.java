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
@Description("A start of an invalidation, from its beginning until the last subscriber has let go")
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
    String result;

    static boolean isRecorded() {
        return PROBE.isEnabled();
    }

    void commit(InvalidationRange range, boolean hasWaited, InvalidationResult answer) {
        end();
        if (shouldCommit()) {
            space = range.space().id();
            reason = range.event().name();
            start = range.start();
            end = range.end();
            hits = range.hits();
            records = range.records();
            waited = hasWaited;
            result = answer.name();
            commit();
        }
    }
}
