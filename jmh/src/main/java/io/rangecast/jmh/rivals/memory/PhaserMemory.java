package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.Phaser;

/** Readers arrive once they have seen the next block; who revokes waits until all have. All must go on reading. */
public final class PhaserMemory implements RevocableMemory {
    private final Phaser phaser = new Phaser(1);
    private volatile ByteBuffer current;
    private ByteBuffer next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public PhaserMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = block;
    }

    @Override
    public void revoke() {
        current = next;
        phaser.arriveAndAwaitAdvance();
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final PhaserMemory memory;
        private ByteBuffer held;

        Reader(PhaserMemory memory) {
            this.memory = memory;
            held = memory.current;
            memory.phaser.register();
        }

        private ByteBuffer current() {
            ByteBuffer current = memory.current;
            if (current != held) {
                held = current;
                memory.phaser.arrive();
            }
            return current;
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                sum += current().getLong(offset(place));
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                sum += batch(current());
            }
            return sum;
        }
    }
}
