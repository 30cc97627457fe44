package io.rangecast.jmh.workload;

import io.rangecast.ranges.Interval;
import java.util.SplittableRandom;
import org.agrona.collections.LongHashSet;

/**
 * Ranges to hold and windows to ask for, the same for every structure that is given the same arguments.
 *
 * <p>Everything is drawn in pages, which fit an int up to a million sparse intervals, because one rival's keys are
 * ints; the others are given bytes, as users would. No two ranges are equal, because that rival is a map. The space is
 * made as large as it must be for the promised {@link Density}. Windows are {@value #WINDOW_PAGES} pages and begin
 * anywhere in the space; there are so many of them that no branch predictor learns them.
 */
public final class IntervalWorkload {
    /** How many different windows there are, a power of two. */
    public static final int WINDOWS = 1 << 17;

    /** The bytes of a page. */
    public static final long PAGE = 4096;

    private static final int WINDOW_PAGES = 16;

    /** No range of ten million is of more pages than that. If one were, some pairs would merely be drawn again. */
    private static final int LENGTH_BITS = 28;

    private final int size;
    private final Density density;
    private final Shape shape;
    private final long spacePages;
    private final long[] starts;
    private final int[] lengths;
    private final long[] windows = new long[WINDOWS];

    /**
     * Draws a workload.
     *
     * @param size how many intervals a structure holds
     * @param density how often a window hits
     * @param shape of the intervals
     * @param seed of everything random here
     */
    public IntervalWorkload(int size, Density density, Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.size = size;
        this.density = density;
        this.shape = shape;
        this.starts = new long[2 * size];
        this.lengths = new int[2 * size];
        long pages = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = shape.pages(size, random);
            pages += lengths[i];
        }
        this.spacePages = Math.round(((double) pages / lengths.length + WINDOW_PAGES) * size / density.hits());
        LongHashSet taken = new LongHashSet(2 * lengths.length);
        for (int i = 0; i < starts.length; i++) {
            lengths[i] = shape.pages(i, lengths[i], spacePages);
            do {
                starts[i] = shape.startPage(size, spacePages, random);
            } while (!taken.add(starts[i] << LENGTH_BITS | lengths[i]));
        }
        for (int i = 0; i < WINDOWS; i++) {
            windows[i] = random.nextLong(spacePages);
        }
    }

    /**
     * How many intervals a structure holds.
     *
     * @return the size
     */
    public int size() {
        return size;
    }

    /**
     * A range to insert. The first {@link #size()} fill a structure; those after them replace others, and after twice
     * the size they begin again.
     *
     * @param number from 0
     * @return a new object
     */
    public Interval interval(long number) {
        int i = (int) (number % starts.length);
        return new Interval(starts[i] * PAGE, (starts[i] + lengths[i]) * PAGE);
    }

    /**
     * Where a window begins.
     *
     * @param number below {@link #WINDOWS}
     * @return its first byte
     */
    public long windowStart(int number) {
        return windows[number] * PAGE;
    }

    /**
     * Where a window ends.
     *
     * @param number below {@link #WINDOWS}
     * @return the byte after its last
     */
    public long windowEnd(int number) {
        return (windows[number] + WINDOW_PAGES) * PAGE;
    }

    /**
     * How many intervals a window hits on average, but for intervals that leave the space at its end.
     *
     * @return the promise that this workload keeps
     */
    public double hitsPerWindow() {
        return density.hits() + shape.addedHits(size);
    }
}
