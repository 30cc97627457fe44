package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;

/**
 * Reads of 8 bytes at random places of a block. The places are those of a generator by Marsaglia (xorshift, 13-7-17),
 * whose steps no compiler can join, so that an unrolled loop has as many to do as any other.
 */
abstract class RandomReads {
    /** How many reads one guard covers, where it covers more than one. */
    static final int BATCH = 16;

    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(Blocks.SIZE / Long.BYTES);

    /** The last place. */
    long random = 1;

    static long next(long random) {
        long next = random ^ random << 13;
        next ^= next >>> 7;
        return next ^ next << 17;
    }

    /** A place in a block. */
    static int offset(long random) {
        return (int) (random >>> SHIFT) * Long.BYTES;
    }

    /** The sum of the next batch. If the block cannot be read, nothing has happened. */
    final long batch(ByteBuffer block) {
        long sum = 0;
        long place = random;
        for (int i = 0; i < BATCH; i++) {
            place = next(place);
            sum += block.getLong(offset(place));
        }
        random = place;
        return sum;
    }
}
