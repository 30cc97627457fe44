package io.rangecast.jmh.workload;

import io.rangecast.jmh.rivals.AreaIndex;
import io.rangecast.ranges.Interval;
import java.util.SplittableRandom;

/**
 * Areas that do not overlap, and addresses to look up. Areas and the gaps between them are of 1 to 31 pages, so that
 * about half of the addresses, which are uniformly random, lie in an area.
 */
public final class AreaWorkload {
    /** How many different addresses there are, a power of two. */
    public static final int ADDRESSES = 1 << 17;

    private static final long PAGE = 4096;
    private static final int MOST_PAGES = 31;

    private final long[] starts;
    private final long[] ends;
    private final long[] addresses = new long[ADDRESSES];
    private final long seed;

    /**
     * Draws a workload.
     *
     * @param size how many areas
     * @param seed of everything random here
     */
    public AreaWorkload(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.seed = seed;
        this.starts = new long[size];
        this.ends = new long[size];
        long at = 0;
        for (int i = 0; i < size; i++) {
            starts[i] = at + pages(random);
            ends[i] = starts[i] + pages(random);
            at = ends[i];
        }
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = random.nextLong(at);
        }
    }

    private static long pages(SplittableRandom random) {
        return random.nextInt(1, MOST_PAGES + 1) * PAGE;
    }

    /**
     * An address to look up.
     *
     * @param number below {@link #ADDRESSES}
     * @return the address
     */
    public long address(int number) {
        return addresses[number];
    }

    /**
     * Fills a structure as its users do: in random order, and then half of the areas go and come again.
     *
     * @param index to fill, empty
     * @param <X> the structure
     * @return the structure
     */
    public <X extends AreaIndex> X filled(X index) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[starts.length];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        for (int i : order) {
            index.put(area(i));
        }
        for (int i = 0; i < order.length / 2; i++) {
            Interval area = area(random.nextInt(order.length));
            index.remove(area);
            index.put(area);
        }
        return index;
    }

    private Interval area(int number) {
        return new Interval(starts[number], ends[number]);
    }
}
