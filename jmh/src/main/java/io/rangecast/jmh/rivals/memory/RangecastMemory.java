package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;

/** Readers poll, and drop the block when its record comes. The two blocks are neighbours in one address space. */
public final class RangecastMemory implements RevocableMemory {
    private static final int LIMIT = 16;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("evictor");
    private final InvalidationRange range = new InvalidationRange();

    /** Changed inside windows, and read between begin and retry. */
    private ByteBuffer current;

    private ByteBuffer next;
    private long address;

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
    public void prepare(ByteBuffer block) {
        next = block;
        range.init(space, address, address + Blocks.SIZE);
    }

    @Override
    public void revoke() {
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(result + ": " + invalidator.laggards(range));
        }
    }

    @Override
    public void resume() {
        current = next;
        address ^= Blocks.SIZE;
        invalidator.invalidateRangeEnd(range);
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
