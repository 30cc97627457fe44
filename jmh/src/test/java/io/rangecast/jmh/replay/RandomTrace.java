package io.rangecast.jmh.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows of a few processes that map, cut, protect, discard, move, fork and end. Mappings are of sizes around every step
 * of the scaling; what is cut off is a page, or up to some odd page.
 */
final class RandomTrace {
    private static final long PAGE = TraceRow.PAGE;
    private static final long SLOT = 1L << 40;
    private static final int SLOTS = 6;
    private static final int THREADS = 3;
    private static final int GREATEST_SIZE_SHIFT = 26;
    private static final int SMALL_SHIFT = 5;

    private final SplittableRandom random;
    private final List<TraceRow> rows = new ArrayList<>();

    /** What was mapped in each place last, in pages. */
    private final long[] sizes = new long[SLOTS];

    RandomTrace(SplittableRandom random) {
        this.random = random;
    }

    Trace of(int count) {
        for (int i = 0; i < count; i++) {
            add();
        }
        return new Trace("random", rows);
    }

    private void add() {
        int slot = random.nextInt(SLOTS);
        long first = random.nextLong(Math.max(1, sizes[slot]));
        long from = at(slot, first);
        long to = at(slot, random.nextInt(3) > 0 ? first + 1 : first + 1 + random.nextLong(sizes[slot] + 1));
        switch (random.nextInt(32)) {
            case 0, 1, 2, 3 -> {
                sizes[slot] = size();
                row(TraceOp.MMAP_FIXED, at(slot, 0), at(slot, sizes[slot]), random.nextInt(4) == 0 ? 0 : 3, 0);
            }
            case 4, 5, 6, 7, 8 -> row(TraceOp.MPROTECT, from, to, random.nextInt(2), 0);
            case 9, 10 -> row(TraceOp.MADVISE, from, to, 4, 0);
            case 11 -> {
                int other = random.nextInt(SLOTS);
                sizes[other] = Math.max(sizes[other], random.nextBoolean() ? (to - from) / PAGE : size());
                row(TraceOp.MREMAP, from, to, at(other, 0), at(other, sizes[other]));
            }
            case 12 -> row(TraceOp.MUNMAP, at(slot, 0), at(slot + 1, 0), 0, 0);
            case 13 -> {
                if (random.nextInt(8) == 0) {
                    row(TraceOp.FORK, 0, 0, 1 + random.nextInt(THREADS), 0);
                }
            }
            case 14 -> {
                if (random.nextInt(4) == 0) {
                    row(random.nextBoolean() ? TraceOp.EXECVE : TraceOp.EXIT_GROUP, 0, 0, 0, 0);
                }
            }
            default -> row(TraceOp.MUNMAP, from, to, 0, 0);
        }
    }

    private static long at(int slot, long page) {
        return SLOT * (slot + 1) + page * PAGE;
    }

    /** In pages; one less than a power of two, that power, or one more. */
    private long size() {
        int shift = random.nextBoolean() ? random.nextInt(SMALL_SHIFT + 1) : random.nextInt(GREATEST_SIZE_SHIFT + 1);
        return Math.max(1, (1L << shift) + random.nextInt(-1, 2));
    }

    private void row(TraceOp op, long start, long end, long third, long newEnd) {
        rows.add(new TraceRow(rows.size(), 1 + random.nextInt(THREADS), op, start, end, third, newEnd));
    }
}
