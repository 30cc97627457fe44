package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A concurrent map of an address space: areas that never overlap, found by address.
 *
 * <p>It stands on the same {@link IntervalSnapshot} as {@link IntervalTree}, with the same guarantees: queries are
 * wait-free, updates lock-free, each linearizable as a whole. An update that replaces, cuts and adds several areas is
 * one step for every reader.
 *
 * <p>Areas are the user's objects. Where an update cuts one, the {@link Slicer} makes the pieces. An update that loses
 * a race is computed again, so slicers and operators must have no side effect.
 *
 * @param <A> the user's areas
 */
public final class AreaMap<A extends Interval> {
    private static final VarHandle ROOT;

    static {
        try {
            ROOT = MethodHandles.lookup().findVarHandle(AreaMap.class, "root", IntervalSnapshot.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Slicer<A> slicer;
    private volatile IntervalSnapshot<A> root = IntervalSnapshot.empty();

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
     * An empty map.
     *
     * @param slicer makes the pieces of areas that are cut
     */
    public AreaMap(Slicer<A> slicer) {
        this.slicer = Objects.requireNonNull(slicer);
    }

    /**
     * The content now. Wait-free, one volatile read.
     *
     * @return a snapshot whose intervals do not overlap
     */
    public IntervalSnapshot<A> snapshot() {
        return root;
    }

    /**
     * The area that contains an address. Wait-free, O(log n), allocates nothing.
     *
     * @param address unsigned
     * @return the area, or null if the address is in none
     */
    public A find(long address) {
        return address == Interval.MAX_END ? null : root.firstOverlap(address, address + 1);
    }

    /**
     * The area that contains an address, or else the lowest one above it: {@code find_vma} of Linux. Wait-free, O(log
     * n), allocates nothing.
     *
     * @param address unsigned
     * @return the area, or null if there is none at or above the address
     */
    public A next(long address) {
        return address == Interval.MAX_END ? null : root.firstOverlap(address, Interval.MAX_END);
    }

    /**
     * Puts an area in, in place of whatever its range held; areas that reach beyond are cut. Lock-free, O((1 +
     * replaced) log n).
     *
     * @param area in no structure before
     * @return what was replaced, cut to the range of {@code area}, ascending
     * @throws IllegalArgumentException if this object was inserted before
     */
    public List<A> put(A area) {
        area.claim();
        boolean inserted = false;
        try {
            while (true) {
                IntervalSnapshot<A> seen = root;
                List<A> replaced = new ArrayList<>();
                if (replace(
                        seen, carve(seen, area.start(), area.end(), replaced).with(area))) {
                    inserted = true;
                    return replaced;
                }
            }
        } finally {
            if (!inserted) {
                area.unclaim();
            }
        }
    }

    /**
     * Empties a range; areas that reach beyond are cut. Lock-free, O((1 + removed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return what was removed, cut to the range, ascending
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public List<A> remove(long start, long end) {
        while (true) {
            IntervalSnapshot<A> seen = root;
            List<A> removed = new ArrayList<>();
            if (replace(seen, carve(seen, start, end, removed))) {
                return removed;
            }
        }
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
        while (true) {
            IntervalSnapshot<A> seen = root;
            List<A> parts = new ArrayList<>();
            IntervalSnapshot<A> next = carve(seen, start, end, parts);
            for (A part : parts) {
                next = add(next, change.apply(part), part.start(), part.end());
            }
            if (replace(seen, next)) {
                return;
            }
        }
    }

    private boolean replace(IntervalSnapshot<A> seen, IntervalSnapshot<A> next) {
        return next == seen || ROOT.compareAndSet(this, seen, next);
    }

    /** A snapshot without anything in the range; what was there is added to {@code removed}. */
    private IntervalSnapshot<A> carve(IntervalSnapshot<A> from, long start, long end, List<A> removed) {
        List<A> overlapping = new ArrayList<>();
        from.forEachOverlap(start, end, Interval.EVERY_MASK, overlapping::add);
        IntervalSnapshot<A> rest = from;
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

    private IntervalSnapshot<A> addSlice(IntervalSnapshot<A> to, A area, long start, long end) {
        return add(to, slice(area, start, end), start, end);
    }

    private A slice(A area, long start, long end) {
        A piece = slicer.slice(area, start, end);
        checkBounds(piece, start, end);
        return piece;
    }

    private IntervalSnapshot<A> add(IntervalSnapshot<A> to, A area, long start, long end) {
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
