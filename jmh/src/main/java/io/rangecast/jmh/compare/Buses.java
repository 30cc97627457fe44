package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.notify.GuavaBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.RangecastBus;
import io.rangecast.jmh.rivals.notify.RedBlackBus;
import io.rangecast.jmh.rivals.notify.TreeMapBus;
import java.util.function.Supplier;

/** Ways to tell of changes, by the names they have in questions. */
enum Buses {
    RANGECAST("Invalidator", RangecastBus::new),
    TREE_MAP("TreeMap", TreeMapBus::new),
    RED_BLACK(Names.RED_BLACK, RedBlackBus::new),
    EVENT_BUS("EventBus", GuavaBus::new);

    private final String label;
    private final Supplier<InvalidationBus<?>> constructor;

    Buses(String label, Supplier<InvalidationBus<?>> constructor) {
        this.label = label;
        this.constructor = constructor;
    }

    String label() {
        return label;
    }

    InvalidationBus<?> open() {
        return constructor.get();
    }
}
