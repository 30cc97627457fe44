package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.Objects;

/**
 * A change that a producer is about to make: event, flags, area, space, owner and range. It is made once, initialised for
 * each change, and started and ended by an {@link Invalidator}. One object has one window at a time.
 *
 * <p>In a {@code try} with resources its window cannot be left open: {@link #close} ends it if it is open, whatever the result
 * of the start, and else does nothing.
 *
 * <pre>{@code
 * try (range) {
 *     if (invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED) {
 *         change();
 *     }
 * }
 * }</pre>
 *
 * <p>Not thread-safe: it belongs to the thread that uses its invalidator. Two threads that use it at once get an error: always
 * in checked mode, otherwise on a best-effort basis. Callbacks see it through a read-only {@link Invalidation}. Initialising and
 * reading allocate nothing.
 */
public final class InvalidationRange extends Padded implements Invalidation, AutoCloseable {
    private final Invalidation view = new View();

    /** The window over this range, open or not. */
    final Window window = new Window(this);

    private InvalidationEvent event;

    /** A subscription with one of these events in its mask is told. */
    private int eventMask;

    private int flags;
    private Vma vma;
    private AddressSpace space;
    private long owner;
    private long start;
    private long end;

    /** A range to be initialised before use. */
    public InvalidationRange() {}

    /**
     * Says what will change, as {@link #initOwner} does without an owner.
     *
     * @param event as there
     * @param flags as there
     * @param vma as there
     * @param space as there
     * @param start as there
     * @param end as there
     * @return this
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public InvalidationRange init(
            InvalidationEvent event, int flags, Vma vma, AddressSpace space, long start, long end) {
        return initOwner(event, flags, vma, space, start, end, 0);
    }

    /**
     * Says what will change, and who changes it. Subscriptions of that owner are not told of {@link InvalidationEvent#MIGRATE}
     * and {@link InvalidationEvent#EXCLUSIVE}.
     *
     * @param event why it changes
     * @param flags the user's; {@link #BLOCKABLE} is set or cleared by the start
     * @param vma the area that changes, in its new state if its protection changes; null if there is none
     * @param space the space that contains the range
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param owner who changes it, 0 for nobody
     * @return this
     * @throws IllegalArgumentException for an empty or reversed range, or an area of another space; nothing has changed
     *     then
     * @throws IllegalStateException while the window of this range is open, or while a call that retires this range runs the
     *     actions of others
     */
    public InvalidationRange initOwner(
            InvalidationEvent event, int flags, Vma vma, AddressSpace space, long start, long end, long owner) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(space, "space");
        Interval.checkRange(start, end);
        if (vma != null && vma.space() != space) {
            throw new IllegalArgumentException("area " + vma + " is of " + vma.space() + ", not of " + space);
        }
        checkNotInUse();
        if (this.event != event) { // G1 has a fence behind many writes of a reference
            this.event = event;
        }
        if (this.vma != vma) {
            this.vma = vma;
        }
        if (this.space != space) {
            this.space = space;
        }
        eventMask = event.mask();
        this.flags = flags & ~BLOCKABLE;
        this.start = start;
        this.end = end;
        this.owner = owner;
        return this;
    }

    /** Fails while its window is open, or while a call that retires it runs the actions of others. */
    void checkNotInUse() {
        if (window.isInUse() || MisuseChecks.ON && MisuseChecks.isOpen(this)) {
            throw new IllegalStateException(window.whyInUse());
        }
    }

    /**
     * Says only where something will change, as {@link #initOwner} does with {@link InvalidationEvent#UNMAP}, no flags, no
     * area and no owner. Always safe, never precise.
     *
     * @param space as there
     * @param start as there
     * @param end as there
     * @return this
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public InvalidationRange init(AddressSpace space, long start, long end) {
        return init(InvalidationEvent.UNMAP, 0, null, space, start, end);
    }

    /**
     * As {@link #init(AddressSpace, long, long)}, but nobody can have masked it out: every subscription over the range is told
     * {@link InvalidationEvent#UNMAP}. For those who cannot say what has happened, such as a proxy of other memory that has lost
     * track of it.
     *
     * @param space where
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return this
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException as there
     */
    public InvalidationRange initForEverybody(AddressSpace space, long start, long end) {
        init(space, start, end);
        eventMask |= InvalidationEvent.RELEASE.mask(); // which is in each mask
        return this;
    }

    @Override
    public InvalidationEvent event() {
        return event;
    }

    /** The events of which one has to be in the mask of who is told. */
    int eventMask() {
        return eventMask;
    }

    /** Whether all are told, whatever they have masked out; not so of a release, which nobody can mask out anyway. */
    boolean isForEverybody() {
        return eventMask != event.mask();
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public Vma vma() {
        return vma;
    }

    @Override
    public AddressSpace space() {
        return space;
    }

    @Override
    public long owner() {
        return owner;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return end;
    }

    /**
     * How many subscriptions the last start has hit.
     *
     * @return zero or more
     */
    public int hits() {
        return window.hits();
    }

    /**
     * How many records the last start has published, one for each subscriber that was hit.
     *
     * @return zero or more
     */
    public int records() {
        return window.records();
    }

    /**
     * Whether a window is open over this range, and so has to be ended. It is from the return of a start or publish, unless the
     * result is {@link InvalidationResult#AGAIN}, to its end, a {@link #close} or a quarantine. Called by the thread that uses
     * the invalidator. Constant time.
     *
     * @return true if so
     */
    public boolean isOpen() {
        return window.isOpen();
    }

    /**
     * Ends the window if one is open, as {@link Invalidator#invalidateRangeEnd(InvalidationRange)} does in the invalidator
     * that has opened it; else does nothing. So it may be called after every result of a start, and after calls that end the
     * window themselves. The range may be initialised and started again. Called by the thread that uses the invalidator;
     * allocates nothing.
     *
     * @throws IllegalStateException inside a callback or a wait of a start that has not returned yet; nothing has changed
     *     then
     */
    @Override
    public void close() {
        if (window.isOpen()) {
            window.opener().endOf(this);
        }
    }

    /** The owner whose own subscriptions are left out; 0 for nobody. */
    long sparedOwner() {
        return event.excludesOwner() ? owner : 0;
    }

    void blockable(boolean blockable) {
        flags = blockable ? flags | BLOCKABLE : flags & ~BLOCKABLE;
    }

    Invalidation view() {
        return view;
    }

    @Override
    public String toString() {
        return space == null ? "not initialised" : event + " " + Interval.toString(start, end) + " in " + space;
    }

    /** The view that callbacks get: the same facts, and no way to this object. */
    private final class View implements Invalidation {
        @Override
        public InvalidationEvent event() {
            return event;
        }

        @Override
        public int flags() {
            return flags;
        }

        @Override
        public Vma vma() {
            return vma;
        }

        @Override
        public AddressSpace space() {
            return space;
        }

        @Override
        public long owner() {
            return owner;
        }

        @Override
        public long start() {
            return start;
        }

        @Override
        public long end() {
            return end;
        }

        @Override
        public String toString() {
            return InvalidationRange.this.toString();
        }
    }
}
