package io.rangecast.jmh;

import io.rangecast.jmh.rivals.AreaIndex;
import io.rangecast.jmh.rivals.GuavaAreas;
import io.rangecast.jmh.rivals.RangecastAreas;
import io.rangecast.jmh.rivals.SkipListAreas;
import io.rangecast.jmh.rivals.TreeMapAreas;
import java.util.function.Supplier;

/** What finds areas, as a parameter of benchmarks. */
public enum AreaStructure {
    /** Ours. */
    RANGECAST(RangecastAreas::new),
    /** The JDK's, for one thread. */
    TREE_MAP(TreeMapAreas::new),
    /** The JDK's, for several. */
    SKIP_LIST(SkipListAreas::new),
    /** Guava's, for one thread. */
    GUAVA(GuavaAreas::new);

    private final Supplier<AreaIndex> empty;

    AreaStructure(Supplier<AreaIndex> empty) {
        this.empty = empty;
    }

    AreaIndex empty() {
        return empty.get();
    }
}
