package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;

/** Readers poll, and drop the block when its record comes. */
public final class RangecastMemory extends NotifiedMemory {
    private static final int LIMIT = 16;

    /** Changed inside windows, and read between begin and retry. */
    private ByteBuffer current;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public RangecastMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    @Override
    public void revoke() {
        start();
    }

    @Override
    public void resume() {
        current = next();
        end();
    }

    private static final class Reader extends MemoryReader {
        private final RangecastMemory memory;
        private final Subscriber subscriber = new Subscriber("reader", record -> drop());
        private final Subscription subscription;

        /** Good until the next poll. */
        private ByteBuffer held;

        Reader(RangecastMemory memory) {
            this.memory = memory;
            subscription = memory.space.subscribe(0, 2 * Blocks.SIZE, subscriber);
        }

        private void drop() {
            held = null;
        }

        @Override
        public void begin() {
            subscriber.attach();
        }

        @Override
        public void end() {
            subscriber.detach();
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                sum += polled().getLong(offset(place));
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                sum += batch(polled());
            }
            return sum;
        }

        private ByteBuffer polled() {
            subscriber.poll(LIMIT);
            ByteBuffer block = held;
            return block == null ? lookUp() : block;
        }

        private ByteBuffer lookUp() {
            while (true) {
                long seen = subscription.readBegin();
                ByteBuffer block = memory.current;
                if (!subscription.readRetry(seen)) {
                    held = block;
                    return block;
                }
            }
        }
    }
}
