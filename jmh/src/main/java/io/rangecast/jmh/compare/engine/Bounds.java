package io.rangecast.jmh.compare.engine;

/**
 * How often something is done, as the time allows.
 *
 * @param least however short the time is
 * @param most however long it is
 */
public record Bounds(int least, int most) {
    /** Whatever the time. */
    public static Bounds exactly(int times) {
        return new Bounds(times, times);
    }

    /** The number between the two that is nearest to another. */
    public int nearest(long times) {
        return (int) Math.max(least, Math.min(most, times));
    }

    /** Whether to do it once more, after so many times, until a moment of {@link System#nanoTime}. */
    public boolean goesOn(int done, long deadline) {
        return done < least || done < most && System.nanoTime() - deadline < 0;
    }
}
