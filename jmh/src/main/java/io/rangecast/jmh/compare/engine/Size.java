package io.rangecast.jmh.compare.engine;

/** How much a structure holds: what fits the nearest cache, what does not, and what fits hardly any. */
public enum Size {
    OF_1K("1k", 1_000),
    OF_100K("100k", 100_000),
    OF_1M("1M", 1_000_000);

    private final String label;
    private final int count;

    Size(String label, int count) {
        this.label = label;
        this.count = count;
    }

    public String label() {
        return label;
    }

    public int count() {
        return count;
    }

    /** The one of three values that belongs to this size. */
    public double of(double at1k, double at100k, double at1M) {
        return new double[] {at1k, at100k, at1M}[ordinal()];
    }
}
