package io.rangecast.jmh.rivals;

import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeMap;
import io.rangecast.ranges.Interval;

/** Areas in Guava's {@link TreeRangeMap} without any lock, so for one thread. */
public final class GuavaAreas implements AreaIndex {
    private final TreeRangeMap<Long, Interval> map = TreeRangeMap.create();

    /** An empty one. */
    public GuavaAreas() {}

    @Override
    public void put(Interval area) {
        map.put(Range.closedOpen(area.start(), area.end()), area);
    }

    @Override
    public void remove(Interval area) {
        map.remove(Range.closedOpen(area.start(), area.end()));
    }

    @Override
    public Interval find(long address) {
        return map.get(address);
    }
}
