package io.rangecast.ranges;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A concurrent map of an address space: areas that never overlap, found by address.
 *
 * <p>It stands on the same tree as {@link IntervalTree}, with the same guarantees: queries are wait-free, updates
 * lock-free, each linearizable as a whole. An update that replaces, cuts and adds several areas is one step for every
 * reader. Any thread may call every method.
 *
 * <p>Areas are the user's objects. Where an update cuts one, the {@link Slicer} makes the pieces. An update that loses
 * a race is computed again, so slicers, operators and joiners have no side effect; above all they do not update this
 * map, or the update that called them would never end. What they throw is passed on, and nothing has changed.
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
        this.slicer = Objects.requireNonNull(slicer, "slicer");
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
     * @return what was replaced, cut to the range of {@code area}, ascending; a piece that was cut is a new object,
     *     and may be put in again
     * @throws IllegalArgumentException if this object was inserted before, or if the slicer returns other bounds than
     *     it was asked for; then nothing changed
     */
    public List<A> put(A area) {
        Objects.requireNonNull(area, "area");
        return edit(edit -> {
            edit.carve(area.start(), area.end());
            edit.add(area);
        });
    }

    /**
     * Empties a range and puts an area in, there or elsewhere, as one step: so no reader finds an area that moves in
     * neither place. Does what {@link #remove} and then {@link #put} do. Lock-free, O((1 + removed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param area in no structure before; its range may overlap the other
     * @throws IllegalArgumentException for an empty or reversed range, or for a reason of {@link #put}; then nothing changed
     */
    public void move(long start, long end, A area) {
        Objects.requireNonNull(area, "area");
        edit(edit -> {
            edit.carve(start, end);
            edit.carve(area.start(), area.end());
            edit.add(area);
        });
    }

    /**
     * Empties a range; areas that reach beyond are cut. Lock-free, O((1 + removed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return what was removed, cut to the range, ascending; a piece that was cut is a new object, and may be put in
     * @throws IllegalArgumentException for an empty or reversed range, or if the slicer returns other bounds than it
     *     was asked for; then nothing changed
     */
    public List<A> remove(long start, long end) {
        return edit(edit -> edit.carve(start, end));
    }

    /**
     * Replaces each area, or part of an area, inside a range by what an operator makes of it. Lock-free, O((1 +
     * changed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change is given the part inside the range; returns a new area with the same bounds
     * @throws IllegalArgumentException for an empty or reversed range, or if the operator changes the bounds; then
     *     nothing changed
     */
    public void update(long start, long end, UnaryOperator<A> change) {
        update(start, end, change, (low, high) -> null);
    }

    /**
     * Replaces each area, or part of an area, inside a range by what an operator makes of it, and joins areas that then
     * touch and are alike, also with the neighbours of the range: so a range that is changed and changed back is one
     * area again ({@code vma_merge} of Linux). Joins go upwards. Lock-free, O((1 + changed) log n).
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param change is given the part inside the range; returns a new area with the same bounds
     * @param joiner says which touching areas are alike
     * @throws IllegalArgumentException for an empty or reversed range, or if the operator or the joiner returns other
     *     bounds than it was asked for; then nothing changed
     */
    public void update(long start, long end, UnaryOperator<A> change, Joiner<A> joiner) {
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(joiner, "joiner");
        edit(edit -> {
            edit.carve(start, end);
            for (A part : edit.removed()) {
                edit.add(AreaEdit.checkBounds(change.apply(part), part.start(), part.end()));
                edit.joinAt(part.start(), joiner);
            }
            if (!edit.removed().isEmpty()) {
                edit.joinAt(end, joiner);
            }
        });
    }

    /** Makes a change as one step; returns what it took out. */
    private List<A> edit(Consumer<AreaEdit<A>> change) {
        AreaEdit<A> edit = new AreaEdit<>(slicer);
        boolean done = false;
        try {
            update(seen -> {
                edit.begin(seen);
                change.accept(edit);
                return edit.content();
            });
            done = true;
        } finally {
            if (!done) {
                edit.undo();
            }
        }
        return edit.removed();
    }
}
