package io.rangecast.notifier;

/**
 * How much the tests of random operations do: {@code -Deffort=} times what an ordinary build does. Ten with
 * {@code -Plong}, much less for each mutant.
 */
final class Effort {
    private static final double FACTOR = Double.parseDouble(System.getProperty("effort", "1"));

    private Effort() {}

    /** How many operations, rounds or cases instead of so many; at least one. */
    static int of(int ordinarily) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ordinarily * FACTOR));
    }
}
