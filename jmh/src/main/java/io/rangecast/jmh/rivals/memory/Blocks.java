package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Two blocks of off-heap memory that take turns: readers use one, and when that is revoked they go on with the other.
 *
 * <p>Every long in a block that may be read is 1, so the sum of what was read is the number of reads. A revoked block
 * is poisoned, unless nobody has waited for its readers: who goes on reading it has a wrong sum before long.
 */
public final class Blocks {
    /** Bytes in a block. */
    public static final int SIZE = 1 << 20;

    private static final long GOOD = 1;
    private static final long POISON = -(1L << 40);

    /** One long in so many bytes is poisoned: few, as the readers' caches lose what is written. */
    private static final int POISON_STEP = 1 << 16;

    private final ByteBuffer[] blocks = {filled(), filled()};
    private int current;

    private final boolean poisons;

    /** Both are good. */
    public Blocks() {
        this(true);
    }

    /**
     * Both are good.
     *
     * @param poisons false if who goes on reading what was revoked does no wrong
     */
    public Blocks(boolean poisons) {
        this.poisons = poisons;
    }

    private static ByteBuffer filled() {
        ByteBuffer block = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
        for (int at = 0; at < SIZE; at += Long.BYTES) {
            block.putLong(at, GOOD);
        }
        return block;
    }

    /**
     * The one that readers use.
     *
     * @return in native order
     */
    public ByteBuffer current() {
        return blocks[current];
    }

    /**
     * The one that they will use next.
     *
     * @return in native order
     */
    public ByteBuffer spare() {
        return blocks[1 - current];
    }

    /** After the current one was revoked: they change places, and the revoked one is poisoned. */
    public void turn() {
        put(current(), poisons ? POISON : GOOD);
        current = 1 - current;
    }

    /** Makes the spare one good again. */
    public void heal() {
        put(spare(), GOOD);
    }

    private static void put(ByteBuffer block, long value) {
        for (int at = 0; at < SIZE; at += POISON_STEP) {
            block.putLong(at, value);
        }
    }
}
