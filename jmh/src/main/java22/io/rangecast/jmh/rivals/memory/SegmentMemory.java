package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.LaggardPolicy;
import io.rangecast.segment.RevocableSegment;
import io.rangecast.segment.SegmentReader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Readers poll, and lease the block that is current. They read by the lease's {@code ByteBuffer}, as those of {@link
 * ArenaMemory} do: it asks the lease's arena whether that is open. What a reader knows it keeps in local variables, as a
 * poll has the compiler read fields anew.
 */
final class SegmentMemory implements RevocableMemory {
    private static final int LIMIT = 16;
    private static final LaggardPolicy PATIENT = LaggardPolicy.abortAfter(TimeUnit.SECONDS.toNanos(10));

    private final AddressSpace space = new AddressSpace();
    private volatile RevocableSegment current;
    private RevocableSegment next;

    SegmentMemory(ByteBuffer block) {
        current = over(block);
    }

    private RevocableSegment over(ByteBuffer block) {
        return RevocableSegment.of(space, MemorySegment.ofBuffer(block), () -> {});
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = over(block);
    }

    @Override
    public void revoke() {
        RevocableSegment old = current;
        current = next;
        InvalidationResult result = old.revoke(PATIENT);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(result + ": " + space.report());
        }
    }

    private static final class Reader extends MemoryReader {
        private final SegmentMemory memory;
        private SegmentReader reader;
        private MemorySegment last;
        private ByteBuffer view;

        Reader(SegmentMemory memory) {
            this.memory = memory;
        }

        @Override
        public void begin() {
            if (reader == null) {
                reader = new SegmentReader("reader", memory.space);
            } else {
                reader.online();
            }
        }

        @Override
        public void end() {
            reader.offline();
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
            long place = random;
            for (int i = 0; i < batches; i++) {
                ByteBuffer block = polled();
                for (int j = 0; j < BATCH; j++) {
                    place = next(place);
                    sum += block.getLong(offset(place));
                }
            }
            random = place;
            return sum;
        }

        private ByteBuffer polled() {
            reader.poll(LIMIT);
            MemorySegment lease = reader.lease(memory.current);
            return lease == last && lease != null ? view : viewOf(lease);
        }

        /** What is current may be revoked before it is leased: then there is another. */
        private ByteBuffer viewOf(MemorySegment first) {
            MemorySegment lease = first;
            while (lease == null) {
                Thread.onSpinWait();
                reader.poll(LIMIT);
                lease = reader.lease(memory.current);
            }
            last = lease;
            view = lease.asByteBuffer().order(ByteOrder.nativeOrder());
            return view;
        }
    }
}
