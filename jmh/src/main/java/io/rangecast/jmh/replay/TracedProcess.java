package io.rangecast.jmh.replay;

import static io.rangecast.notifier.InvalidationEvent.CLEAR;
import static io.rangecast.notifier.InvalidationEvent.PROTECTION_PAGE;
import static io.rangecast.notifier.InvalidationEvent.PROTECTION_VMA;
import static io.rangecast.notifier.InvalidationEvent.RELEASE;
import static io.rangecast.notifier.InvalidationEvent.UNMAP;
import static io.rangecast.ranges.Interval.MAX_END;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Vma;
import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.AreaSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory manager of one traced process, as a user of the bare invalidator writes it: an area map of its own, real
 * bytes, and every change in a window. Changed by the replaying thread only; looked up by all.
 */
final class TracedProcess {
    private static final int HEAP_PROTECTION = Vma.READ | Vma.WRITE;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("replay");
    private final AreaMap<Vma> areas = new AreaMap<>(Vma::slice);
    private final Slab slab;
    private final Windows windows;
    private final RecentAreas recent;
    private long lastGeneration;
    private long heapStart;
    private long heapEnd;

    TracedProcess(Slab slab, Windows windows, RecentAreas recent) {
        this.slab = slab;
        this.windows = windows;
        this.recent = recent;
    }

    AddressSpace space() {
        return space;
    }

    Vma find(long address) {
        return areas.find(address);
    }

    Vma next(long address) {
        return areas.next(address);
    }

    AreaSnapshot<Vma> areas() {
        return areas.snapshot();
    }

    boolean isEmpty() {
        return areas.snapshot().isEmpty();
    }

    void map(long start, long end, int protection) {
        Vma area = newArea(++lastGeneration, start, end, protection);
        Vma held = firstIn(start, end);
        if (held == null) {
            areas.put(area);
        } else {
            windows.change(invalidator, UNMAP, held, start, end, () -> drop(areas.put(area)));
        }
        recent.add(area);
    }

    void unmap(long start, long end) {
        Vma held = firstIn(start, end);
        if (held != null) {
            windows.change(invalidator, UNMAP, held, start, end, () -> drop(areas.remove(start, end)));
        }
    }

    /** One window for each area, as in Linux; areas that have the protection already are left alone. */
    void protect(long start, long end, int protection) {
        for (Vma part : partsIn(start, end)) {
            if (part.protection() != protection) {
                Vma changed = part.withProtection(protection);
                windows.change(invalidator, PROTECTION_VMA, changed, part.start(), part.end(), () -> {
                    renew(changed);
                    areas.put(changed);
                });
            }
        }
    }

    void discard(long start, long end) {
        Vma held = firstIn(start, end);
        if (held != null) {
            windows.change(
                    invalidator,
                    CLEAR,
                    held,
                    start,
                    end,
                    () -> partsIn(start, end).forEach(TracedProcess::renew));
        }
    }

    /** A move unmaps the old range; an area that shrinks where it is loses its tail; one that grows loses nothing. */
    void remap(long start, long end, long newStart, long newEnd) {
        Vma area = areas.find(start);
        int protection = area == null ? HEAP_PROTECTION : area.protection();
        if (newStart != start) {
            unmap(start, end);
            map(newStart, newEnd, protection);
        } else if (Long.compareUnsigned(newEnd, end) < 0) {
            unmap(newEnd, end);
        } else if (newEnd != end) {
            map(end, newEnd, protection);
        }
    }

    /** The first call after an exec only asks where the heap is. */
    void breakAt(long end) {
        if (heapStart == 0) {
            heapStart = end;
        } else if (Long.compareUnsigned(end, heapEnd) > 0) {
            map(heapEnd, end, HEAP_PROTECTION);
        } else {
            unmap(end, heapEnd);
        }
        heapEnd = end;
    }

    /** The child's bytes are its own; the parent's get new ones too, as at the first write after a fork. */
    TracedProcess fork() {
        TracedProcess child = new TracedProcess(slab, windows, recent);
        child.heapStart = heapStart;
        child.heapEnd = heapEnd;
        child.lastGeneration = lastGeneration;
        if (!isEmpty()) {
            windows.change(invalidator, PROTECTION_PAGE, null, 0, MAX_END, () -> {
                for (Vma area : partsIn(0, MAX_END)) {
                    child.areas.put(child.newArea(area.generation(), area.start(), area.end(), area.protection()));
                    renew(area);
                }
            });
        }
        return child;
    }

    void release() {
        if (!isEmpty()) {
            windows.change(invalidator, RELEASE, null, 0, MAX_END, () -> drop(areas.remove(0, MAX_END)));
        }
        space.close();
        invalidator.close();
    }

    private Vma newArea(long generation, long start, long end, int protection) {
        Backing backing = new Backing(slab, this, start, end);
        if ((protection & Vma.READ) != 0) {
            backing.fill(start, end);
        }
        return Vma.of(space, start, end)
                .withId(generation)
                .withGeneration(generation)
                .withProtection(protection)
                .withTag(backing);
    }

    /** What was read of a part is void: poison where it may not be read, else new contents. */
    private static void renew(Vma part) {
        Backing.of(part).poison(part.start(), part.end());
        if (part.isReadable()) {
            Backing.of(part).fill(part.start(), part.end());
        }
    }

    private static void drop(List<Vma> parts) {
        parts.forEach(part -> Backing.of(part).drop(part.start(), part.end()));
    }

    /** The first area that overlaps a range, or null; an empty range overlaps nothing. */
    private Vma firstIn(long start, long end) {
        return start == end ? null : areas.snapshot().firstOverlap(start, end);
    }

    /** What is mapped in a range, cut to it. */
    private List<Vma> partsIn(long start, long end) {
        List<Vma> found = new ArrayList<>();
        areas.snapshot().forEachOverlap(start, end, area -> {
            long low = Long.compareUnsigned(start, area.start()) > 0 ? start : area.start();
            long high = Long.compareUnsigned(end, area.end()) < 0 ? end : area.end();
            return found.add(area.slice(low, high));
        });
        return found;
    }
}
