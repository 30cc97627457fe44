package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Areas in a {@link TreeMap} without any lock, so for one thread: what it costs at the least. */
public final class TreeMapAreas extends FloorEntryAreas {
    private final TreeMap<Long, Interval> map = new TreeMap<>();

    /** An empty one. */
    public TreeMapAreas() {}

    @Override
    NavigableMap<Long, Interval> map() {
        return map;
    }

    @Override
    public Interval find(long address) {
        return ifContains(map.floorEntry(address), address);
    }
}
