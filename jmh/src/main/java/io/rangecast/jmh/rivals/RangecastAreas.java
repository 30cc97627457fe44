package io.rangecast.jmh.rivals;

import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.Interval;

/** The candidate: our {@link AreaMap}. */
public final class RangecastAreas implements AreaIndex {
    private final AreaMap<Interval> map = new AreaMap<>((area, start, end) -> new Interval(start, end));

    /** An empty one. */
    public RangecastAreas() {}

    @Override
    public void put(Interval area) {
        map.put(area);
    }

    @Override
    public void remove(Interval area) {
        map.remove(area.start(), area.end());
    }

    @Override
    public Interval find(long address) {
        return map.find(address);
    }
}
