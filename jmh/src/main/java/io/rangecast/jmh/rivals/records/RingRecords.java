package io.rangecast.jmh.rivals.records;

import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;

/** Rangecast's ring. A record that is released is acknowledged. */
public final class RingRecords implements RecordPath {
    private final SpscRecordRing ring = new SpscRecordRing(CAPACITY);
    private final ConsumerWords consumer = new ConsumerWords();

    /** An empty one. */
    public RingRecords() {}

    @Override
    public boolean trySend(long number) {
        int slot = ring.claim();
        if (slot == SpscRecordRing.NONE) {
            return false;
        }
        for (int i = 1; i < LONGS; i++) { // the first is the sequence
            ring.putLong(slot, i * Long.BYTES, number + i);
        }
        ring.publish();
        return true;
    }

    @Override
    public boolean isHandled(long number) {
        return ring.isReleased(number);
    }

    @Override
    public int receive() {
        int count = 0;
        long sum = 0;
        int slot;
        while (count < BATCH && (slot = ring.peek()) != SpscRecordRing.NONE) {
            sum += ring.getLong(slot, RecordLayout.SEQUENCE);
            for (int i = 1; i < LONGS; i++) {
                sum += ring.getLong(slot, i * Long.BYTES);
            }
            ring.release();
            count++;
        }
        if (count > 0) {
            consumer.add(sum);
        }
        return count;
    }

    @Override
    public long sum() {
        return consumer.sum();
    }
}
