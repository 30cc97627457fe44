package io.rangecast.jmh.rivals.records;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;

/** The Disruptor with one producer. The poller is its quickest consumer: it spins without the processor's pause. */
public final class DisruptorRecords implements RecordPath {
    private final RingBuffer<PooledRecord> ring =
            RingBuffer.createSingleProducer(PooledRecord::new, CAPACITY, new BusySpinWaitStrategy());
    private final EventPoller<PooledRecord> poller = ring.newPoller();
    private final ConsumerWords consumer = new ConsumerWords();
    private final ConsumerCount received = new ConsumerCount();
    private final EventPoller.Handler<PooledRecord> handler = this::onEvent;

    /** An empty one. */
    public DisruptorRecords() {
        ring.addGatingSequences(poller.getSequence());
    }

    @Override
    public boolean trySend(long number) {
        if (!ring.hasAvailableCapacity(1)) {
            return false;
        }
        long sequence = ring.next();
        ring.get(sequence).fill(number);
        ring.publish(sequence);
        return true;
    }

    @Override
    public boolean isHandled(long number) {
        return consumer.isHandled(number);
    }

    @Override
    public int receive() {
        received.reset(0);
        try {
            poller.poll(handler);
        } catch (Exception e) {
            throw new IllegalStateException("the handler throws nothing", e);
        }
        return received.value();
    }

    private boolean onEvent(PooledRecord record, long sequence, boolean endOfBatch) {
        consumer.handled(record.number(), record.sum());
        received.add(1);
        return true;
    }

    @Override
    public long sum() {
        return consumer.sum();
    }
}
