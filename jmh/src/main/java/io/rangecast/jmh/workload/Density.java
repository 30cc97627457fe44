package io.rangecast.jmh.workload;

/** How many intervals a query hits on average, by the size of the space. */
public enum Density {
    /** Every second query hits one: most starts of an invalidation concern nobody. */
    SPARSE(0.5),
    /** Twenty hits: many subscribers share the memory. */
    DENSE(20);

    private final double hits;

    Density(double hits) {
        this.hits = hits;
    }

    double hits() {
        return hits;
    }
}
