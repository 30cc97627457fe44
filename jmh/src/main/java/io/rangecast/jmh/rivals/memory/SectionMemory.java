package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.ReaderGroup;
import java.nio.ByteBuffer;

/**
 * Readers look the block up in a section of a group; whoever revokes unlinks the block, and then waits for the sections that
 * are open.
 */
public final class SectionMemory extends NotifiedMemory {
    private final ReaderGroup group = new ReaderGroup("readers");
    private volatile ByteBuffer current;

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
    public void revoke() {
        current = next();
        start();
    }

    @Override
    public void resume() {
        end();
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
