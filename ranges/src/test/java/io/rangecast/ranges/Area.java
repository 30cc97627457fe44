package io.rangecast.ranges;

/** An area with a tag, which the pieces of it inherit. */
final class Area extends Interval {
    private final int tag;

    Area(long start, long end, int tag) {
        super(start, end);
        this.tag = tag;
    }

    int tag() {
        return tag;
    }

    Area slice(long start, long end) {
        return new Area(start, end, tag);
    }

    Area tagged(int newTag) {
        return new Area(start(), end(), newTag);
    }

    /** One area of two with one tag, or null. */
    static Area join(Area low, Area high) {
        return low.tag == high.tag ? new Area(low.start(), high.end(), low.tag) : null;
    }

    @Override
    public String toString() {
        return Piece.of(this).toString();
    }
}
