package io.rangecast.jmh.rivals.records;

import java.util.function.Consumer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/** Agrona's queue. */
public final class ArrayQueueRecords extends PooledRecords {
    private final OneToOneConcurrentArrayQueue<PooledRecord> queue = new OneToOneConcurrentArrayQueue<>(CAPACITY);
    private final Consumer<PooledRecord> handler = this::handle;

    /** An empty one. */
    public ArrayQueueRecords() {}

    @Override
    public boolean trySend(long number) {
        return queue.offer(filled(number));
    }

    @Override
    public int receive() {
        return queue.drain(handler, BATCH);
    }
}
