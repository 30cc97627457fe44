package io.rangecast.jmh.rivals.records;

import java.util.concurrent.ArrayBlockingQueue;

/** The JDK's bounded queue, under a lock. Both sides try again and again, as a thread that parks takes longer. */
public final class LockedQueueRecords extends PooledRecords {
    private final ArrayBlockingQueue<PooledRecord> queue = new ArrayBlockingQueue<>(CAPACITY);

    /** An empty one. */
    public LockedQueueRecords() {}

    @Override
    public boolean trySend(long number) {
        return queue.offer(filled(number));
    }

    @Override
    public int receive() {
        PooledRecord record = queue.poll();
        if (record == null) {
            return 0;
        }
        handle(record);
        return 1;
    }
}
