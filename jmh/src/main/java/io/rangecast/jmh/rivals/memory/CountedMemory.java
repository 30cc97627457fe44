package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** Each block has a count of who reads it, and a bit in it that keeps newcomers out. */
public final class CountedMemory implements RevocableMemory {
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private volatile Counted current;
    private Counted next;

    private static final class Counted {
        private static final long REVOKED = Long.MIN_VALUE;

        private final AtomicLong readers = new AtomicLong();
        private final ByteBuffer block;

        Counted(ByteBuffer block) {
            this.block = block;
        }

        boolean tryAcquire() {
            long before = readers.get();
            while (before >= 0) {
                if (readers.compareAndSet(before, before + 1)) {
                    return true;
                }
                before = readers.get();
            }
            return false;
        }

        void release() {
            readers.decrementAndGet();
        }
    }

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public CountedMemory(ByteBuffer block) {
        current = new Counted(block);
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = new Counted(block);
    }

    @Override
    public void revoke() {
        Counted revoked = current;
        current = next;
        revoked.readers.addAndGet(Counted.REVOKED);
        idle.reset();
        while (revoked.readers.get() != Counted.REVOKED) {
            idle.idle();
        }
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final CountedMemory memory;

        Reader(CountedMemory memory) {
            this.memory = memory;
        }

        private Counted acquire() {
            Counted counted = memory.current;
            while (!counted.tryAcquire()) {
                counted = memory.current;
            }
            return counted;
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                Counted counted = acquire();
                sum += counted.block.getLong(offset(place));
                counted.release();
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                Counted counted = acquire();
                sum += batch(counted.block);
                counted.release();
            }
            return sum;
        }
    }
}
