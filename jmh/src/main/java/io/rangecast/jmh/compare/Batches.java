package io.rangecast.jmh.compare;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;

/**
 * Changes a number of pages, every second of which is subscribed to by one thread: in a batch, or one by one; the value
 * is the time for each range in nanoseconds.
 */
final class Batches implements Contender {
    /** How many ranges between two looks at the clock, at least. */
    private static final int RANGES = 100;

    private final String name;
    private final AddressSpace space;
    private final Invalidator invalidator;
    private final InvalidationBatch batch;
    private final InvalidationRange range = new InvalidationRange();
    private final int ranges;
    private final long distance;
    private final Calls calls;
    private final boolean batched;

    /**
     * A contender.
     *
     * @param invalidator of its space
     * @param ranges how many pages change at once
     * @param distance from one to the next, in bytes
     * @param calls made by the subscribed thread
     * @param batched whether in a batch
     */
    Batches(String name, Invalidator invalidator, int ranges, long distance, Calls calls, boolean batched) {
        this.name = name;
        this.space = invalidator.space();
        this.invalidator = invalidator;
        this.batch = new InvalidationBatch(ranges);
        this.ranges = ranges;
        this.distance = distance;
        this.calls = calls;
        this.batched = batched;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        long before = calls.made();
        long done = 0;
        long batches = 0;
        long begun = System.nanoTime();
        long taken;
        do {
            for (int i = 0; i < RANGES; i += ranges) {
                long first = 2 * PageProbes.PAGE * ((round + batches) % 700);
                if (batched) {
                    changeBatch(first);
                } else {
                    changeOneByOne(first);
                }
                batches++;
                done += ranges;
            }
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        check(calls.made() - before, batches);
        return new double[] {(double) taken / done};
    }

    /** Ranges that touch are told as one. */
    private void check(long made, long batches) {
        boolean touching = distance == PageProbes.PAGE && ranges > 1;
        long expected = touching ? batched ? 1 : ranges / 2 : ranges;
        if (made != batches * expected) {
            throw new IllegalStateException(
                    name + " made " + made + " calls in " + batches + " batches instead of " + expected + " each");
        }
    }

    private void changeBatch(long first) {
        batch.init(InvalidationEvent.UNMAP, 0, null, space);
        for (int i = 0; i < ranges; i++) {
            batch.add(first + i * distance, first + i * distance + PageProbes.PAGE);
        }
        check(invalidator.invalidateRangeStart(batch));
        invalidator.invalidateRangeEnd(batch);
    }

    private void changeOneByOne(long first) {
        for (int i = 0; i < ranges; i++) {
            range.init(
                    InvalidationEvent.UNMAP,
                    0,
                    null,
                    space,
                    first + i * distance,
                    first + i * distance + PageProbes.PAGE);
            check(invalidator.invalidateRangeStart(range));
            invalidator.invalidateRangeEnd(range);
        }
    }

    private static void check(InvalidationResult result) {
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException("a start answered " + result);
        }
    }
}
