package io.rangecast.notifier;

import io.rangecast.ranges.RangeSet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What did not fit into a full ring: a few ranges that cover it, to be taken as UNMAP. However long a subscriber
 * sleeps, that is all the memory it takes; and nothing is lost, for ranges that do not fit merge.
 *
 * <pre>
 *   producer (add)                              subscriber (take, taken)
 *   1 merged := pending + range, plain          a p := pending, pending := null (v, get-and-set)
 *   2 pending := merged (v, compare-and-set)    b handler for each range of p
 *   3 taken (a) >= merged.number ?    -- pairs  c taken := p.number (r)
 * </pre>
 *
 * <p>A batch keeps its number while ranges are added to it, and the next one has the next number. So whoever has added
 * a range to batch n is answered when n is taken. 2 is made even if the range was covered before: a subscriber that
 * takes the batch must have seen all that the producer did before.
 */
final class Overflow {
    private static final int RANGES = 8;

    /** A batch of ranges. Immutable. */
    record Batch(long number, long[] starts, long[] ends) {}

    private static final VarHandle PENDING;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PENDING = lookup.findVarHandle(Overflow.class, "pending", Batch.class);
            TAKEN = lookup.findVarHandle(Overflow.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Batch pending;
    private long taken;

    /** Producer's: the ranges of the last batch it has made. */
    private final RangeSet ranges = new RangeSet(RANGES);

    private long lastNumber;

    /** Producer: adds a range and answers the number of its batch. Allocates if the range was not covered. Lock-free. */
    long add(long start, long end) {
        while (true) {
            Batch current = pending;
            Batch merged = current == null || !ranges.covers(start, end) ? merged(current, start, end) : current;
            if (PENDING.compareAndSet(this, current, merged)) { // pairs with take()
                lastNumber = merged.number();
                return lastNumber;
            }
        }
    }

    private Batch merged(Batch current, long start, long end) {
        if (current == null) {
            ranges.clear();
        }
        ranges.add(start, end);
        long[] starts = new long[ranges.size()];
        long[] ends = new long[ranges.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ranges.start(i);
            ends[i] = ranges.end(i);
        }
        return new Batch(current == null ? lastNumber + 1 : current.number(), starts, ends);
    }

    /** Producer: whether a batch was taken and all that was in it was let go. */
    boolean isTaken(long number) {
        return (long) TAKEN.getAcquire(this) >= number; // pairs with taken()
    }

    boolean isPending() {
        return pending != null;
    }

    /** Subscriber: takes the batch, or null. */
    Batch take() {
        return pending == null ? null : (Batch) PENDING.getAndSet(this, null); // pairs with add()
    }

    /** Subscriber: has let go of all that is in the batch. */
    void taken(Batch batch) {
        TAKEN.setRelease(this, batch.number()); // pairs with isTaken()
    }
}
