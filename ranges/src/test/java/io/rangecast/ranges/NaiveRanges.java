package io.rangecast.ranges;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a {@link RangeSet} should hold and answer: a bit for each cell, a cell being what lies between two neighbours in
 * an ascending table of addresses. Gaps are measured in numbers that have no sign bit to get wrong.
 */
final class NaiveRanges {
    private final long[] addresses;
    private final int capacity;
    private final BitSet added = new BitSet();
    private final BitSet covered = new BitSet();
    private boolean exact = true;

    NaiveRanges(long[] addresses, int capacity) {
        this.addresses = addresses;
        this.capacity = capacity;
    }

    /** Cells side by side. */
    private record Run(int from, int to) {}

    void add(int from, int to) {
        added.set(from, to);
        covered.set(from, to);
        while (runs(covered).size() > capacity) {
            Run gap = smallestGap();
            covered.set(gap.from, gap.to);
            exact = false;
        }
    }

    void addAll(NaiveRanges other) {
        runs(other.covered).forEach(run -> add(run.from, run.to));
        exact &= other.exact;
    }

    void clear() {
        added.clear();
        covered.clear();
        exact = true;
    }

    /** Start, end, start, end of what was added. */
    long[] added() {
        return bounds(added);
    }

    /** Start, end, start, end of what is covered. */
    long[] covered() {
        return bounds(covered);
    }

    boolean isExact() {
        return exact;
    }

    boolean contains(long address) {
        return runs(covered).stream()
                .anyMatch(run -> Long.compareUnsigned(addresses[run.from], address) <= 0
                        && Long.compareUnsigned(address, addresses[run.to]) < 0);
    }

    boolean covers(int from, int to) {
        return covered.nextClearBit(from) >= to;
    }

    boolean overlaps(int from, int to) {
        return !covered.get(from, to).isEmpty();
    }

    long bytes() {
        return runs(covered).stream()
                .map(this::length)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .longValue();
    }

    /** The lowest of those that are equal. */
    private Run smallestGap() {
        List<Run> runs = runs(covered);
        Run smallest = null;
        for (int i = 1; i < runs.size(); i++) {
            Run gap = new Run(runs.get(i - 1).to, runs.get(i).from);
            if (smallest == null || length(gap).compareTo(length(smallest)) < 0) {
                smallest = gap;
            }
        }
        return smallest;
    }

    private BigInteger length(Run run) {
        return unsigned(addresses[run.to]).subtract(unsigned(addresses[run.from]));
    }

    private static BigInteger unsigned(long address) {
        return new BigInteger(Long.toUnsignedString(address));
    }

    private long[] bounds(BitSet cells) {
        return runs(cells).stream()
                .flatMapToLong(run -> LongStream.of(addresses[run.from], addresses[run.to]))
                .toArray();
    }

    private static List<Run> runs(BitSet cells) {
        List<Run> runs = new ArrayList<>();
        int from = cells.nextSetBit(0);
        while (from >= 0) {
            int to = cells.nextClearBit(from);
            runs.add(new Run(from, to));
            from = cells.nextSetBit(to);
        }
        return runs;
    }
}
