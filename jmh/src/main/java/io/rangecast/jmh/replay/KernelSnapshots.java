package io.rangecast.jmh.replay;

import io.rangecast.notifier.Vma;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The kernel's own lists of a process's areas at certain times, and how many of them the replay has come by. A replayed
 * state equals a list if it holds nothing that the list does not, and lacks only what execve maps without a system
 * call: executable, loader and stack.
 */
class KernelSnapshots {
    /** What execve maps by itself, in bytes. */
    static final long MAPPED_BY_EXECVE = 364 * 1024;

    private static final long TOLERANCE_MICROS = 400_000;

    private static final class Expected {
        final long micros;
        final List<long[]> ranges;
        boolean matched;

        Expected(long micros, List<long[]> ranges) {
            this.micros = micros;
            this.ranges = ranges;
        }
    }

    private final List<Expected> all = new ArrayList<>();

    /** Takes a list: a line an area, {@code start-end permissions} in hex. */
    void add(long seconds, List<String> lines) {
        List<long[]> ranges = new ArrayList<>();
        for (String line : lines) {
            String[] bounds = line.split("[- ]", 3);
            append(ranges, Long.parseUnsignedLong(bounds[0], 16), Long.parseUnsignedLong(bounds[1], 16));
        }
        all.add(new Expected(seconds * 1_000_000, ranges));
    }

    int count() {
        return all.size();
    }

    long matched() {
        return all.stream().filter(e -> e.matched).count();
    }

    /** Looks at the state after a row, if a list is of about that time and was not met yet. */
    void compare(long micros, Supplier<Collection<TracedProcess>> alive) {
        for (Expected expected : all) {
            if (!expected.matched && Math.abs(micros - expected.micros) <= TOLERANCE_MICROS) {
                expected.matched = alive.get().stream().anyMatch(process -> equals(expected.ranges, union(process)));
            }
        }
    }

    private static List<long[]> union(TracedProcess process) {
        List<long[]> ranges = new ArrayList<>();
        process.areas().forEach((Vma area) -> {
            append(ranges, area.start(), area.end());
            return true;
        });
        return ranges;
    }

    private static void append(List<long[]> ranges, long start, long end) {
        long[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last[1] == start) {
            last[1] = end;
        } else {
            ranges.add(new long[] {start, end});
        }
    }

    private static boolean equals(List<long[]> kernel, List<long[]> replayed) {
        long common = 0;
        int k = 0;
        int r = 0;
        while (k < kernel.size() && r < replayed.size()) {
            long[] a = kernel.get(k);
            long[] b = replayed.get(r);
            common += Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]));
            if (a[1] < b[1]) {
                k++;
            } else {
                r++;
            }
        }
        return common == bytes(replayed) && common == bytes(kernel) - MAPPED_BY_EXECVE;
    }

    private static long bytes(List<long[]> ranges) {
        return ranges.stream().mapToLong(range -> range[1] - range[0]).sum();
    }
}
