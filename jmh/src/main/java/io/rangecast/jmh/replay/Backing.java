package io.rangecast.jmh.replay;

import io.rangecast.notifier.Vma;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The real bytes of one mapping. Up to 16 pages, every page has all its bytes. Larger mappings are scaled down to 64
 * KiB: first each page has fewer bytes, down to 64; above 1,024 pages, only every second, fourth, ... page has any. So
 * a part of a mapping may have no bytes at all.
 *
 * <p>Every word of a page holds the same pattern, or poison. No two fills of any mappings use the same pattern: what
 * has changed can be told from what was there before, whoever owns the bytes by then. One thread writes, inside
 * windows; readers ask for a page's pattern when they look it up, under their subscription.
 */
final class Backing {
    static final long POISON = 0xDEAD_BEEF_DEAD_BEEFL;
    private static final int MIN_PAGE_BYTES = 64;
    private static final int PAGE_SHIFT = Long.numberOfTrailingZeros(TraceRow.PAGE);

    /** As many pages as have bytes at most: two to this power. */
    private static final int MAX_PAGES_SHIFT = Integer.numberOfTrailingZeros(Slab.MAX_BLOCK / MIN_PAGE_BYTES);

    private final Slab slab;
    private final TracedProcess process;
    private final long base;

    /** The distance of one page with bytes from the next, in addresses: two to this power. */
    private final int strideShift;

    private final int pageBytes;
    private final int block;
    private final int blockBytes;
    private final AtomicLongArray patterns;

    /** Which of all mappings this is. */
    private final long number;

    /** Of the mapping, not of its bytes: a part that has none goes like any other. */
    private long addressesLeft;

    private long fills;

    Backing(Slab slab, TracedProcess process, long start, long end) {
        this.slab = slab;
        this.process = process;
        this.base = start;
        this.addressesLeft = end - start;
        int pagesShift = Long.SIZE - Long.numberOfLeadingZeros(end - start - 1 >>> PAGE_SHIFT); // rounded up
        long fullBytes = Math.min(TraceRow.PAGE, (long) Slab.MAX_BLOCK >> pagesShift);
        this.pageBytes = (int) Math.max(MIN_PAGE_BYTES, fullBytes);
        this.strideShift = PAGE_SHIFT + Math.max(0, pagesShift - MAX_PAGES_SHIFT);
        int sampled = pagesBelow(end);
        this.blockBytes = Integer.highestOneBit(Math.max(Slab.MIN_BLOCK, sampled * pageBytes) * 2 - 1);
        this.block = slab.allocate(blockBytes);
        this.patterns = new AtomicLongArray(sampled);
        this.number = slab.countMapping(pageBytes < TraceRow.PAGE);
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
        return address == base ? 0 : (int) ((address - base - 1) >>> strideShift) + 1;
    }

    /** How many pages below an address have bytes: the index after the last. */
    int pagesBelow(long address) {
        return pageAtOrAbove(address);
    }

    long address(int page) {
        return base + ((long) page << strideShift);
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
        write(start, end, mix(number * 0x9E37_79B9_7F4A_7C15L + fills));
    }

    /** Contents that nobody must ever read. */
    void poison(long start, long end) {
        write(start, end, POISON);
    }

    /**
     * Gives a part of the mapping back, poisoned; each part once. With the last one its memory is free for others,
     * whether or not that part had any.
     */
    void drop(long start, long end) {
        poison(start, end);
        addressesLeft -= end - start;
        if (addressesLeft == 0) {
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
