package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntToLongFunction;

/** Each read is an optimistic one of a lock that other threads may use too. */
public final class StampedReads extends RandomReads implements IntToLongFunction {
    private final StampedLock lock;
    private final ByteBuffer block;

    /**
     * Reads of one thread.
     *
     * @param lock over the block
     * @param block to read
     */
    public StampedReads(StampedLock lock, ByteBuffer block) {
        this.lock = lock;
        this.block = block;
    }

    @Override
    public long applyAsLong(int reads) {
        StampedLock lock = this.lock;
        ByteBuffer block = this.block;
        long sum = 0;
        long place = random;
        for (int i = 0; i < reads; i++) {
            place = next(place);
            long stamp;
            long value;
            do {
                stamp = lock.tryOptimisticRead();
                value = block.getLong(offset(place));
            } while (!lock.validate(stamp));
            sum += value;
        }
        random = place;
        return sum;
    }
}
