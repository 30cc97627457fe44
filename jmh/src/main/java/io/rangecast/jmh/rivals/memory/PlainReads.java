package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/** Reads without a guard: nobody could ever revoke the block. */
public final class PlainReads extends RandomReads implements IntToLongFunction {
    private final ByteBuffer block;

    /**
     * Reads of one thread.
     *
     * @param block to read
     */
    public PlainReads(ByteBuffer block) {
        this.block = block;
    }

    @Override
    public long applyAsLong(int reads) {
        ByteBuffer block = this.block;
        long sum = 0;
        long place = random;
        for (int i = 0; i < reads; i++) {
            place = next(place);
            sum += block.getLong(offset(place));
        }
        random = place;
        return sum;
    }
}
