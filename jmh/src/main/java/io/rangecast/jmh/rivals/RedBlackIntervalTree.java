package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Predicate;

/**
 * The textbook's interval tree under a {@link StampedLock}: a red-black tree by start, in which every node keeps the
 * greatest end below it (Cormen and others, chapters 13 and 14). What most people would write.
 *
 * <p>A query holds the read lock: an optimistic read could follow links that a rotation is just
 * changing, in circles even, and would call its visitor for what is not there.
 *
 * <p>A handle is the node itself, so that a removal searches nothing.
 */
public final class RedBlackIntervalTree implements IntervalIndex<RedBlackNode> {
    private final StampedLock lock = new StampedLock();
    private final RedBlackLinks links = new RedBlackLinks();

    /** An empty one. */
    public RedBlackIntervalTree() {}

    @Override
    public RedBlackNode insert(Interval interval) {
        return insert(interval.start(), interval.end(), interval);
    }

    /**
     * Puts a range in.
     *
     * @param start first byte
     * @param end the byte after the last
     * @param value what visitors get
     * @return the handle for {@link #remove}
     */
    public RedBlackNode insert(long start, long end, Object value) {
        long stamp = lock.writeLock();
        try {
            return links.insert(start, end, value);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public void remove(RedBlackNode node) {
        long stamp = lock.writeLock();
        try {
            links.remove(node);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public void forEachOverlap(long start, long end, Predicate<Object> visitor) {
        long stamp = lock.readLock();
        try {
            RedBlackNode node = links.firstOverlap(start, end);
            while (node != null && visitor.test(node.value)) {
                node = links.nextOverlap(node, start, end);
            }
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Throws unless the tree is one. For tests. */
    void check() {
        links.check();
    }
}
