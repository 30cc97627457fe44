package com.acme;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.MemoryChange;
import io.rangecast.notifier.Vma;

/** A pool of pages that announces what it takes away, without saying why or of which area. */
public final class PagePool {
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("pool");
    private final InvalidationRange range = new InvalidationRange();

    public AddressSpace space() {
        return space;
    }

    public Vma add(long start, long end) {
        return space.map(invalidator, start, end, Vma.READ, 0, null, MemoryChange.NONE);
    }

    public void evict(Vma vma) {
        // the whole area
        range.init(vma.space(), vma.start(), vma.end());
        announce();
    }

    public void evictFirst(Vma vma, long length) {
        range.init(space, vma.start(), vma.start() + length);
        announce();
    }

    public void evictAt(long address, long length) {
        Vma vma = space.find(address);
        if (vma != null) {
            Runnable eviction = () -> {
                range.init(space, address, address + length);
                announce();
            };
            eviction.run();
        }
    }

    public void evictAnywhere(long start, long end) {
        range.init(space, start, end);
        announce();
    }

    /** Gives up the contents; the space announces that too, to those that listen to the space itself. */
    public void discard(Vma vma) {
        range.init(vma.space(), vma.start(), vma.end());
        invalidator.invalidateRangeStart(range);
        try {
            vma.space().discard(invalidator, vma.start(), vma.end(), MemoryChange.NONE);
        } finally {
            invalidator.invalidateRangeEnd(range);
        }
    }

    private void announce() {
        invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
    }
}
