package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A concurrent map of an address space: areas that never overlap, found by address.
 *
 * <p>It stands on the same tree as {@link IntervalTree}, with the same guarantees: queries are wait-free, updates
 * lock-free, each linearizable as a whole. An update that replaces, cuts and adds several areas is one step for every
 * reader. Any thread may call every method.
 *
 * <p>Areas are the user's objects. Where an update cuts one, the {@link Slicer} makes the pieces. An update that loses
 * a race is computed again, so slicers and operators must have no side effect.
 *
 * @param <A> the user's areas
 */
public final class AreaMap<A extends Interval> extends SnapshotRoot<AreaSnapshot<A>> {
    private final Slicer<A> slicer;

    /**
     * Makes the piece of an area that remains after a cut.
     *
     * @param <A> the user's areas
     */
    @FunctionalInterface
    public interface Slicer<A extends Interval> {
        /**
         * A new area like a given one, but for its bounds.
         *
         * @param area the area that is cut
         * @param start first byte of the piece, inside the area
         * @param end the byte after the last of the piece
         * @return a new object with exactly these bounds
         */
        A slice(A area, long start, long end);
    }

    /**
     * Makes one area of two that touch.
     *
     * @param <A> the user's areas
     */
    @FunctionalInterface
    public interface Joiner<A extends Interval> {
        /**
         * A new area from the start of one to the end of the next, or null to keep them apart.
         *
         * @param low ends where {@code high} starts
         * @param high the area above
         * @return a new object with exactly these bounds, or null
         */
        A join(A low, A high);
    }

    /**
     * An empty map.
     *
     * @param slicer makes the pieces of areas that are cut
     */
    public AreaMap(Slicer<A> slicer) {
        super(AreaSnapshot.empty());
        this.slicer = Objects.requireNonNull(slicer);
    }

    /**
     * The content now. Wait-free, one volatile read.
     *
     * @return the snapshot on which queries run
     */
    public AreaSnapshot<A> snapshot() {
        return content();
    }

    /**
     * The area that contains an address, now. Wait-free, O(log n), allocates nothing.
     *
     * @param address unsigned
     * @return the area, or null if the address is in none
     */
    public A find(long address) {
        return content().find(address);
    }

    /**
     * The area that contains an address, or else the lowest one above it, now: {@code find_vma} of Linux. Wait-free,
     * O(log n), allocates nothing.
     *
     * @param address unsigned
     * @return the area, or null if there is none at or above the address
     */
    public A next(long address) {
        return content().next(address);
    }

    /**
     * The area that contains an address, or else the highest one below it, now. Wait-free, O(log n), allocates nothing.
     *
     * @param address unsigned
     * @return the area, or null if there is none at or below the address
     */
    public A previous(long address) {
        return content().previous(address);
    }

    /**
     * Puts an area in, in place of whatever its range held; areas that reach beyond are cut. Lock-free, O((1 +
     * replaced) log n).
     *
     * @param area in no structure before
     * @return what was replaced, cut to the range of {@code area}, ascending
     * @throws IllegalArgumentException if this object was inserted before, or if the slicer answers other bounds than
     *     it was asked for; then nothing changed
     */
    public List<A> put(A area) {
        area.claim();
        boolean inserted = false;
        List<A> replaced = new ArrayList<>();
        try {
            update(seen -> {
                replaced.clear();
                return carve(seen, area.start(), area.end(), replaced).with(area);
            });
            inserted = true;
        } finally {
            if (!inserted) {
                area.unclaim();
            }
        }
        return replaced;
    }

    /**
     * Empties a range; areas that reach beyond are cut. Lock-free, O((1 + removed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return what was removed, cut to the range, ascending
     * @throws IllegalArgumentException for an empty or reversed range, or if the slicer answers other bounds than it
     *     was asked for; then nothing changed
     */
    public List<A> remove(long start, long end) {
        List<A> removed = new ArrayList<>();
        update(seen -> {
            removed.clear();
            return carve(seen, start, end, removed);
        });
        return removed;
    }

    /**
     * Replaces each area, or part of an area, inside a range by what an operator makes of it. Lock-free, O((1 +
     * changed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change is given the part inside the range; answers a new area with the same bounds
     * @throws IllegalArgumentException for an empty or reversed range, or if the operator changes the bounds; then
     *     nothing changed
     */
    public void update(long start, long end, UnaryOperator<A> change) {
        update(start, end, change, (low, high) -> null);
    }

    /**
     * Replaces each area, or part of an area, inside a range by what an operator makes of it, and joins what then
     * touches and is alike, also with the neighbours of the range: so a range that is changed and changed back is one
     * area again ({@code vma_merge} of Linux). Lock-free, O((1 + changed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change is given the part inside the range; answers a new area with the same bounds
     * @param joiner says which touching areas are alike
     * @throws IllegalArgumentException for an empty or reversed range, or if the operator or the joiner answers other
     *     bounds than it was asked for; then nothing changed
     */
    public void update(long start, long end, UnaryOperator<A> change, Joiner<A> joiner) {
        update(seen -> {
            List<A> parts = new ArrayList<>();
            AreaSnapshot<A> next = carve(seen, start, end, parts);
            A last = parts.isEmpty() || start == 0 ? null : next.find(start - 1);
            for (A part : parts) {
                next = add(next, change.apply(part), part.start(), part.end());
                next = join(next, last, next.find(part.start()), joiner);
                last = next.find(part.start());
            }
            return parts.isEmpty() || end == Interval.MAX_END ? next : join(next, last, next.find(end), joiner);
        });
    }

    /** Joins two areas if they touch and are alike. */
    private AreaSnapshot<A> join(AreaSnapshot<A> in, A low, A high, Joiner<A> joiner) {
        if (low == null || high == null || low.end() != high.start()) {
            return in;
        }
        A joined = joiner.join(low, high);
        return joined == null ? in : add(in.without(low).without(high), joined, low.start(), high.end());
    }

    /** A snapshot without anything in the range; what was there is added to {@code removed}. */
    private AreaSnapshot<A> carve(AreaSnapshot<A> from, long start, long end, List<A> removed) {
        List<A> overlapping = new ArrayList<>();
        from.forEachOverlap(start, end, overlapping::add);
        AreaSnapshot<A> rest = from;
        for (A area : overlapping) {
            boolean before = Long.compareUnsigned(area.start(), start) < 0;
            boolean after = Long.compareUnsigned(area.end(), end) > 0;
            rest = rest.without(area);
            if (before) {
                rest = addSlice(rest, area, area.start(), start);
            }
            if (after) {
                rest = addSlice(rest, area, end, area.end());
            }
            long low = before ? start : area.start();
            long high = after ? end : area.end();
            removed.add(before || after ? slice(area, low, high) : area);
        }
        return rest;
    }

    private AreaSnapshot<A> addSlice(AreaSnapshot<A> to, A area, long start, long end) {
        return add(to, slice(area, start, end), start, end);
    }

    private A slice(A area, long start, long end) {
        A piece = slicer.slice(area, start, end);
        checkBounds(piece, start, end);
        return piece;
    }

    private AreaSnapshot<A> add(AreaSnapshot<A> to, A area, long start, long end) {
        checkBounds(area, start, end);
        area.claim();
        return to.with(area);
    }

    private static void checkBounds(Interval area, long start, long end) {
        if (area.start() != start || area.end() != end) {
            throw new IllegalArgumentException(
                    "area " + area + " was to have the bounds " + Interval.toString(start, end));
        }
    }
}
