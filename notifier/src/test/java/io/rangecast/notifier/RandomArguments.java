package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.SplittableRandom;

/** Random arguments of calls, at the edges above all. */
final class RandomArguments {
    private static final long[] EDGES = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, Interval.MAX_END - 1, Interval.MAX_END};

    private final SplittableRandom random;

    RandomArguments(SplittableRandom random) {
        this.random = random;
    }

    int nextInt() {
        return random.nextInt();
    }

    int nextInt(int bound) {
        return random.nextInt(bound);
    }

    int nextInt(int from, int to) {
        return random.nextInt(from, to);
    }

    boolean nextBoolean() {
        return random.nextBoolean();
    }

    /** True once in so many times. */
    boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T any(T[] from) {
        return from[random.nextInt(from.length)];
    }

    long address() {
        return onceIn(8) ? EDGES[random.nextInt(EDGES.length)] : 0x1000L * random.nextInt(16);
    }

    /** Mostly above the start. */
    long endOf(long start) {
        return onceIn(8) ? address() : start + 0x800L * (1 + random.nextInt(16));
    }

    static boolean isBad(long start, long end) {
        return Long.compareUnsigned(start, end) >= 0;
    }
}
