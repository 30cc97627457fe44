package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Readers hold the read lock, and who revokes holds the write lock. */
public final class ReadWriteLockMemory implements RevocableMemory {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private ByteBuffer current;
    private ByteBuffer next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public ReadWriteLockMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = block;
    }

    @Override
    public void revoke() {
        lock.writeLock().lock();
    }

    @Override
    public void resume() {
        current = next;
        lock.writeLock().unlock();
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final ReadWriteLockMemory memory;
        private final ReentrantReadWriteLock.ReadLock lock;

        Reader(ReadWriteLockMemory memory) {
            this.memory = memory;
            lock = memory.lock.readLock();
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                lock.lock();
                sum += memory.current.getLong(offset(place));
                lock.unlock();
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                lock.lock();
                sum += batch(memory.current);
                lock.unlock();
            }
            return sum;
        }
    }
}
