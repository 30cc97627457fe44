package io.rangecast.ranges;

import java.util.List;

/** Bounds and tag of an {@link Area}, as a value. */
record Piece(long start, long end, int tag) {
    /** The piece that looks like an area; null for null. */
    static Piece of(Area area) {
        return area == null ? null : new Piece(area.start(), area.end(), area.tag());
    }

    static List<Piece> of(List<Area> areas) {
        return areas.stream().map(Piece::of).toList();
    }

    static List<Piece> of(AreaMap<Area> map) {
        return of(Queries.all(map.snapshot()));
    }

    @Override
    public String toString() {
        return Interval.toString(start, end) + "=" + tag;
    }
}
