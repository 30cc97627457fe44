package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.ReaderGroup;
import java.nio.ByteBuffer;

/**
 * Readers look the block up in a section of a group; whoever revokes unlinks the block, and then waits for the sections that
 * are open. The two blocks are neighbours in one address space.
 */
public final class SectionMemory implements RevocableMemory {
    private final AddressSpace space = new AddressSpace();
    private final ReaderGroup group = new ReaderGroup("readers");
    private final Invalidator invalidator = space.newInvalidator("evictor");
    private final InvalidationRange range = new InvalidationRange();
    private volatile ByteBuffer current;
    private ByteBuffer next;
    private long address;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public SectionMemory(ByteBuffer block) {
        current = block;
        space.subscribe(0, 2 * Blocks.SIZE, group);
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
        current = next;
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(result + ": " + invalidator.laggards(range));
        }
    }

    @Override
    public void resume() {
        address ^= Blocks.SIZE;
        invalidator.invalidateRangeEnd(range);
    }

    private static final class Reader extends MemoryReader {
        private final SectionMemory memory;

        Reader(SectionMemory memory) {
            this.memory = memory;
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                long section = memory.group.enter();
                sum += memory.current.getLong(offset(place));
                memory.group.exit(section);
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                long section = memory.group.enter();
                sum += batch(memory.current);
                memory.group.exit(section);
            }
            return sum;
        }
    }
}
