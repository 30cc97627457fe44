package io.rangecast.jmh;

/** How much the tests of random input do: {@code -Deffort=} times the whole, as the property in the parent's pom says. */
public final class Effort {
    private static final double FACTOR = Double.parseDouble(System.getProperty("effort", "1"));

    private Effort() {}

    /** Whether nothing is left out. */
    public static boolean isWhole() {
        return FACTOR >= 1;
    }

    /** How many cases of a whole so large; at least one. */
    public static int of(int whole) {
        return (int) Math.max(1, Math.ceil(whole * FACTOR));
    }
}
