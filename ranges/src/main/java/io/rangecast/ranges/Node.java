package io.rangecast.ranges;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * One immutable node of the balanced tree below {@link IntervalSnapshot}: a B+ tree of intervals, in which every node
 * keeps for each of its items the least start, the greatest end and the union of the masks below it.
 *
 * <pre>
 *   height 1     starts  [ 10 | 40 | 90 ]     items are nodes
 *                ends    [ 70 | 95 | 99 ]     greatest end below each
 *                masks   [  1 |  3 |  2 ]     union of the masks below each
 *                           |
 *   height 0     starts  [ 10 | 12 | 30 ]     items are intervals
 *                ends    [ 70 | 15 | 31 ]
 *                masks   [  1 |  1 |  1 ]
 * </pre>
 *
 * <p>The keys lie in arrays of their own, so that a query decides from them alone and touches an item only when it goes
 * there. Addresses are kept with the sign bit flipped, which turns unsigned order into the signed order that compares
 * in one instruction. An update copies the nodes on one path and shares the rest (path copying; Driscoll, Sarnak,
 * Sleator and Tarjan, 1989); the greatest end per subtree is the augmentation of Cormen et al., chapter 14.
 */
final class Node {
    /** Most items of a node. A path copy moves about 20 bytes for each, a query reads about half of them. */
    static final int MAX_ITEMS = 32;

    /**
     * A node that falls below is joined with a neighbour. A third of the most leaves room before the next split or
     * join.
     */
    static final int MIN_ITEMS = MAX_ITEMS / 3;

    static final Node EMPTY = new Node(0, 0);

    private final int height;
    private final long[] starts;
    private final long[] ends;
    private final int[] masks;
    private final Object[] items;

    private Node(int height, int size) {
        this.height = height;
        this.starts = new long[size];
        this.ends = new long[size];
        this.masks = new int[size];
        this.items = new Object[size];
    }

    static long flip(long address) {
        return address ^ Long.MIN_VALUE;
    }

    boolean isEmpty() {
        return items.length == 0;
    }

    /** Visits what overlaps, ascending; addresses flipped. False if the visitor said stop. */
    boolean forEachOverlap(long start, long end, int mask, Predicate<? super Interval> visitor) {
        for (int i = 0; i < starts.length && starts[i] < end; i++) {
            if (ends[i] > start && (masks[i] & mask) != 0) {
                boolean goOn = height == 0
                        ? visitor.test((Interval) items[i])
                        : ((Node) items[i]).forEachOverlap(start, end, mask, visitor);
                if (!goOn) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first interval that overlaps, or null; addresses flipped. */
    Interval firstOverlap(long start, long end) {
        for (int i = 0; i < starts.length && starts[i] < end; i++) {
            if (ends[i] > start) {
                Interval first = height == 0 ? (Interval) items[i] : child(i).firstOverlap(start, end);
                if (first != null) { // the span of a subtree overlaps, but perhaps none of its intervals does
                    return first;
                }
            }
        }
        return null;
    }

    /** This tree with one interval more. */
    Node insert(Interval interval) {
        Node[] parts = insertBelow(interval);
        return parts.length == 1 ? parts[0] : new Node(height + 1, 0).replace(0, 0, (Object[]) parts);
    }

    private Node[] insertBelow(Interval interval) {
        int i = lowerBound(interval);
        if (height == 0) {
            return replace(i, i, interval).split();
        }
        int c = Math.max(0, i - 1);
        return replace(c, c + 1, (Object[]) child(c).insertBelow(interval)).split();
    }

    /** This tree without one interval, or this very node if the interval is not in it. */
    Node remove(Interval interval) {
        Node node = removeBelow(interval);
        while (node.height > 0 && node.items.length <= 1) {
            node = node.isEmpty() ? EMPTY : node.child(0);
        }
        return node;
    }

    private Node removeBelow(Interval interval) {
        int i = lowerBound(interval);
        if (height == 0) {
            return i < items.length && items[i] == interval ? replace(i, i + 1) : this;
        }
        int c = i < items.length && child(i).low() == interval ? i : i - 1;
        if (c < 0) {
            return this;
        }
        Node before = child(c);
        Node after = before.removeBelow(interval);
        if (after == before) {
            return this;
        }
        if (after.isEmpty()) {
            return replace(c, c + 1);
        }
        if (after.items.length >= MIN_ITEMS || items.length == 1) {
            return replace(c, c + 1, after);
        }
        int left = Math.max(0, c - 1);
        Node joined = c == 0 ? after.append(child(1)) : child(left).append(after);
        return replace(left, left + 2, (Object[]) joined.split());
    }

    private Node child(int i) {
        return (Node) items[i];
    }

    /** The least interval at or below this node. */
    private Interval low() {
        Node node = this;
        while (node.height > 0) {
            node = node.child(0);
        }
        return (Interval) node.items[0];
    }

    private Interval low(int i) {
        return height == 0 ? (Interval) items[i] : child(i).low();
    }

    /**
     * How many items begin with an interval below the given one. Keys decide; the interval itself is read on a tie
     * only.
     */
    private int lowerBound(Interval interval) {
        long key = flip(interval.start());
        int from = 0;
        int to = items.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            boolean below = starts[middle] != key ? starts[middle] < key : Interval.compare(low(middle), interval) < 0;
            if (below) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** A copy in which the items {@code [from, to)} have given way to others. */
    private Node replace(int from, int to, Object... with) {
        int tail = items.length - to;
        Node copy = new Node(height, from + with.length + tail);
        copy.copyItems(this, 0, 0, from);
        copy.copyItems(this, to, from + with.length, tail);
        for (int i = 0; i < with.length; i++) {
            copy.set(from + i, with[i]);
        }
        return copy;
    }

    private Node append(Node right) {
        Node copy = new Node(height, items.length + right.items.length);
        copy.copyItems(this, 0, 0, items.length);
        copy.copyItems(right, 0, items.length, right.items.length);
        return copy;
    }

    private Node[] split() {
        if (items.length <= MAX_ITEMS) {
            return new Node[] {this};
        }
        int half = items.length / 2;
        Node left = new Node(height, half);
        left.copyItems(this, 0, 0, half);
        Node right = new Node(height, items.length - half);
        right.copyItems(this, half, 0, items.length - half);
        return new Node[] {left, right};
    }

    private void copyItems(Node source, int from, int to, int count) {
        System.arraycopy(source.starts, from, starts, to, count);
        System.arraycopy(source.ends, from, ends, to, count);
        System.arraycopy(source.masks, from, masks, to, count);
        System.arraycopy(source.items, from, items, to, count);
    }

    private void set(int i, Object item) {
        items[i] = item;
        if (item instanceof Interval interval) {
            starts[i] = flip(interval.start());
            ends[i] = flip(interval.end());
            masks[i] = interval.mask();
        } else {
            Node node = (Node) item;
            starts[i] = node.starts[0];
            ends[i] = node.greatestEnd();
            masks[i] = node.mask();
        }
    }

    long leastStart() {
        return starts[0];
    }

    long greatestEnd() {
        long greatest = ends[0];
        for (long end : ends) {
            greatest = Math.max(greatest, end);
        }
        return greatest;
    }

    int mask() {
        int union = 0;
        for (int mask : masks) {
            union |= mask;
        }
        return union;
    }

    /** Throws unless every invariant of the tree holds; returns how many intervals it holds. For tests. */
    int check(boolean isRoot) {
        int count = 0;
        for (int i = 0; i < items.length; i++) {
            if (i > 0 && Interval.compare(low(i - 1), low(i)) >= 0) {
                throw new AssertionError("items out of order at height " + height);
            }
            Node expected = new Node(height, items.length);
            expected.set(i, items[i]);
            if (starts[i] != expected.starts[i] || ends[i] != expected.ends[i] || masks[i] != expected.masks[i]) {
                throw new AssertionError("keys of item " + i + " at height " + height + " do not match it");
            }
            if (height > 0 && child(i).height != height - 1) {
                throw new AssertionError("unbalanced below height " + height);
            }
            count += height == 0 ? 1 : child(i).check(false);
        }
        if (items.length > MAX_ITEMS
                || !isRoot && items.length < MIN_ITEMS
                || isRoot && height > 0 && items.length < 2) {
            throw new AssertionError(
                    "node of " + items.length + " items at height " + height + " " + Arrays.toString(items));
        }
        return count;
    }
}
