package io.rangecast.jmh.rivals;

/** One range in a {@link RedBlackIntervalTree} or in bare {@link RedBlackLinks}, and the handle that takes it out. */
public final class RedBlackNode {
    final long start;
    final long end;
    final Object value;

    /** Of this node and all below it. */
    long greatestEnd;

    RedBlackNode parent;
    RedBlackNode left;
    RedBlackNode right;
    boolean red;

    /** The sentinel: black, and below every address. */
    RedBlackNode() {
        this.start = Long.MIN_VALUE;
        this.end = Long.MIN_VALUE;
        this.value = null;
        this.greatestEnd = Long.MIN_VALUE;
        this.parent = this;
        this.left = this;
        this.right = this;
    }

    RedBlackNode(long start, long end, Object value, RedBlackNode nil) {
        this.start = start;
        this.end = end;
        this.value = value;
        this.greatestEnd = end;
        this.parent = nil;
        this.left = nil;
        this.right = nil;
        this.red = true;
    }

    /**
     * What goes with the range.
     *
     * @return what was inserted with it
     */
    public Object value() {
        return value;
    }

    /** Computes the greatest end from the children. */
    void update() {
        greatestEnd = Math.max(end, Math.max(left.greatestEnd, right.greatestEnd));
    }
}
