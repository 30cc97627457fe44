package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.workload.PageChanges;
import io.rangecast.jmh.workload.PageProbes;
import io.rangecast.notifier.Invalidator;

/**
 * Changes a number of pages, every second of which is subscribed to by one thread: in a batch, or one by one; the value
 * is the time for each range in nanoseconds.
 */
public final class Batches implements Contender {
    /** How many ranges between two looks at the clock, at least. */
    private static final int RANGES = 100;

    private final String name;
    private final PageChanges changes;
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
        this.changes = new PageChanges(invalidator, ranges, distance);
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
                    changes.asBatch(first);
                } else {
                    changes.oneByOne(first);
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
}
