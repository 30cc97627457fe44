package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;

/**
 * One attempt to change an {@link AreaMap}: the content that it makes of a snapshot, the areas that it takes out, and
 * the objects that it claims for that. An attempt that loses a race or fails gives these back, as nobody has seen them.
 *
 * @param <A> the user's areas
 */
final class AreaEdit<A extends Interval> {
    private final AreaMap.Slicer<A> slicer;
    private final List<A> claimed = new ArrayList<>();
    private final List<A> removed = new ArrayList<>();
    private AreaSnapshot<A> content;

    AreaEdit(AreaMap.Slicer<A> slicer) {
        this.slicer = slicer;
    }

    /** Begins an attempt, after undoing the one before. */
    void begin(AreaSnapshot<A> seen) {
        undo();
        removed.clear();
        content = seen;
    }

    void undo() {
        for (int i = 0; i < claimed.size(); i++) {
            claimed.get(i).unclaim();
        }
        claimed.clear();
    }

    AreaSnapshot<A> content() {
        return content;
    }

    /** The parts that were taken out, cut to the ranges they were taken from, ascending. */
    List<A> removed() {
        return removed;
    }

    /** Takes out all that a range holds; areas that reach beyond are cut. */
    void carve(long start, long end) {
        List<A> overlapping = new ArrayList<>();
        content.forEachOverlap(start, end, overlapping::add);
        for (A area : overlapping) {
            boolean before = Long.compareUnsigned(area.start(), start) < 0;
            boolean after = Long.compareUnsigned(area.end(), end) > 0;
            content = content.without(area);
            if (before) {
                add(slice(area, area.start(), start));
            }
            if (after) {
                add(slice(area, end, area.end()));
            }
            removed.add(before || after ? slice(area, before ? start : area.start(), after ? end : area.end()) : area);
        }
    }

    private A slice(A area, long start, long end) {
        return checkBounds(slicer.slice(area, start, end), start, end);
    }

    /** Puts an area where there is none. */
    void add(A area) {
        claimed.add(area); // first: there may be no memory for it
        try {
            area.claim();
        } catch (IllegalArgumentException isInSomewhere) { // not to be given back; after an error, it is
            claimed.remove(claimed.size() - 1);
            throw isInSomewhere;
        }
        content = content.with(area);
    }

    /** Joins the areas that meet at an address, if there are two and they are alike. */
    void joinAt(long address, AreaMap.Joiner<A> joiner) {
        A high = content.find(address);
        A low = address == 0 ? null : content.find(address - 1);
        if (low == null || high == null || low == high) {
            return;
        }
        A joined = joiner.join(low, high);
        if (joined != null) {
            content = content.without(low).without(high);
            add(checkBounds(joined, low.start(), high.end()));
        }
    }

    static <A extends Interval> A checkBounds(A area, long start, long end) {
        if (area == null || area.start() != start || area.end() != end) {
            throw new IllegalArgumentException(
                    "area " + area + " was to have the bounds " + Interval.toString(start, end));
        }
        return area;
    }
}
