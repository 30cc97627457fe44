package io.rangecast.notifier;

import io.rangecast.notifier.AreaFinding.Kind;
import io.rangecast.notifier.ProcMaps.Mapping;
import io.rangecast.ranges.AreaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Compares the areas of a space with what the operating system says is mapped, inside some bounds.
 *
 * <p>Both change all the time, and never at one moment. So an audit reads as an optimistic reader does: what a first
 * look suspects gets a subscription of its own; begin, look again, retry. A finding is reported if the second look has it
 * too and no window was open over its range meanwhile: then both lists are from outside of windows (docs/memory-model.md,
 * 2). Of a finding with a window in it the halves are looked at again, a few times, as the window may be a small part.
 */
final class AreaAudit {
    /** How often a finding is halved; a part that has a window in it then is left out. */
    private static final int HALVINGS = 6;

    /** Holds up no producer. */
    private static final IntervalNotifier NOBODY_CALLED = (subscription, invalidation) -> true;

    private final AddressSpace space;
    private final Supplier<ProcMaps> system;
    private final long start;
    private final long end;
    private final boolean namesAll;

    /**
     * An audit to come.
     *
     * @param system reads the system's list, anew each time
     * @param start first byte to look at, unsigned
     * @param end the byte after the last, unsigned
     * @param namesAll whether the areas are to name all that is mapped there
     */
    AreaAudit(AddressSpace space, Supplier<ProcMaps> system, long start, long end, boolean namesAll) {
        this.space = space;
        this.system = system;
        this.start = start;
        this.end = end;
        this.namesAll = namesAll;
    }

    List<AreaFinding> findings() {
        List<AreaFinding> confirmed = new ArrayList<>();
        List<AreaFinding> suspected = look();
        for (int i = 0; i <= HALVINGS && !suspected.isEmpty(); i++) {
            suspected = confirm(suspected, confirmed);
        }
        confirmed.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
        return List.copyOf(merged(confirmed));
    }

    /** Looks again at the suspected findings. Returns the halves of those that open windows keep from being reported. */
    private List<AreaFinding> confirm(List<AreaFinding> suspected, List<AreaFinding> confirmed) {
        List<Guard> guards = new ArrayList<>();
        List<AreaFinding> unclear = new ArrayList<>();
        try {
            suspected.forEach(finding -> guards.add(new Guard(finding)));
            TreeMap<Long, AreaFinding> seen = new TreeMap<>(Long::compareUnsigned);
            look().forEach(finding -> seen.put(finding.start(), finding));
            for (Guard guard : guards) {
                AreaFinding finding = guard.finding;
                var again = seen.floorEntry(finding.start());
                if (!guard.holds()) {
                    halve(finding, unclear);
                } else if (again != null && again.getValue().confirms(finding)) {
                    confirmed.add(finding);
                }
            }
        } finally {
            guards.forEach(Guard::close);
        }
        return unclear;
    }

    private static void halve(AreaFinding finding, List<AreaFinding> halves) {
        long middle = finding.start() + (finding.end() - finding.start() >>> 1);
        if (middle != finding.start()) {
            halves.add(finding.part(finding.start(), middle));
            halves.add(finding.part(middle, finding.end()));
        }
    }

    /** Says whether a window was open over a finding. */
    private final class Guard {
        final AreaFinding finding;
        private final Subscription subscription;
        private final long begun;

        Guard(AreaFinding finding) {
            this.finding = finding;
            this.subscription = space.subscribe(finding.start(), finding.end() - finding.start(), NOBODY_CALLED);
            this.begun = subscription.tryReadBegin();
        }

        boolean holds() {
            return !subscription.readRetry(begun);
        }

        /** Without a wait: an audit is allowed inside a callback. */
        void close() {
            subscription.closeAsync();
        }
    }

    /** Reads both lists once; the areas before and behind the mappings, as memory that is mapped anew needs no window. */
    private List<AreaFinding> look() {
        AreaSnapshot<Vma> before = space.areas();
        ProcMaps mappings = system.get();
        AreaSnapshot<Vma> after = space.areas();
        List<AreaFinding> found = new ArrayList<>();
        before.forEachOverlap(start, end, area -> {
            if (after.find(area.start()) == area) {
                compare(area, mappings, found);
            }
            return true;
        });
        if (namesAll) {
            long granule = mappings.granule();
            for (int i = mappings.firstAbove(start); i < mappings.all().size(); i++) {
                findNotNamed(mappings.all().get(i), granule, before, after, found);
            }
        }
        return found;
    }

    private void compare(Vma area, ProcMaps mappings, List<AreaFinding> found) {
        long at = max(area.start(), start);
        long to = min(area.end(), end);
        for (int i = mappings.firstAbove(at); i < mappings.all().size() && isBelow(at, to); i++) {
            Mapping mapping = mappings.all().get(i);
            if (isBelow(at, mapping.start())) {
                found.add(new AreaFinding(Kind.NOT_MAPPED, at, min(mapping.start(), to), area, 0));
                at = min(mapping.start(), to);
            }
            long mappedTo = min(mapping.end(), to);
            if (isBelow(at, mappedTo)) {
                if (mapping.protection() != (area.protection() & TranslationEntries.ACCESS)) {
                    found.add(new AreaFinding(Kind.OTHER_PROTECTION, at, mappedTo, area, mapping.protection()));
                }
                at = mappedTo;
            }
        }
        if (isBelow(at, to)) {
            found.add(new AreaFinding(Kind.NOT_MAPPED, at, to, area, 0));
        }
    }

    /** Areas are of bytes, mappings of pages: an area names all of the pages that it has bytes in. */
    private void findNotNamed(
            Mapping mapping, long granule, AreaSnapshot<Vma> before, AreaSnapshot<Vma> after, List<AreaFinding> found) {
        long at = max(mapping.start(), start);
        long to = min(mapping.end(), end);
        while (isBelow(at, to)) {
            Vma area = before.next(at);
            long named = area == null ? to : min(area.start() & -granule, to);
            if (isBelow(at, named) && after.firstOverlap(at, named) == null) {
                found.add(new AreaFinding(Kind.NOT_NAMED, at, named, null, mapping.protection()));
            }
            long last = area == null ? to : area.end() - 1 | granule - 1; // of the last page
            at = area == null || last == -1 ? to : last + 1;
        }
    }

    /** Joins the findings that were halved, or cut by a mapping's end. */
    private static List<AreaFinding> merged(List<AreaFinding> findings) {
        List<AreaFinding> merged = new ArrayList<>();
        for (AreaFinding finding : findings) {
            AreaFinding last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null
                    && last.end() == finding.start()
                    && last.part(0, finding.end()).confirms(finding)) {
                merged.set(merged.size() - 1, last.part(last.start(), finding.end()));
            } else {
                merged.add(finding);
            }
        }
        return merged;
    }

    private static boolean isBelow(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    private static long max(long a, long b) {
        return isBelow(a, b) ? b : a;
    }

    private static long min(long a, long b) {
        return isBelow(a, b) ? a : b;
    }
}
