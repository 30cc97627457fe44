package io.rangecast.notifier;

/**
 * An invalidation as a callback sees it: Linux's {@code const struct mmu_notifier_range}. It is read-only, and valid until the
 * callback returns; then its producer uses it again.
 */
public interface Invalidation {
    /** Flag bit: the producer may wait, so a callback may too. */
    int BLOCKABLE = 1;

    /**
     * The reason.
     *
     * @return the event
     */
    InvalidationEvent event();

    /**
     * Flags of the producer's, and {@link #BLOCKABLE}.
     *
     * @return a set of bits
     */
    int flags();

    /**
     * The area that is changed.
     *
     * @return the area, or null if the producer named none
     */
    Vma vma();

    /**
     * The space in which it is.
     *
     * @return the space
     */
    AddressSpace space();

    /**
     * The owner that causes the change, whose own subscriptions may be left out.
     *
     * @return a number of the user's, 0 for nobody
     */
    long owner();

    /**
     * First byte of the range.
     *
     * @return an unsigned address
     */
    long start();

    /**
     * The byte after the last of the range.
     *
     * @return an unsigned address above {@link #start()}
     */
    long end();

    /**
     * Whether the callback may wait, and must not refuse.
     *
     * @return true if {@link #flags()} has {@link #BLOCKABLE}
     */
    default boolean isBlockable() {
        return (flags() & BLOCKABLE) != 0;
    }

    /**
     * Whether readers may keep what they have, because only the right to write goes away.
     *
     * @return true for {@link InvalidationEvent#PROTECTION_VMA} of an area that stays readable
     */
    default boolean isUpdateToReadOnly() {
        return event() == InvalidationEvent.PROTECTION_VMA && vma() != null && vma().isReadable();
    }

    /**
     * As {@link #isUpdateToReadOnly()}.
     *
     * @return as there
     * @deprecated renamed to {@link #isUpdateToReadOnly}
     */
    @Deprecated
    default boolean updateToReadOnly() {
        return isUpdateToReadOnly();
    }
}
