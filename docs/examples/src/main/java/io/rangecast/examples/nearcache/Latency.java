package io.rangecast.examples.nearcache;

import java.util.stream.LongStream;

/** Times in buckets, each a quarter more than the one before, roughly. */
final class Latency {
    private static final int STEPS = 4;

    private Latency() {}

    static int bucket(long nanos) {
        long at = Math.max(STEPS, nanos);
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(at);
        return STEPS * (power - 2) + (int) (at >>> power - 2) - STEPS;
    }

    /** The lower end of a bucket, in nanoseconds. */
    static long nanos(int bucket) {
        return (long) (STEPS + bucket % STEPS) << bucket / STEPS;
    }

    /** Within which time so large a part of all was over, in nanoseconds; 0 if there is none. */
    static long percentile(long[] counts, double part) {
        long all = LongStream.of(counts).sum();
        long left = (long) Math.ceil(all * part);
        int bucket = 0;
        while (bucket < counts.length - 1 && left > counts[bucket]) {
            left -= counts[bucket];
            bucket++;
        }
        return all == 0 ? 0 : nanos(bucket + 1);
    }
}
