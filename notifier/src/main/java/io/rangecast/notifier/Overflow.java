package io.rangecast.notifier;

import io.rangecast.ranges.RangeSet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The ranges that did not fit into a full ring: a few that cover them all, to be taken as UNMAP. So a subscriber takes
 * no more memory however long it sleeps; and nothing is lost, as ranges that do not fit merge.
 *
 * <pre>
 *   producer (add)                              subscriber (take, taken)
 *   1 merged := pending + range, plain          a p := pending, pending := null (v, get-and-set)
 *   2 pending := merged (v, compare-and-set)    b handler for each range of p
 *   3 taken (a) >= merged.number ?    -- pairs  c taken := p.number (r)
 * </pre>
 *
 * <p>A batch keeps its number while ranges are added to it, and the next one has the next number. So a range that was
 * added to batch n is acknowledged when n is taken. 2 is made even if the range was covered before: a subscriber that
 * takes the batch must have seen all that the producer did before.
 */
final class Overflow {
    static final int RANGES = 8;

    /** A batch of ranges of one space, or of any if that is 0. Immutable. */
    record Batch(long number, int spaceId, long[] starts, long[] ends) {
        boolean covers(int space, long start, long end) {
            for (int i = 0; i < starts.length; i++) {
                if (Long.compareUnsigned(starts[i], start) <= 0 && Long.compareUnsigned(end, ends[i]) <= 0) {
                    return spaceId == space || spaceId == 0;
                }
            }
            return false;
        }
    }

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

    /** Producer's: where it merges. */
    private final RangeSet merging = new RangeSet(RANGES);

    private long lastNumber;

    /** Producer: adds a range and returns the number of its batch. Allocates if the range was not covered. Lock-free. */
    long add(int spaceId, long start, long end) {
        while (true) {
            Batch current = pending;
            boolean covered = current != null && current.covers(spaceId, start, end);
            Batch merged = covered ? current : merged(current, spaceId, start, end);
            long number = merged.number();
            if (PENDING.compareAndSet(this, current, merged)) { // pairs with take()
                lastNumber = number; // behind no call: or an error has the next batch pass for this one
                return number;
            }
        }
    }

    private Batch merged(Batch current, int spaceId, long start, long end) {
        merging.clear();
        merging.add(start, end);
        for (int i = 0; current != null && i < current.starts().length; i++) {
            merging.add(current.starts()[i], current.ends()[i]);
        }
        long[] starts = new long[merging.size()];
        long[] ends = new long[merging.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = merging.start(i);
            ends[i] = merging.end(i);
        }
        boolean sameSpace = current == null || current.spaceId() == spaceId;
        long number = current == null ? lastNumber + 1 : current.number();
        return new Batch(number, sameSpace ? spaceId : 0, starts, ends);
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
