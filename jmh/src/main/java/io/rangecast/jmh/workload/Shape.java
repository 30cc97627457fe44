package io.rangecast.jmh.workload;

import java.util.SplittableRandom;

/** How long intervals are and where they start. */
public enum Shape {
    /** Lengths and starts uniformly random. */
    UNIFORM,
    /** The same lengths, but the starts gather in √n clusters, which cover about a quarter of the space. */
    CLUSTERED,
    /**
     * Lengths by Pareto's law with exponent 1.5: most are short, a few are longer by as much as the space allows, so that
     * the greatest end below an inner node says little.
     */
    LONG_TAILED,
    /** Uniform, but every 200th interval covers one percent of the space. */
    VERY_LONG;

    private static final int MEAN_PAGES = 240;
    private static final double EXPONENT = 1.5;
    private static final int LONGEST_PART = 160;
    private static final int VERY_LONG_EACH = 200;
    private static final int VERY_LONG_PART = 100;
    private static final double CLUSTERS_PART = 0.25;

    /** A length in pages, about 240 on average, for one of so many intervals. */
    int pages(int size, SplittableRandom random) {
        if (this != LONG_TAILED) {
            return random.nextInt(1, 2 * MEAN_PAGES);
        }
        double least = MEAN_PAGES * (EXPONENT - 1) / EXPONENT;
        long most = (long) MEAN_PAGES * size / LONGEST_PART; // about an eighth of a dense space
        return (int) Math.min(most, least * Math.pow(1 - random.nextDouble(), -1 / EXPONENT));
    }

    /** The length, in pages, of the interval with a number, in a space of so many pages. */
    int pages(int number, int drawn, long space) {
        return this == VERY_LONG && number % VERY_LONG_EACH == 0 ? Math.toIntExact(space / VERY_LONG_PART) : drawn;
    }

    /** What the very long intervals, of so many in all, add to the hits of a query. */
    double addedHits(int size) {
        return this == VERY_LONG ? (double) size / VERY_LONG_EACH / VERY_LONG_PART : 0;
    }

    /** The first page of an interval. */
    long startPage(int size, long space, SplittableRandom random) {
        if (this != CLUSTERED) {
            return random.nextLong(space);
        }
        int clusters = (int) Math.sqrt(size);
        double width = CLUSTERS_PART * space / clusters;
        // A cluster's place follows from its number alone, so that intervals that come later join the same clusters.
        double place = new SplittableRandom(random.nextInt(clusters)).nextDouble() * (space - width);
        return (long) (place + random.nextDouble() * width);
    }
}
