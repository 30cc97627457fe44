package io.rangecast.jmh.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The off-heap memory behind all mappings of a replay: blocks of powers of two, and the block freed last is given out
 * first, so that memory comes back at once, as it does in life. One thread allocates, frees and writes; any thread
 * reads, at its own risk.
 */
final class Slab {
    static final int MIN_BLOCK = (int) TraceRow.PAGE;
    static final int MAX_BLOCK = 1 << 16;

    private static final int CLASSES = Integer.numberOfTrailingZeros(MAX_BLOCK / MIN_BLOCK) + 1;

    private final ByteBuffer memory;
    private final int[][] free = new int[CLASSES][64];
    private final int[] freeCount = new int[CLASSES];

    /** By the number of the first page: what is given out and not yet given back. */
    private final BitSet inUse = new BitSet();

    private int fresh;
    private long mappings;
    private long scaledMappings;

    Slab(int bytes) {
        memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A block of a power of two of bytes. Its content is that of its last user. */
    int allocate(int size) {
        int block = takeBlock(size);
        inUse.set(block / MIN_BLOCK);
        return block;
    }

    private int takeBlock(int size) {
        int c = sizeClass(size);
        if (freeCount[c] > 0) {
            return free[c][--freeCount[c]];
        }
        if (fresh + size > memory.capacity()) {
            throw new IllegalStateException("the trace has more memory alive than the replay's " + memory.capacity()
                    + " bytes; give it more with -Dreplay.memory=MiB");
        }
        int block = fresh;
        fresh += size;
        return block;
    }

    /** Takes a block back. Were one taken back twice, two mappings would share it and make stale reads of good ones. */
    void free(int block, int size) {
        if (!inUse.get(block / MIN_BLOCK)) {
            throw new IllegalStateException("the block at 0x" + Integer.toHexString(block) + " is free already");
        }
        inUse.clear(block / MIN_BLOCK);
        int c = sizeClass(size);
        if (freeCount[c] == free[c].length) {
            free[c] = Arrays.copyOf(free[c], 2 * freeCount[c]);
        }
        free[c][freeCount[c]++] = block;
    }

    /** Counts a mapping that took its memory from here, scaled down or not. Returns its number, from 1. */
    long countMapping(boolean scaled) {
        scaledMappings += scaled ? 1 : 0;
        return ++mappings;
    }

    /** How many blocks are given out. */
    int blocksInUse() {
        return inUse.cardinality();
    }

    long mappings() {
        return mappings;
    }

    long scaledMappings() {
        return scaledMappings;
    }

    private static int sizeClass(int size) {
        return Integer.numberOfTrailingZeros(size / MIN_BLOCK);
    }

    void fill(int offset, int bytes, long word) {
        for (int i = 0; i < bytes; i += Long.BYTES) {
            memory.putLong(offset + i, word);
        }
    }

    long read(int offset) {
        return memory.getLong(offset);
    }
}
