package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.StampedLock;

/** Readers hold the read lock, and who revokes holds the write lock. Memory that goes cannot be read optimistically. */
public final class StampedLockMemory implements RevocableMemory {
    private final StampedLock lock = new StampedLock();
    private long stamp;
    private ByteBuffer current;
    private ByteBuffer next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public StampedLockMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = block;
    }

    @Override
    public void revoke() {
        stamp = lock.writeLock();
    }

    @Override
    public void resume() {
        current = next;
        lock.unlockWrite(stamp);
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final StampedLockMemory memory;
        private final StampedLock lock;

        Reader(StampedLockMemory memory) {
            this.memory = memory;
            lock = memory.lock;
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                long stamp = lock.readLock();
                sum += memory.current.getLong(offset(place));
                lock.unlockRead(stamp);
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                long stamp = lock.readLock();
                sum += batch(memory.current);
                lock.unlockRead(stamp);
            }
            return sum;
        }
    }
}
