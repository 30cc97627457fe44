package io.rangecast.notifier;

/**
 * Is called for every invalidation in an {@link AddressSpace}: Linux's {@code mmu_notifier_ops}. For a mirror of the whole
 * space, such as a device with a page table of its own; for a single range make a {@link Subscription}.
 *
 * <p>Override the methods that you need. The library finds out once which methods a class overrides; it never calls the
 * others, and they cost nothing. A notifier that translates addresses overrides {@link #invalidateRangeStart} and
 * {@link #invalidateRangeEnd}. One that only has a second TLB, filled from the same page table as the processor's, overrides
 * {@link #invalidateSecondaryTlbs} alone. A class that overrides both kinds is rejected.
 *
 * <p><b>Threads</b>: each method is called by the thread that causes it, for different windows at the same time. It may
 * start and end invalidations, subscribe, register, and end things by {@code closeAsync} or
 * {@link AddressSpace#releaseShared}. It must not wait for other callbacks ({@link Registration#close},
 * {@link Subscription#close}, {@link AddressSpace#synchronizeAll()}) nor for windows ({@link Subscription#readBegin}), which
 * an {@link IllegalStateException} refuses. What it throws goes to the space's {@link InvalidationErrorHandler}, and the
 * other notifiers are still called. A start that throws, or refuses where it must not, has not let go, and the producer is
 * told so, as for an {@link IntervalNotifier}.
 */
public interface Notifier {
    /**
     * A range is about to change: let go of it, and derive nothing from it until the end. Called after all hit
     * {@link IntervalNotifier}s, newest registration first.
     *
     * @param invalidation what will change; valid until the callback returns
     * @return true if done; false to refuse, which is allowed only if the invalidation is not
     *     {@linkplain Invalidation#isBlockable() blockable}. A notifier that refuses or throws gets no end then. One that does
     *     so in a blockable invalidation may be called again for the same window, and gets its end, once
     */
    default boolean invalidateRangeStart(Invalidation invalidation) {
        return true;
    }

    /**
     * A range has changed, or its start was refused by another notifier. Called exactly once for each start, by the
     * thread that ends the window, newest registration first, unless the registration has been closed meanwhile; called
     * without a start if only this one is overridden.
     *
     * @param invalidation what has changed; valid until the callback returns
     */
    default void invalidateRangeEnd(Invalidation invalidation) {}

    /**
     * The space goes away, or the registration is closed: let go of everything and use the space no more. Called at most once
     * for each registration, before memory is given back and while the notifier is still told of invalidations. So other
     * callbacks may run beside it and, until the close returns, after it.
     *
     * @param space what is released
     */
    default void release(AddressSpace space) {}

    /**
     * Whether an address has been used through this notifier's mirror since that was last cleared.
     *
     * @param space where
     * @param address unsigned
     * @return true if it is young
     */
    default boolean testYoung(AddressSpace space, long address) {
        return false;
    }

    /**
     * Whether a range has been used since that was last cleared; clears that, and flushes what would keep further uses
     * from being seen.
     *
     * @param space where
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if any of it was young
     */
    default boolean clearFlushYoung(AddressSpace space, long start, long end) {
        return false;
    }

    /**
     * As {@link #clearFlushYoung} without the flush: an estimate that costs the mirror little.
     *
     * @param space where
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return true if any of it was young
     */
    default boolean clearYoung(AddressSpace space, long start, long end) {
        return false;
    }

    /**
     * The translations of a range have changed: flush them from a TLB that is filled from the same page table as the
     * processor's. Must not be overridden together with {@link #invalidateRangeStart} or {@link #invalidateRangeEnd}.
     *
     * @param space where
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     */
    default void invalidateSecondaryTlbs(AddressSpace space, long start, long end) {}

    /**
     * No callback of this notifier runs any more or will run: its resources may go. Called exactly once for a notifier that
     * {@link AddressSpace#acquireShared} has made, after the last {@link AddressSpace#releaseShared}; never for one that was
     * {@linkplain AddressSpace#register(Notifier) registered}.
     */
    default void free() {}
}
