package io.rangecast.jmh.workload;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;

/** Starts and ends the changes of some pages, at equal distances: all in one batch, or one by one. */
public final class PageChanges {
    private final AddressSpace space;
    private final Invalidator invalidator;
    private final InvalidationBatch batch;
    private final InvalidationRange range = new InvalidationRange();
    private final int pages;
    private final long distance;

    /**
     * For the thread that changes.
     *
     * @param invalidator of that thread
     * @param pages how many change at once
     * @param distance from the start of one to that of the next, in bytes
     */
    public PageChanges(Invalidator invalidator, int pages, long distance) {
        this.space = invalidator.space();
        this.invalidator = invalidator;
        this.batch = new InvalidationBatch(pages);
        this.pages = pages;
        this.distance = distance;
    }

    /**
     * Changes them in one batch.
     *
     * @param first where the first begins
     */
    public void asBatch(long first) {
        batch.init(InvalidationEvent.UNMAP, 0, null, space);
        for (int i = 0; i < pages; i++) {
            batch.add(first + i * distance, first + i * distance + PageProbes.PAGE);
        }
        check(invalidator.invalidateRangeStart(batch));
        invalidator.invalidateRangeEnd(batch);
    }

    /**
     * Changes one after the other.
     *
     * @param first where the first begins
     */
    public void oneByOne(long first) {
        for (int i = 0; i < pages; i++) {
            long start = first + i * distance;
            range.init(InvalidationEvent.UNMAP, 0, null, space, start, start + PageProbes.PAGE);
            check(invalidator.invalidateRangeStart(range));
            invalidator.invalidateRangeEnd(range);
        }
    }

    private static void check(InvalidationResult result) {
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException("a start returned " + result);
        }
    }
}
