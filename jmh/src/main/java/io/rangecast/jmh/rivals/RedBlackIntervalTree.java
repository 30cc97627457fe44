package io.rangecast.jmh.rivals;

import io.rangecast.ranges.Interval;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Predicate;

/**
 * The textbook's interval tree under a {@link StampedLock}: a red-black tree by start, in which every node keeps the
 * greatest end below it (Cormen and others, chapters 13 and 14). What most people would write.
 *
 * <p>A query walks as Linux's interval tree does: down to the leftmost overlap, then from overlap to overlap by the
 * parents, without a stack. It holds the read lock: an optimistic read could follow links that a rotation is just
 * changing, in circles even, and would call its visitor for what is not there.
 *
 * <p>A handle is the node itself, so that a removal searches nothing. The sentinel stands for every missing child and
 * for the root's parent; its greatest end is below every address, so that it is never entered.
 */
public final class RedBlackIntervalTree implements IntervalIndex<RedBlackNode> {
    private final StampedLock lock = new StampedLock();
    private final RedBlackNode nil = new RedBlackNode();
    private final RedBlackLinks links = new RedBlackLinks(nil);

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
        RedBlackNode node = new RedBlackNode(start, end, value, nil);
        long stamp = lock.writeLock();
        try {
            links.insert(node);
        } finally {
            lock.unlockWrite(stamp);
        }
        return node;
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
            RedBlackNode root = links.root;
            RedBlackNode node = root.greatestEnd > start ? leftmost(root, start, end) : nil;
            while (node != nil && visitor.test(node.value)) {
                node = next(node, start, end);
            }
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** The overlap with the least start below a node, some interval of which ends after {@code start}; or nil. */
    private RedBlackNode leftmost(RedBlackNode from, long start, long end) {
        RedBlackNode node = from;
        while (true) {
            if (node.left.greatestEnd > start) {
                // Something there ends late enough. If it starts too late, so does everything right of it.
                node = node.left;
            } else if (node.start >= end) {
                return nil;
            } else if (node.end > start) {
                return node;
            } else if (node.right.greatestEnd > start) {
                node = node.right;
            } else {
                return nil;
            }
        }
    }

    /** The overlap that follows one in order; or nil. */
    private RedBlackNode next(RedBlackNode from, long start, long end) {
        RedBlackNode node = from;
        while (true) {
            if (node.right.greatestEnd > start) {
                return leftmost(node.right, start, end);
            }
            RedBlackNode child;
            do {
                child = node;
                node = node.parent;
                if (node == nil) {
                    return nil;
                }
            } while (child == node.right);
            if (node.start >= end) {
                return nil;
            }
            if (node.end > start) {
                return node;
            }
        }
    }

    /** Throws unless the tree is one. For tests. */
    void check() {
        links.check();
    }
}
