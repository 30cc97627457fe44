package io.rangecast.jmh.replay;

import io.rangecast.notifier.Vma;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The real bytes of one mapping. Up to 16 pages, every page has all its bytes. Larger mappings are scaled down to 64
 * KiB: first each page has fewer bytes, down to 64; above 1,024 pages, only every second, fourth, ... page has any.
 *
 * <p>Every word of a page holds the same pattern, made from the mapping's generation and the number of times it was
 * filled, or poison. One thread writes, inside windows; readers ask for a page's pattern when they look it up, under
 * their subscription.
 */
final class Backing {
    static final long POISON = 0xDEAD_BEEF_DEAD_BEEFL;
    private static final int MIN_PAGE_BYTES = 64;

    private final Slab slab;
    private final TracedProcess process;
    private final long base;
    private final long generation;

    /** Every how manyth page has bytes, as a distance in addresses; and how many. */
    private final long stride;

    private final int pageBytes;
    private final int block;
    private final int blockBytes;
    private final AtomicLongArray patterns;
    private int pagesLeft;
    private long fills;

    Backing(Slab slab, TracedProcess process, long start, long end, long generation) {
        this.slab = slab;
        this.process = process;
        this.base = start;
        this.generation = generation;
        long pages = Math.max(1, Long.highestOneBit((end - start) / TraceRow.PAGE * 2 - 1)); // up to a power of two
        long perPage = Math.min(TraceRow.PAGE, Math.max(MIN_PAGE_BYTES, Slab.MAX_BLOCK / pages));
        this.pageBytes = (int) perPage;
        this.stride = TraceRow.PAGE * Math.max(1, pages * perPage / Slab.MAX_BLOCK);
        int sampled = (int) ((end - start + stride - 1) / stride);
        this.blockBytes = Integer.highestOneBit(Math.max(Slab.MIN_BLOCK, sampled * pageBytes) * 2 - 1);
        this.block = slab.allocate(blockBytes);
        this.patterns = new AtomicLongArray(sampled);
        slab.countMapping(pageBytes < TraceRow.PAGE);
        this.pagesLeft = sampled;
        poison(start, end);
    }

    static Backing of(Vma area) {
        return (Backing) area.tag();
    }

    TracedProcess process() {
        return process;
    }

    /** The first page with bytes at or above an address, as an index. */
    int pageAtOrAbove(long address) {
        return (int) ((address - base + stride - 1) / stride);
    }

    /** How many pages below an address have bytes: the index after the last. */
    int pagesBelow(long address) {
        return pageAtOrAbove(address);
    }

    long address(int page) {
        return base + page * stride;
    }

    int pageBytes() {
        return pageBytes;
    }

    int offset(int page) {
        return block + page * pageBytes;
    }

    /** What every word of a page holds. */
    long pattern(int page) {
        return patterns.getOpaque(page);
    }

    /** New contents for a part of the mapping. */
    void fill(long start, long end) {
        fills++;
        write(start, end, mix(generation * 0x9E37_79B9_7F4A_7C15L + fills));
    }

    /** Contents that nobody must ever read. */
    void poison(long start, long end) {
        write(start, end, POISON);
    }

    /** Gives a part of the mapping back, poisoned; with the last part its memory is free for others. */
    void drop(long start, long end) {
        poison(start, end);
        pagesLeft -= pagesBelow(end) - pageAtOrAbove(start);
        if (pagesLeft == 0) {
            slab.free(block, blockBytes);
        }
    }

    private void write(long start, long end, long word) {
        int first = pageAtOrAbove(start);
        int count = pagesBelow(end) - first;
        for (int i = 0; i < count; i++) {
            patterns.setOpaque(first + i, word);
        }
        slab.fill(offset(first), count * pageBytes, word);
    }

    /** Spreads a number over 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood, 2014). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return b ^ (b >>> 31);
    }
}
