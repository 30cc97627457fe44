package io.rangecast.notifier;

import io.rangecast.ranges.RangeSet;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Several ranges that change at once and for one reason: they are told together and waited for once. Ranges that
 * overlap or touch are merged first. Past the capacity the nearest ones are merged, and subscribers between them are told, too.
 *
 * <p>Made once and used again and again, by the thread that uses its invalidator: {@link #init}, {@link #add} for each
 * range, {@link Invalidator#invalidateRangeStart(InvalidationBatch)},
 * {@link Invalidator#invalidateRangeEnd(InvalidationBatch)}. In a {@code try} with resources {@link #close} ends it, whatever
 * the result was. It allocates until it has grown to the number of its ranges and their hits.
 */
public final class InvalidationBatch implements AutoCloseable {
    private final RangeSet added;

    /** One for each merged range; made when first needed, and kept. */
    private InvalidationRange[] ranges = new InvalidationRange[4];

    private int count;

    /** The invalidator whose windows are open over the ranges; null if none are. */
    private Invalidator opener;

    /** Whether its end is under way, which completions may see. */
    boolean ending;

    /** As {@link WindowSlot#held}, of all its windows. */
    HeldMemory held;

    private InvalidationEvent event;
    private int flags;
    private Vma vma;
    private AddressSpace space;
    private long owner;

    private final BatchAcknowledgements acknowledgements = new BatchAcknowledgements(this);

    /**
     * An empty batch.
     *
     * @param capacity how many merged ranges there are at most
     * @throws IllegalArgumentException if the capacity is not from 1 to 2<sup>16</sup>
     */
    public InvalidationBatch(int capacity) {
        added = new RangeSet(capacity);
        ranges[0] = new InvalidationRange();
    }

    /**
     * Empties the batch and says why its ranges will change, as {@link #initOwner} does without an owner.
     *
     * @param newEvent as there
     * @param newFlags as there
     * @param newVma as there
     * @param newSpace as there
     * @return this
     * @throws IllegalStateException as there
     */
    public InvalidationBatch init(InvalidationEvent newEvent, int newFlags, Vma newVma, AddressSpace newSpace) {
        return initOwner(newEvent, newFlags, newVma, newSpace, 0);
    }

    /**
     * Empties the batch and says why its ranges will change, and who changes them.
     *
     * @param newEvent why they change
     * @param newFlags the user's
     * @param newVma the area that contains all ranges, or null
     * @param newSpace the space that contains them
     * @param newOwner who changes them, 0 for nobody
     * @return this
     * @throws IllegalStateException while the batch is open
     */
    public InvalidationBatch initOwner(
            InvalidationEvent newEvent, int newFlags, Vma newVma, AddressSpace newSpace, long newOwner) {
        checkNotOpen();
        ranges[0].initOwner(newEvent, newFlags, newVma, newSpace, 0, 1, newOwner); // rejects what is to be rejected
        added.clear();
        event = newEvent;
        flags = newFlags;
        vma = newVma;
        space = newSpace;
        owner = newOwner;
        return this;
    }

    /**
     * Adds a range.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return this
     * @throws IllegalArgumentException for an empty or reversed range; nothing is added then
     * @throws IllegalStateException while the batch is open, or while a call that retires it runs the actions of others; or
     *     before it is initialised by {@link #init} or {@link #initOwner}
     */
    public InvalidationBatch add(long start, long end) {
        checkNotOpen();
        checkInitialised();
        ranges[0].checkNotInUse();
        added.add(start, end);
        return this;
    }

    private void checkInitialised() {
        if (space == null) {
            throw new IllegalStateException("the batch is not initialised: call init or initOwner first");
        }
    }

    /**
     * How many ranges there are, merged.
     *
     * @return from 0 to the capacity
     */
    public int size() {
        return added.size();
    }

    /**
     * How many subscriptions the last start has hit, each counted for each merged range that hits it.
     *
     * @return zero or more
     */
    public int hits() {
        int hits = 0;
        for (int i = 0; i < count; i++) {
            hits += ranges[i].hits();
        }
        return hits;
    }

    /** Makes the merged ranges. */
    void prepare(AddressSpace expected) {
        checkNotOpen();
        checkInitialised();
        if (space != expected) {
            throw new IllegalArgumentException(this + " is not of " + expected);
        }
        int size = added.size();
        if (size > ranges.length) {
            ranges = Arrays.copyOf(ranges, Math.max(size, 2 * ranges.length));
        }
        for (int i = 0; i < size; i++) {
            if (ranges[i] == null) {
                ranges[i] = new InvalidationRange();
            }
            ranges[i].initOwner(event, flags, vma, space, added.start(i), added.end(i), owner);
            ranges[i].blockable(true);
        }
        for (int i = 0; i < size; i++) {
            Window next = i + 1 < size ? ranges[i + 1].window : null;
            if (ranges[i].window.next != next) { // as in InvalidationRange.initOwner
                ranges[i].window.next = next;
            }
        }
        count = size;
    }

    int count() {
        return count;
    }

    BatchAcknowledgements acknowledgements() {
        return acknowledgements;
    }

    Stream<InvalidationRange> ranges() {
        return Arrays.stream(ranges, 0, count);
    }

    /** Those of its ranges, or that of the first to come: so what frees others' memory meanwhile finds that it is in use. */
    Window[] windows() {
        return Arrays.stream(ranges, 0, Math.max(1, count))
                .map(range -> range.window)
                .toArray(Window[]::new);
    }

    InvalidationRange range(int index) {
        return ranges[index];
    }

    /** The first byte of the lowest range; the ranges ascend. */
    long lowest() {
        return count == 0 ? 0 : ranges[0].start();
    }

    /** The byte after the last of the highest range. */
    long highest() {
        return count == 0 ? 0 : ranges[count - 1].end();
    }

    long bytes() {
        return ranges().mapToLong(range -> range.end() - range.start()).sum();
    }

    private void checkNotOpen() {
        if (opener != null) {
            throw new IllegalStateException("the batch " + this + " is open; end it first");
        }
    }

    void open(Invalidator invalidator) {
        opener = invalidator;
    }

    /** Its windows have ended. */
    void ended() {
        held = null;
        opener = null;
    }

    /**
     * Whether its windows are open, and so have to be ended. Called by the thread that uses the invalidator. Constant time.
     *
     * @return true from the return of a start or publish to the end, a {@link #close} or a quarantine
     */
    public boolean isOpen() {
        return opener != null;
    }

    /**
     * Ends the windows if they are open, as {@link Invalidator#invalidateRangeEnd(InvalidationBatch)} does in the
     * invalidator that has opened them; else does nothing. Called by the thread that uses the invalidator; allocates
     * nothing.
     *
     * @throws IllegalStateException inside a callback or a wait of a start, or inside an end, that has not returned yet;
     *     nothing has changed then
     */
    @Override
    public void close() {
        if (opener != null) {
            opener.invalidateRangeEnd(this);
        }
    }

    /** Also a batch without ranges, of which no window is open. */
    void checkOpenIn(Invalidator invalidator) {
        checkToEnd(invalidator);
        if (held == HeldMemory.UNTOLD) {
            throw new IllegalStateException("a start of the batch " + this + " has failed half-way; end it first");
        }
    }

    /** The same of one of which some may not have been told. */
    void checkToEnd(Invalidator invalidator) {
        if (ending) {
            throw new IllegalStateException("the end of the batch " + this + " has not returned yet");
        }
        if (opener != invalidator) {
            throw new IllegalStateException("the batch " + this + " is not open in " + invalidator);
        }
    }

    @Override
    public String toString() {
        return space == null ? "not initialised" : event + " " + added + " in " + space;
    }
}
