package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Areas in a {@link ConcurrentSkipListMap}: what the JDK has for several threads. */
public final class SkipListAreas extends FloorEntryAreas {
    private final ConcurrentSkipListMap<Long, Interval> map = new ConcurrentSkipListMap<>();

    /** An empty one. */
    public SkipListAreas() {}

    @Override
    NavigableMap<Long, Interval> map() {
        return map;
    }

    @Override
    public Interval find(long address) {
        return ifContains(map.floorEntry(address), address);
    }
}
