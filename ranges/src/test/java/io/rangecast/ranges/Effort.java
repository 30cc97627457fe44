package io.rangecast.ranges;

/**
 * How much the tests of random operations, races and scenarios do: {@code -Deffort=} times the whole, which is what
 * {@code -Pproof} does. An ordinary build does a fortieth of it, and a mutant still less. Such a test has the tag
 * {@code proof}, so that {@code -Pproof} runs it again.
 */
public final class Effort {
    private static final double FACTOR = Double.parseDouble(System.getProperty("effort", "0.025"));

    private Effort() {}

    /** How many operations, rounds or cases of a whole so large; at least one. */
    public static int of(int whole) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, whole * FACTOR));
    }
}
