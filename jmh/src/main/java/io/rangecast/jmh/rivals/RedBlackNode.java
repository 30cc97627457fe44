package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;

/** One range in a {@link RedBlackIntervalTree}, and the handle that takes it out. */
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

    RedBlackNode(Interval interval, RedBlackNode nil) {
        this.start = interval.start();
        this.end = interval.end();
        this.value = interval;
        this.greatestEnd = end;
        this.parent = nil;
        this.left = nil;
        this.right = nil;
        this.red = true;
    }

    /** Computes the greatest end from the children. */
    void update() {
        greatestEnd = Math.max(end, Math.max(left.greatestEnd, right.greatestEnd));
    }
}
