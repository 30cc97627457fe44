package io.rangecast.jmh.rivals.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** Each block is a {@code ByteBuf} of Netty, which readers retain and release. */
public final class NettyMemory implements RevocableMemory {
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private volatile ByteBuf current;
    private ByteBuf next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public NettyMemory(ByteBuffer block) {
        current = Unpooled.wrappedBuffer(block);
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = Unpooled.wrappedBuffer(block);
    }

    @Override
    public void revoke() {
        ByteBuf revoked = current;
        current = next;
        revoked.release();
        idle.reset();
        while (revoked.refCnt() != 0) {
            idle.idle();
        }
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final NettyMemory memory;

        Reader(NettyMemory memory) {
            this.memory = memory;
        }

        private ByteBuf retain() {
            while (true) {
                try {
                    return memory.current.retain();
                } catch (IllegalReferenceCountException e) {
                    // released meanwhile: another is current
                }
            }
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                ByteBuf retained = retain();
                sum += retained.getLongLE(offset(place));
                retained.release();
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                ByteBuf retained = retain();
                sum += batch(retained);
                retained.release();
            }
            return sum;
        }

        private long batch(ByteBuf block) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < BATCH; i++) {
                place = next(place);
                sum += block.getLongLE(offset(place));
            }
            random = place;
            return sum;
        }
    }
}
