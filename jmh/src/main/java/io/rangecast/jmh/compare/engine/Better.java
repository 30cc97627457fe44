package io.rangecast.jmh.compare.engine;

/** Which of two values is the better one. */
public enum Better {
    /** Times. */
    LOWER,
    /** Rates. */
    HIGHER;

    /** Whether a ratio of candidate to rival is at least as good as the one required. */
    public boolean meets(double ratio, double required) {
        return this == LOWER ? ratio <= required : ratio >= required;
    }
}
