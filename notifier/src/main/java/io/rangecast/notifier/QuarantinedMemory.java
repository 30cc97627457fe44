package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.List;

/**
 * Memory that {@link Invalidator#retire} or {@link Invalidator#quarantine} has put aside, as it was when {@link
 * AddressSpace#quarantined} was called.
 *
 * @param start first byte, unsigned; of a batch, that of the lowest range
 * @param end the byte after the last, unsigned; of a batch, that of the highest range
 * @param bytes how many there are in the range, or in all ranges of the batch, unsigned
 * @param nanos how long ago it was put aside, in nanoseconds
 * @param holders the names of those who may still hold it, each once; empty if it is about to be freed, or an executor has it
 */
public record QuarantinedMemory(long start, long end, long bytes, long nanos, List<String> holders) {
    @Override
    public String toString() {
        return Interval.toString(start, end) + " with 0x" + Long.toHexString(bytes) + " bytes, for " + nanos
                + " ns, by " + holders;
    }
}
