package io.rangecast.jmh.compare.engine;

import java.util.Collection;
import java.util.stream.LongStream;

/** How long one thing took each time, in nanoseconds: in this sample, and in the last samples together. */
public final class Latencies {
    /** Enough to tell what one in a thousand is like. */
    private static final int LAST = 1 << 12;

    private final long[] last = new long[LAST];
    private long recorded;
    private long begun;

    /** A new sample begins. */
    public void begin() {
        begun = recorded;
    }

    public void record(long nanos) {
        last[(int) (recorded++ & LAST - 1)] = nanos;
    }

    /** A quantile of this sample, in microseconds. */
    public double ofSample(double part) {
        return quantile(Math.max(begun, recorded - LAST), part);
    }

    /** A quantile of the last few thousand, whatever sample they were in. */
    public double ofLast(double part) {
        return quantile(Math.max(0, recorded - LAST), part);
    }

    private double quantile(long from, double part) {
        Collection<Double> values = LongStream.range(from, recorded)
                .mapToObj(i -> last[(int) (i & LAST - 1)] / 1e3)
                .toList();
        return Statistics.quantile(values, part);
    }
}
