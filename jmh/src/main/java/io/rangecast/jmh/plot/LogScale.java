package io.rangecast.jmh.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to positions, logarithmically.
 *
 * @param low the value at the first position, positive
 * @param high the value at the last
 * @param from the first position
 * @param to the last, which may be the smaller number
 */
public record LogScale(double low, double high, double from, double to) {
    private static final int[] STEPS = {1, 2, 5};

    /** With more decades than that, the steps between them would crowd. */
    private static final double FEW_DECADES = 2.5;

    /** Checks the values. */
    public LogScale {
        if (!(low > 0 && high > low)) {
            throw new IllegalArgumentException("no logarithmic scale goes from " + low + " to " + high);
        }
    }

    /**
     * A scale with a little room beyond the values at both ends.
     *
     * @param low the least value
     * @param high the greatest, which may be equal
     * @param from the first position
     * @param to the last
     * @return the scale
     */
    public static LogScale around(double low, double high, double from, double to) {
        double room = Math.max(1.15, Math.pow(high / low, 0.04));
        return new LogScale(low / room, high * room, from, to);
    }

    /**
     * Where a value is.
     *
     * @param value any; what lies beyond an end is at that end
     * @return its position
     */
    public double at(double value) {
        double part = Math.log(Math.max(low, Math.min(high, value)) / low) / Math.log(high / low);
        return from + (to - from) * part;
    }

    /**
     * Round values to label: powers of ten, and their double and fivefold where there are few.
     *
     * @return from low to high
     */
    public List<Double> ticks() {
        boolean few = Math.log10(high / low) < FEW_DECADES;
        List<Double> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++) {
            for (int step : STEPS) {
                double value = step * Math.pow(10, decade);
                if (value >= low && value <= high && (few || step == 1)) {
                    ticks.add(value);
                }
            }
        }
        return ticks;
    }
}
