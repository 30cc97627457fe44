package io.rangecast.jmh.rivals.records;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.SpscArrayQueue;

/** The queue of JCTools, on Unsafe. */
public final class JctoolsRecords extends PooledRecords {
    private final SpscArrayQueue<PooledRecord> queue = new SpscArrayQueue<>(CAPACITY);
    private final MessagePassingQueue.Consumer<PooledRecord> handler = this::handle;

    /** An empty one. */
    public JctoolsRecords() {}

    @Override
    public boolean trySend(long number) {
        return queue.offer(filled(number));
    }

    @Override
    public int receive() {
        return queue.drain(handler, BATCH);
    }
}
