package io.rangecast.jmh.compare.engine;

import java.util.Arrays;
import java.util.Collection;

/** Quantiles. */
public final class Statistics {
    private Statistics() {}

    public static double median(Collection<Double> values) {
        return quantile(values, 0.5);
    }

    /**
     * The value below which a part of all values lies; between two of them, a point on the line that joins them.
     *
     * @param values at least one
     * @param part from 0 to 1
     */
    public static double quantile(Collection<Double> values, double part) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double rank = part * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
