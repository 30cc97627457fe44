package io.rangecast.jmh.rivals.records;

import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring buffers, in direct memory; records are written and read in place. */
public final class RingBufferRecords implements RecordPath {
    private static final int TYPE = 1;
    private static final int BYTES = LONGS * Long.BYTES;

    private final RingBuffer ring;
    private final AtomicBuffer buffer;
    private final ConsumerWords consumer = new ConsumerWords();
    private final MessageHandler handler = this::onMessage;

    private RingBufferRecords(RingBuffer ring) {
        this.ring = ring;
        this.buffer = ring.buffer();
    }

    /**
     * For one producer.
     *
     * @return an empty one
     */
    public static RingBufferRecords oneToOne() {
        return new RingBufferRecords(new OneToOneRingBuffer(newBuffer()));
    }

    /**
     * For many producers, though it has one.
     *
     * @return an empty one
     */
    public static RingBufferRecords manyToOne() {
        return new RingBufferRecords(new ManyToOneRingBuffer(newBuffer()));
    }

    /** With its header a record takes 72 bytes: the capacity, a power of two, is rounded up. */
    private static UnsafeBuffer newBuffer() {
        int capacity = 2 * CAPACITY * BYTES;
        assert capacity >= CAPACITY * (BYTES + RecordDescriptor.HEADER_LENGTH);
        return new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + RingBufferDescriptor.TRAILER_LENGTH));
    }

    @Override
    public boolean trySend(long number) {
        int index = ring.tryClaim(TYPE, BYTES);
        if (index < 0) {
            return false;
        }
        for (int i = 0; i < LONGS; i++) {
            buffer.putLong(index + i * Long.BYTES, number + i);
        }
        ring.commit(index);
        return true;
    }

    @Override
    public boolean isHandled(long number) {
        return consumer.isHandled(number);
    }

    @Override
    public int receive() {
        return ring.read(handler, BATCH);
    }

    private void onMessage(int type, MutableDirectBuffer message, int index, int length) {
        long number = message.getLong(index);
        long sum = number;
        for (int i = 1; i < LONGS; i++) {
            sum += message.getLong(index + i * Long.BYTES);
        }
        consumer.handled(number, sum);
    }

    @Override
    public long sum() {
        return consumer.sum();
    }
}
