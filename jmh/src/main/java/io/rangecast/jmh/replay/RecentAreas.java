package io.rangecast.jmh.replay;

import io.rangecast.notifier.Vma;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The areas mapped last, where readers look for something to read. They may be gone: readers look them up again. */
class RecentAreas {
    private static final int BITS = 10;
    private static final int SIZE = 1 << BITS;

    private final AtomicReferenceArray<Vma> areas = new AtomicReferenceArray<>(SIZE);
    private final AtomicInteger added = new AtomicInteger();

    /** By the replaying thread. */
    void add(Vma area) {
        int number = added.getPlain();
        areas.setRelease(number & (SIZE - 1), area);
        added.setRelease(number + 1);
    }

    /**
     * One of them, the newest as likely as the next two together, as the next four and so on; null as long as there are
     * few.
     */
    Vma pick(SplittableRandom random) {
        int age = 1 + random.nextInt(1 << random.nextInt(BITS));
        return areas.getAcquire(added.getAcquire() - age & (SIZE - 1));
    }
}
