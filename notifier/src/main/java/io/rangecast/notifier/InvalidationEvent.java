package io.rangecast.notifier;

import java.util.Locale;

/**
 * Why a range is invalidated. The order, and so the numbers, are those of Linux's {@code enum mmu_notifier_event}.
 *
 * <p>A subscriber that does not know an event, or does not care, treats it as {@link #UNMAP}: that is always safe.
 */
public enum InvalidationEvent {
    /** The range goes away, or moves: drop everything. The safe default. */
    UNMAP,
    /** The contents go away, the area stays. */
    CLEAR,
    /** The protection of the area changes; the area that is told carries the new one. */
    PROTECTION_VMA,
    /** The protection of pages changes, not that of the area: copy-on-write snapshots. */
    PROTECTION_PAGE,
    /** Dirty tracking starts anew: write access is to be taken again. */
    SOFT_DIRTY,
    /** The whole space goes away. */
    RELEASE,
    /** The contents move elsewhere; whoever moves them is the owner, and need not be told. */
    MIGRATE,
    /** The owner takes the range for itself alone, and need not be told. */
    EXCLUSIVE;

    /** The mask of all events. */
    public static final int ALL = (1 << values().length) - 1;

    private static final InvalidationEvent[] BY_NUMBER = values();

    /**
     * The event with a number, as records carry it.
     *
     * @param number an ordinal
     * @return the event
     * @throws IllegalArgumentException if there is no such event
     */
    public static InvalidationEvent of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("no event has the number 0x" + Integer.toHexString(number));
        }
        return BY_NUMBER[number];
    }

    /**
     * A bit of its own for each event, for event masks.
     *
     * @return {@code 1 << ordinal()}
     */
    public int mask() {
        return 1 << ordinal();
    }

    /** Whether who causes the event is left out when it is told. */
    boolean excludesOwner() {
        return this == MIGRATE || this == EXCLUSIVE;
    }

    static int checkMask(int events) {
        if ((events & ALL) == 0 || (events & ~ALL) != 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "event mask 0x%x is not a set of events within 0x%x", events, ALL));
        }
        return events;
    }
}
