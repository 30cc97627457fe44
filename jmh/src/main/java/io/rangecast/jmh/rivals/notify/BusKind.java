package io.rangecast.jmh.rivals.notify;

import java.util.function.Supplier;

/** What tells listeners of changes, as a parameter of benchmarks. */
public enum BusKind {
    /** Ours. */
    RANGECAST("Invalidator", RangecastBus::new),
    /** Listeners sorted by where they start, under a lock for reading and writing. */
    TREE_MAP("TreeMap", TreeMapBus::new),
    /** Listeners in an interval tree, under a {@code StampedLock}. */
    RED_BLACK("red-black", RedBlackBus::new),
    /** Linux's own, ported: with the contract of ours, which the other rivals do not have. */
    MMU_NOTIFIER("mmu_notifier", MmuNotifierBus::new),
    /** Guava's: with many thousands of listeners, it takes minutes to fill, and milliseconds to tell them once. */
    EVENT_BUS("EventBus", GuavaBus::new);

    private final String label;
    private final Supplier<InvalidationBus<?>> open;

    BusKind(String label, Supplier<InvalidationBus<?>> open) {
        this.label = label;
        this.open = open;
    }

    /**
     * What it is called in results.
     *
     * @return a short name
     */
    public String label() {
        return label;
    }

    /**
     * A new one.
     *
     * @return one without listeners
     */
    public InvalidationBus<?> open() {
        return open.get();
    }
}
