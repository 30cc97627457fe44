package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.Map;
import java.util.NavigableMap;

/** Areas in a sorted map of the JDK, by start. The last one that starts at or below an address may contain it. */
abstract class FloorEntryAreas implements AreaIndex {
    @Override
    public final void remove(Interval area) {
        map().remove(area.start());
    }

    @Override
    public final void put(Interval area) {
        map().put(area.start(), area);
    }

    /** For updates; {@link #find} uses the map's own type. */
    abstract NavigableMap<Long, Interval> map();

    static Interval ifContains(Map.Entry<Long, Interval> floor, long address) {
        return floor != null && floor.getValue().end() > address ? floor.getValue() : null;
    }
}
