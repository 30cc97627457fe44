package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * A page cache, read by threads that copy eight bytes out of a frame. Each asks a guard of the page and its neighbours
 * whether that was good; or nobody asks, and who comes too late has read another page.
 */
final class OptimisticPages extends PageFrames {
    private static final int PAGES_OF_A_GUARD = 64;
    private static final int COLD_IN = 100;

    private final boolean guarded;
    private final AddressSpace space = new AddressSpace();
    private final Subscription[] guards = new Subscription[PAGES / PAGES_OF_A_GUARD];

    /** Each word of a frame holds the number of its page. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * PAGE).order(ByteOrder.nativeOrder());

    OptimisticPages(boolean guarded) {
        this.guarded = guarded;
        for (int i = 0; i < guards.length; i++) {
            guards[i] = space.guard((long) i * PAGES_OF_A_GUARD * PAGE, (long) PAGES_OF_A_GUARD * PAGE);
        }
        for (int frame = 0; frame < FRAMES; frame++) {
            read(frame, frame);
        }
    }

    IntToLongFunction newReader(long seed) {
        return guarded ? new Guarded(seed) : new Ungated(seed);
    }

    @Override
    void read(int page, int frame) {
        for (int word = frame * PAGE; word < (frame + 1) * PAGE; word += Long.BYTES) {
            memory.putLong(word, page);
        }
    }

    private static int offsetOf(long place) {
        return (int) (place >>> 8) & (PAGE - Long.BYTES);
    }

    /** One thread that asks. */
    private final class Guarded extends RandomReads implements IntToLongFunction {
        private final Invalidator invalidator = space.newInvalidator("reader");
        private final InvalidationRange range = new InvalidationRange();
        private final IntPredicate evict = this::evict;

        Guarded(long seed) {
            random = seed;
        }

        private boolean evict(int page) {
            range.init(space, (long) page * PAGE, (page + 1L) * PAGE);
            if (invalidator.invalidateRangeStart(range) != InvalidationResult.COMPLETED) {
                throw new IllegalStateException("a start over " + range + " that waits for nobody has not completed");
            }
            unlink(page);
            invalidator.invalidateRangeEnd(range);
            return true;
        }

        @Override
        public long applyAsLong(int count) {
            long right = 0;
            long place = random;
            for (int i = 0; i < count; i++) {
                place = next(place);
                int page = pageOf(place, COLD_IN);
                right += read(guards[page / PAGES_OF_A_GUARD], page, offsetOf(place)) == page ? 1 : 0;
            }
            random = place;
            return right;
        }

        private long read(Subscription guard, int page, int offset) {
            while (true) {
                long seen = guard.tryReadBegin();
                int frame = frameOf(page);
                if (frame == NOWHERE) {
                    load(page, evict);
                    continue;
                }
                long value = memory.getLong(frame * PAGE + offset);
                if (!guard.readRetry(seen)) {
                    return value;
                }
            }
        }
    }

    /** One thread that never knows. */
    private final class Ungated extends RandomReads implements IntToLongFunction {
        private final IntPredicate evict = this::evict;

        Ungated(long seed) {
            random = seed;
        }

        private boolean evict(int page) {
            unlink(page);
            return true;
        }

        @Override
        public long applyAsLong(int count) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < count; i++) {
                place = next(place);
                sum += read(pageOf(place, COLD_IN), offsetOf(place));
            }
            random = place;
            return sum < 0 ? -1 : count;
        }

        private long read(int page, int offset) {
            int frame = frameOf(page);
            while (frame == NOWHERE) {
                load(page, evict);
                frame = frameOf(page);
            }
            return memory.getLong(frame * PAGE + offset);
        }
    }
}
