package io.rangecast.shared;

import io.rangecast.notifier.Subscriber;
import io.rangecast.ranges.Interval;

/**
 * Options of a {@link SharedHome}'s file. A home that finds a file from before takes that over, and it must have the same. Not
 * thread-safe; the home reads it once.
 */
public final class SharedHomeOptions {
    int peers = 16;
    int records = Subscriber.DEFAULT_RECORDS;
    long length = Interval.MAX_END;

    /** Sixteen peers, {@value Subscriber#DEFAULT_RECORDS} records for each; a segment of all addresses. */
    public SharedHomeOptions() {}

    /**
     * Sets how many peers there may be at one time.
     *
     * @param most from 1 to 1024: each takes 512 bytes of the file, and 64 for each of its records
     * @return this
     * @throws IllegalArgumentException if it is less, or more
     */
    public SharedHomeOptions peers(int most) {
        if (!SharedFile.areSlots(most)) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(most) + " peers, not 1 to 0x"
                    + Integer.toHexString(SharedFile.MOST_SLOTS));
        }
        peers = most;
        return this;
    }

    /**
     * Sets how many starts a peer is told of before it has acknowledged the first: what comes beyond merges at the home, to at most
     * eight ranges a producer.
     *
     * @param records a power of two, from 32 to 65536
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public SharedHomeOptions records(int records) {
        if (!SharedFile.areRecords(records)) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(records)
                    + " records are no power of two from 0x" + Integer.toHexString(SharedFile.LEAST_RECORDS) + " to 0x"
                    + Integer.toHexString(SharedFile.MOST_RECORDS));
        }
        this.records = records;
        return this;
    }

    /**
     * Sets how long the segment is: peers take no range beyond it.
     *
     * @param bytes unsigned, above 0
     * @return this
     * @throws IllegalArgumentException if it is 0
     */
    public SharedHomeOptions length(long bytes) {
        if (bytes == 0) {
            throw new IllegalArgumentException("a segment of 0x0 bytes");
        }
        length = bytes;
        return this;
    }
}
