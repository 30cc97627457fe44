package io.rangecast.notifier.internal;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * A window of the mirror's space: readers get BUSY there, and the threads of this process let go of the range. The mirror's
 * agent only.
 */
public final class MirrorWindow {
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Invalidator invalidator;

    private final InvalidationRange range;

    private boolean acknowledged;
    private long asked;

    /** The numbers of the home's starts that wait for it. */
    private long[] owed = new long[2];

    private int owedCount;

    /** Whether the home says that it is over. */
    private boolean over;

    private MirrorWindow(Invalidator invalidator, InvalidationRange range) {
        this.invalidator = invalidator;
        this.range = range;
    }

    /**
     * As the home's is: whoever has masked out the event, or is spared as its owner, is here, too.
     *
     * @param invalidator of the mirror's agent
     * @param space of the mirror
     * @param event why
     * @param flags of the producer's
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param owner who causes it
     * @return a window that is not open yet
     */
    public static MirrorWindow of(
            Invalidator invalidator,
            AddressSpace space,
            InvalidationEvent event,
            int flags,
            long start,
            long end,
            long owner) {
        return new MirrorWindow(
                invalidator, new InvalidationRange().initOwner(event, flags, null, space, start, end, owner));
    }

    /**
     * For everybody, whatever they have masked out; they are told UNMAP.
     *
     * @param invalidator of the mirror's agent
     * @param space of the mirror
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return a window that is not open yet
     */
    public static MirrorWindow forAll(Invalidator invalidator, AddressSpace space, long start, long end) {
        return new MirrorWindow(invalidator, new InvalidationRange().initForEverybody(space, start, end));
    }

    /**
     * Begins that come from now on are BUSY, who has begun before fails the retry, and threads are told.
     *
     * @param now the clock, {@link System#nanoTime}
     * @return this
     */
    public MirrorWindow open(long now) {
        asked = now;
        invalidator.publish(range);
        return this;
    }

    /**
     * Whether it is over that range and no other.
     *
     * @param start first byte
     * @param end the byte after the last
     * @return true if so
     */
    public boolean spans(long start, long end) {
        return range.start() == start && range.end() == end;
    }

    /**
     * Whether all of this process have let go. Once they have, nobody begins until the end.
     *
     * @param now the clock, {@link System#nanoTime}
     * @return true if so
     */
    public boolean isAcknowledged(long now) {
        if (!acknowledged) {
            acknowledged = invalidator.isAcknowledged(range) || now - asked >= AGAIN_NANOS && askAgain(now);
        }
        return acknowledged;
    }

    /** Calls callbacks again that have failed. */
    private boolean askAgain(long now) {
        asked = now;
        return invalidator.await(range, 0) == InvalidationResult.COMPLETED;
    }

    /**
     * A start of the home's is within it, and is to be acknowledged when this is.
     *
     * @param number of the start
     */
    public void owe(long number) {
        if (owedCount == owed.length) {
            owed = Arrays.copyOf(owed, 2 * owedCount);
        }
        owed[owedCount++] = number;
    }

    /**
     * Gives away what it owes.
     *
     * @param acknowledgements is given each number
     */
    public void pay(LongConsumer acknowledgements) {
        for (int i = 0; i < owedCount; i++) {
            acknowledgements.accept(owed[i]);
        }
        owedCount = 0;
    }

    /**
     * Whether a start of the home's waits for it.
     *
     * @return true if so
     */
    public boolean owes() {
        return owedCount > 0;
    }

    /** The home says that it is over. */
    public void homeHasEnded() {
        over = true;
    }

    /**
     * Whether the home says that it is over, and all here have let go.
     *
     * @return true if so
     */
    public boolean mayEnd() {
        return over && acknowledged;
    }

    /** Closes it, as far as it was opened: readers begin again. */
    public void end() {
        range.close();
    }
}
