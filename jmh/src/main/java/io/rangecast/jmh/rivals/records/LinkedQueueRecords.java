package io.rangecast.jmh.rivals.records;

import java.util.concurrent.ConcurrentLinkedQueue;

/** The JDK's lock-free queue. It has no bound of its own, so the producer waits for the consumer. */
public final class LinkedQueueRecords extends PooledRecords {
    private final ConcurrentLinkedQueue<PooledRecord> queue = new ConcurrentLinkedQueue<>();

    /** The producer's: the last record that it knows to be handled. */
    private long knownHandled;

    /** An empty one. */
    public LinkedQueueRecords() {}

    @Override
    public boolean trySend(long number) {
        if (number - knownHandled > CAPACITY) {
            knownHandled = handled();
            if (number - knownHandled > CAPACITY) {
                return false;
            }
        }
        return queue.offer(filled(number));
    }

    @Override
    public int receive() {
        int count = 0;
        PooledRecord record;
        while (count < BATCH && (record = queue.poll()) != null) {
            handle(record);
            count++;
        }
        return count;
    }
}
