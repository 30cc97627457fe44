package io.rangecast.jmh.rivals.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Each reader has a segment in a confined arena of its own, and nobody can take it away: the limit for leases. */
final class ConfinedMemory implements RevocableMemory {
    private final ByteBuffer block;

    ConfinedMemory(ByteBuffer block) {
        this.block = block;
    }

    /** A block by a segment of the current thread's. */
    static ByteBuffer confined(ByteBuffer block) {
        MemorySegment own = MemorySegment.ofBuffer(block).reinterpret(Arena.ofConfined(), null);
        return own.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(block);
    }

    @Override
    public void prepare(ByteBuffer next) {
        throw new UnsupportedOperationException("it cannot be revoked");
    }

    @Override
    public void revoke() {
        throw new UnsupportedOperationException("it cannot be revoked");
    }

    private static final class Reader extends MemoryReader {
        private final ByteBuffer block;
        private ByteBuffer view;

        Reader(ByteBuffer block) {
            this.block = block;
        }

        @Override
        public void begin() {
            if (view == null) {
                view = confined(block);
            }
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                sum += view.getLong(offset(place));
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < batches; i++) {
                ByteBuffer block = view;
                for (int j = 0; j < BATCH; j++) {
                    place = next(place);
                    sum += block.getLong(offset(place));
                }
            }
            random = place;
            return sum;
        }
    }
}
