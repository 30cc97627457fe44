package io.rangecast.notifier;

import static io.rangecast.ranges.Interval.MAX_END;

import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.AreaSnapshot;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The areas of one space, and the operations of {@link AddressSpace} on them: each is a window with a change inside.
 */
final class Areas {
    private final AddressSpace space;
    private final AreaMap<Vma> map = new AreaMap<>(Vma::slice);
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong lastGeneration = new AtomicLong();

    /** Whether they went with their space. */
    private volatile boolean released;

    Areas(AddressSpace space) {
        this.space = space;
    }

    boolean areReleased() {
        return released;
    }

    Vma find(long address) {
        return map.find(address);
    }

    AreaSnapshot<Vma> snapshot() {
        return map.snapshot();
    }

    Vma map(
            Invalidator invalidator,
            long start,
            long end,
            int protection,
            int flags,
            Object tag,
            MemoryChange unmapped) {
        Vma area = newArea(lastId.incrementAndGet(), start, end, protection, flags, tag);
        Vma held = firstIn(start, end);
        if (held == null) {
            map.put(area);
        } else {
            InvalidationRange range = range(InvalidationEvent.UNMAP, held, start, end);
            inWindow(invalidator, range, unmapped, () -> map.put(area));
        }
        return area;
    }

    void unmap(Invalidator invalidator, long start, long end, MemoryChange unmapped) {
        Vma held = firstIn(start, end);
        if (held != null) {
            InvalidationRange range = range(InvalidationEvent.UNMAP, held, start, end);
            inWindow(invalidator, range, unmapped, () -> map.remove(start, end));
        }
    }

    void protect(Invalidator invalidator, long start, long end, int protection, MemoryChange changed) {
        for (Vma area : overlapping(start, end)) {
            if (area.protection() != protection) {
                Vma part = area.slice(max(start, area.start()), min(end, area.end()))
                        .withProtection(protection);
                InvalidationRange range = range(InvalidationEvent.PROTECTION_VMA, part, part.start(), part.end());
                inWindow(invalidator, range, changed, () -> setProtection(part.start(), part.end(), protection));
            }
        }
    }

    /**
     * Of what is there now. Only here do pieces of one area become alike again: what is mapped or moved begins a life of
     * its own, and what is unmapped leaves a hole.
     */
    private void setProtection(long start, long end, int protection) {
        map.update(start, end, part -> part.withProtection(protection), Vma::join);
    }

    /** For events that leave the areas as they are. */
    void keep(Invalidator invalidator, InvalidationEvent event, long start, long end, long owner, MemoryChange change) {
        Vma held = firstIn(start, end);
        if (held != null) {
            InvalidationRange range = new InvalidationRange().initOwner(event, 0, held, space, start, end, owner);
            inWindow(invalidator, range, change, () -> {});
        }
    }

    void clearSoftDirty(Invalidator invalidator, MemoryChange cleared) {
        InvalidationRange range = range(InvalidationEvent.SOFT_DIRTY, null, 0, MAX_END);
        inWindow(invalidator, range, cleared, () -> {});
    }

    Vma move(
            Invalidator invalidator,
            long start,
            long end,
            long newStart,
            long newEnd,
            Object newTag,
            MemoryChange unmapped) {
        Interval.checkRange(start, end);
        Interval.checkRange(newStart, newEnd);
        Vma area = find(start);
        if (area == null || Long.compareUnsigned(area.end(), end) < 0) {
            throw new IllegalArgumentException(Interval.toString(start, end) + " is not inside one area of " + space);
        }
        if (Long.compareUnsigned(newStart, start) < 0) {
            unmap(invalidator, newStart, min(newEnd, start), unmapped);
        }
        if (Long.compareUnsigned(newEnd, end) > 0) {
            unmap(invalidator, max(newStart, end), newEnd, unmapped);
        }
        Vma moved = newArea(area.id(), newStart, newEnd, area.protection(), area.flags(), newTag);
        InvalidationRange range = range(InvalidationEvent.UNMAP, area, start, end);
        inWindow(invalidator, range, unmapped, () -> map.move(start, end, moved));
        return moved;
    }

    /** Whether it is there still, of the same life; its protection, flags and tag may have changed since it was found. */
    void checkMapped(Vma area) {
        Vma mapped = find(area.start());
        boolean isThere = mapped != null
                && area.space() == space
                && area.id() == mapped.id()
                && area.generation() == mapped.generation()
                && Long.compareUnsigned(area.end(), mapped.end()) <= 0;
        if (!isThere) {
            throw new IllegalArgumentException(
                    area + " of " + area.space() + " is not mapped in " + space + ": there is " + mapped);
        }
    }

    void copyTo(Areas child, Invalidator invalidator, Function<Vma, Object> childTag) {
        child.lastId.set(lastId.get());
        child.lastGeneration.set(lastGeneration.get());
        InvalidationRange range = range(InvalidationEvent.PROTECTION_PAGE, null, 0, MAX_END);
        MemoryChange copy = (a, start, end) -> child.map.put(
                new Vma(child.space, a.id(), a.generation(), start, end, a.protection(), a.flags(), childTag.apply(a)));
        inWindow(invalidator, range, copy, () -> {});
    }

    /** Goes on though a callback has failed: only a thread that may use its memory can keep a space from ending. */
    void release(Invalidator invalidator, MemoryChange unmapped) {
        InvalidationRange range = range(InvalidationEvent.RELEASE, null, 0, MAX_END);
        inWindow(invalidator, range, range.window::isAcknowledged, () -> {
            space.notifiers().releaseAll(); // before the memory goes: some let go only then
            apply(range, unmapped);
            map.remove(0, MAX_END);
            released = true;
            space.close();
        });
    }

    /** The shape of every operation: start, change the memory, change the areas, end. */
    private void inWindow(Invalidator invalidator, InvalidationRange range, MemoryChange change, Runnable changeAreas) {
        inWindow(invalidator, range, () -> false, () -> {
            apply(range, change);
            changeAreas.run();
        });
    }

    /**
     * If an error strikes in a start or an end, and again where that is cleaned up, this ends the window, from a frame above;
     * and if that is struck, too, a later call does. Nobody else has its range.
     */
    private void inWindow(
            Invalidator invalidator, InvalidationRange range, BooleanSupplier goesOnAnyway, Runnable changes) {
        invalidator.endOwed();
        Window window = range.window;
        try {
            InvalidationResult result = invalidator.invalidateRangeStart(range);
            if (result != InvalidationResult.COMPLETED && !goesOnAnyway.getAsBoolean()) {
                throw failure(result, range, invalidator.laggards(range));
            }
            invalidator.runInside(changes);
            invalidator.invalidateRangeEnd(range);
        } catch (Throwable thrown) {
            try {
                if (window.open) {
                    invalidator.endOf(range);
                }
            } catch (Throwable more) {
                throw Failures.both(thrown, more);
            } finally {
                if (window.open) { // no call, which an error could strike
                    window.next = invalidator.owed;
                    invalidator.owed = window;
                }
            }
            throw thrown;
        }
    }

    private static InvalidationException failure(
            InvalidationResult result, InvalidationRange range, List<String> laggards) {
        return result == InvalidationResult.FAILED
                ? new InvalidationFailedException(range.toString(), laggards)
                : new InvalidationTimeoutException(range, laggards);
    }

    /** Changes the memory of the areas that are there now: a callback may have changed others. */
    private void apply(InvalidationRange range, MemoryChange change) {
        for (Vma area : overlapping(range.start(), range.end())) {
            change.apply(area, max(range.start(), area.start()), min(range.end(), area.end()));
        }
    }

    private InvalidationRange range(InvalidationEvent event, Vma area, long start, long end) {
        return new InvalidationRange().init(event, 0, area, space, start, end);
    }

    private Vma firstIn(long start, long end) {
        return map.snapshot().firstOverlap(start, end);
    }

    private List<Vma> overlapping(long start, long end) {
        List<Vma> found = new ArrayList<>();
        map.snapshot().forEachOverlap(start, end, found::add);
        return found;
    }

    private Vma newArea(long id, long start, long end, int protection, int flags, Object tag) {
        return new Vma(space, id, lastGeneration.incrementAndGet(), start, end, protection, flags, tag);
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }
}
