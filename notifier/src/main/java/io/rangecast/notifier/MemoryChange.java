package io.rangecast.notifier;

/** A change that a memory manager makes to its memory while nobody uses it. */
@FunctionalInterface
public interface MemoryChange {
    /** Changes nothing: for ranges without memory behind them. */
    MemoryChange NONE = (area, start, end) -> {};

    /**
     * Changes the memory behind a part of an area. Called inside the window, by the thread that asked for the
     * operation, after every subscriber has let go and before the area map changes; once for each area that the
     * operation touches, ascending.
     *
     * <p>If it throws, or memory runs out behind it, the window is ended, the areas in it stay in the map as they were, and
     * the caller gets what was thrown. Asking again applies it again to all parts, also to those for which it had succeeded.
     *
     * @param area the area as it was before
     * @param start first byte of the part, unsigned
     * @param end the byte after the last of the part, unsigned
     */
    void apply(Vma area, long start, long end);
}
