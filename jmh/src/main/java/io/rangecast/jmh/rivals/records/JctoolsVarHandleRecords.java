package io.rangecast.jmh.rivals.records;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/** The queue of JCTools, on VarHandles. */
public final class JctoolsVarHandleRecords extends PooledRecords {
    private final SpscVarHandleArrayQueue<PooledRecord> queue = new SpscVarHandleArrayQueue<>(CAPACITY);
    private final MessagePassingQueue.Consumer<PooledRecord> handler = this::handle;

    /** An empty one. */
    public JctoolsVarHandleRecords() {}

    @Override
    public boolean trySend(long number) {
        return queue.offer(filled(number));
    }

    @Override
    public int receive() {
        return queue.drain(handler, BATCH);
    }
}
