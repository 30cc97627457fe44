package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;

/**
 * As {@link ConfinedMemory}, but readers go over to the other block when somebody says that it is current, by segments that
 * they have had all the time. Nobody asks them whether they have: so a revoked block must not be changed. What that costs
 * is due to the other block's lines, and not to being asked.
 */
final class ConfinedTurnsMemory implements RevocableMemory {
    private volatile ByteBuffer current;
    private ByteBuffer next;

    ConfinedTurnsMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = block;
    }

    @Override
    public void revoke() {
        current = next;
    }

    private static final class Reader extends MemoryReader {
        private final ConfinedTurnsMemory memory;
        private ByteBuffer block;
        private ByteBuffer view;
        private ByteBuffer otherBlock;
        private ByteBuffer otherView;

        Reader(ConfinedTurnsMemory memory) {
            this.memory = memory;
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
            long place = random;
            for (int i = 0; i < batches; i++) {
                ByteBuffer block = current();
                for (int j = 0; j < BATCH; j++) {
                    place = next(place);
                    sum += block.getLong(offset(place));
                }
            }
            random = place;
            return sum;
        }

        private ByteBuffer current() {
            ByteBuffer now = memory.current;
            return now == block ? view : turnTo(now);
        }

        private ByteBuffer turnTo(ByteBuffer now) {
            ByteBuffer known = now == otherBlock ? otherView : ConfinedMemory.confined(now);
            otherBlock = block;
            otherView = view;
            block = now;
            view = known;
            return known;
        }
    }
}
