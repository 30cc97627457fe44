package io.rangecast.jmh.compare.engine;

/**
 * Where two threads ran. A virtual core may be moved about by its host at any time, and what two threads cost one another
 * differs nine-fold with it. The time of a ping-pong between them tells.
 */
public enum Placement {
    /** One thread, or more than two: there is no calibrator. */
    ANY("any"),
    SAME_CORE("same core"),
    SAME_CACHE("same L3"),
    APART("other L3"),
    /** The host has one core for both, or is busy. */
    IN_TURNS("in turns"),
    /** They were moved during the sample: it counts for nothing. */
    MIXED("mixed");

    private static final double SAME_CORE_BELOW = 85;
    private static final double SAME_CACHE_BELOW = 250;
    private static final double APART_BELOW = 1_000;

    private final String label;

    Placement(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The class of a ping and its pong, in nanoseconds. */
    static Placement of(double pingPong) {
        if (pingPong < SAME_CORE_BELOW) {
            return SAME_CORE;
        }
        if (pingPong < SAME_CACHE_BELOW) {
            return SAME_CACHE;
        }
        return pingPong < APART_BELOW ? APART : IN_TURNS;
    }

    /** The class of a sample between two readings of {@link Partner#pingPong}. */
    static Placement of(double before, double after) {
        return of(before) == of(after) ? of(before) : MIXED;
    }
}
