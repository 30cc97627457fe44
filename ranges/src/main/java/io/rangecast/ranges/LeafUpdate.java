package io.rangecast.ranges;

/**
 * Updates that replace the {@link Entries} of one leaf in place, see {@link LeafSlots}, and copy nothing above it.
 * Lock-free: an attempt fails only because another update of that leaf has succeeded.
 *
 * <p>Not all updates may: see {@link LeafBranch}, which keeps what it knows of its leaves. A leaf that was split or joined, or
 * got another first interval, a greater end, or a bit that no mask had, is an update of the branch.
 */
final class LeafUpdate {
    /** The outcome of an update. */
    enum Outcome {
        DONE,
        /** The interval is not there. */
        ABSENT,
        /** The path to the leaf must be copied; nothing has changed. */
        COPY
    }

    /** The place of an interval that is not in the arrays of its leaf. */
    private static final int DELTA = -1;

    private final Object[] items;
    private final int leaf;
    private final long least;
    private final long greatest;
    private final int union;
    private final int common;

    private LeafUpdate(Object[] items, int leaf, long least, long greatest, int union, int common) {
        this.items = items;
        this.leaf = leaf;
        this.least = least;
        this.greatest = greatest;
        this.union = union;
        this.common = common;
    }

    /** Finds the leaf to which an interval belongs; null for a tree of one leaf. */
    private static LeafUpdate find(Node root, Interval interval) {
        if (root.height == 0) {
            return null;
        }
        Object keys = root.keys;
        Object[] items = root.items;
        long least = root.least;
        int union = root.union;
        int common = root.common;
        for (int height = root.height; height > 1; height--) {
            int i = Branch.childFor(height, keys, items, least, interval);
            int[] masks = (int[]) items[items.length - 1];
            if (masks != null) {
                union = masks[2 * i];
                common = masks[2 * i + 1];
            }
            least = Keys.start(keys, least, i);
            keys = items[2 * i];
            items = (Object[]) items[2 * i + 1];
        }
        int i = Branch.childFor(1, keys, items, least, interval);
        int[] masks = LeafSlots.gate(items).masks;
        if (masks != null) {
            union = masks[2 * i];
            common = masks[2 * i + 1];
        }
        return new LeafUpdate(items, i, Keys.start(keys, least, i), Keys.end(keys, least, i), union, common);
    }

    /**
     * Adds an interval.
     *
     * @param interval claimed by the caller
     */
    static Outcome insert(Node root, Interval interval) {
        interval.last();
        LeafUpdate update = find(root, interval);
        return update == null || !update.covers(interval) ? Outcome.COPY : update.insert(interval);
    }

    private boolean covers(Interval interval) {
        int mask = interval.mask();
        return Node.flip(interval.end()) <= greatest && (mask & ~union) == 0 && (common & ~mask) == 0;
    }

    private Outcome insert(Interval interval) {
        while (LeafSlots.gate(items).isOpen()) {
            Entries seen = LeafSlots.entries(items, leaf);
            int i = Leaf.lowerBound(seen.keys, seen.items, least, interval);
            if (i == 0 || seen.size() == Leaf.maxSize(false)) {
                return Outcome.COPY;
            }
            interval.follow(seen.lastEqual(least, i, interval));
            if (LeafSlots.replace(items, leaf, seen, seen.with(least, i, interval))) {
                return Outcome.DONE;
            }
            interval.last();
        }
        return Outcome.COPY;
    }

    /** Takes an interval out. */
    static Outcome remove(Node root, Interval interval) {
        LeafUpdate update = find(root, interval);
        return update == null ? Outcome.COPY : update.remove(interval);
    }

    private Outcome remove(Interval interval) {
        while (true) {
            Entries seen = LeafSlots.entries(items, leaf);
            boolean delta = seen.delta == interval;
            int i = delta ? DELTA : Leaf.lowerBound(seen.keys, seen.items, least, interval);
            if (!delta && (i == seen.items.length || seen.items[i] != interval)) {
                return Outcome.ABSENT;
            }
            if (i == 0
                    || !remainsNear(seen, i)
                    || !keepsMasks(seen, i)
                    || !LeafSlots.gate(items).isOpen()) {
                return Outcome.COPY;
            }
            if (LeafSlots.replace(items, leaf, seen, delta ? seen.withoutDelta() : seen.without(least, i))) {
                return Outcome.DONE;
            }
        }
    }

    /** Whether the leaf has enough entries without one, and an end near to the greatest that is kept of it. */
    private boolean remainsNear(Entries seen, int without) {
        if (seen.size() <= Leaf.maxSize(false) / 3) {
            return false;
        }
        long end = without == DELTA ? seen.deltaEnd(least) : Keys.end(seen.keys, least, without);
        return !isNear(greatest, least, end) || hasEndNear(seen, without);
    }

    private boolean hasEndNear(Entries seen, int without) {
        if (without != DELTA && seen.delta != null && isNear(greatest, least, seen.deltaEnd(least))) {
            return true;
        }
        for (int i = seen.items.length - 1; i >= 0; i--) {
            if (i != without && isNear(greatest, least, Keys.end(seen.keys, least, i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the greatest end that is kept of a leaf makes it at most twice as long as it is. So removals need not
     * copy the path, and queries go into few leaves in vain.
     */
    static boolean isNear(long kept, long least, long greatest) {
        return Long.compareUnsigned(kept - greatest, greatest - least) <= 0;
    }

    private boolean keepsMasks(Entries seen, int without) {
        if (union == common) {
            return true;
        }
        int rest = 0;
        int shared = -1;
        if (without != DELTA && seen.delta != null) {
            rest = seen.delta.mask();
            shared = rest;
        }
        for (int i = 0; i < seen.items.length; i++) {
            if (i != without) {
                rest |= seen.items[i].mask();
                shared &= seen.items[i].mask();
            }
        }
        return rest == union && shared == common;
    }
}
