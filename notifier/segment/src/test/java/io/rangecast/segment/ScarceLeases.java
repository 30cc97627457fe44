package io.rangecast.segment;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.lang.foreign.Arena;
import java.util.Random;

/** A program of its own: a reader asks for leases with less and less memory left, until it gets none, and then has more again. */
final class ScarceLeases {
    private static final int MOST_LEFT = 120;
    private static final int APART = 4; // a run tries every fourth
    private static final long BYTES = 4096;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final SegmentReader reader = new SegmentReader("poor", space);
    private int failures;

    private ScarceLeases() {}

    public static void main(String[] arguments) {
        ScarceLeases scarce = new ScarceLeases();
        scarce.attempt(Integer.MAX_VALUE); // all classes are loaded
        for (int left = MOST_LEFT - new Random().nextInt(APART); left >= 0; left -= APART) {
            scarce.attempt(left);
        }
        System.out.println("failed " + (scarce.failures > 0));
    }

    private void attempt(int blocksLeft) {
        try (Arena arena = Arena.ofShared()) {
            RevocableSegment segment = RevocableSegment.of(space, arena.allocate(BYTES), () -> {});
            Object[] hoard = hoard(blocksLeft);
            boolean leased = false;
            try {
                leased = reader.lease(segment) != null;
            } catch (OutOfMemoryError none) {
                failures++;
            }
            hoard[0] = null; // and with it all
            check(reader.leases() == (leased ? 1 : 0), "it has " + reader.leases() + " leases");
            check(hits(segment) == (leased ? 1 : 0), "half leased");
            check(reader.lease(segment) != null && reader.leases() == 1, "not leased when there is memory");
            check(segment.revoke() == InvalidationResult.COMPLETED, "not let go of");
            check(reader.leases() == 0 && hits(segment) == 0, "still there");
        }
    }

    /** How many are told of a change there; a lease that was there is gone then. */
    private int hits(RevocableSegment segment) {
        InvalidationRange range = new InvalidationRange().init(space, segment.address(), segment.end());
        invalidator.publish(range);
        int hits = range.hits();
        reader.poll(Integer.MAX_VALUE);
        invalidator.invalidateRangeEnd(range);
        return hits;
    }

    /** Takes all memory but for some small blocks. Each refers to the one taken before. */
    private static Object[] hoard(int blocksLeft) {
        Object[] last = new Object[1];
        if (blocksLeft == Integer.MAX_VALUE) {
            return last;
        }
        for (int longs = 1 << 16; longs >= 1; longs /= 8) {
            try {
                while (true) {
                    Object[] next = new Object[longs];
                    next[0] = last[0];
                    last[0] = next;
                }
            } catch (OutOfMemoryError full) {
                // on with smaller ones
            }
        }
        for (int i = 0; i < blocksLeft && last[0] != null; i++) {
            last[0] = ((Object[]) last[0])[0]; // the smallest were taken last
        }
        return last;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
