package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A concurrent set of ranges that may overlap, searched by overlap.
 *
 * <p>All content hangs from one immutable {@link IntervalSnapshot}. A query reads that reference once and is then alone
 * with what it read, so queries are wait-free and never see half an update. An update builds the next snapshot beside
 * it and replaces the reference by compare-and-set, so updates are lock-free: one of the threads that compete always
 * succeeds. Each method is linearizable: a query at its read of the reference, an update at its compare-and-set.
 * Kokorin and others (arXiv 2212.00521) show why this scales better than it looks: a failed attempt has brought the
 * path it needs into the cache.
 *
 * <p>Every method may be called by any thread. Whatever a thread did before an insertion happens before what another
 * thread does after finding that interval.
 *
 * @param <I> the user's intervals
 */
public final class IntervalTree<I extends Interval> {
    private static final VarHandle ROOT;

    static {
        try {
            ROOT = MethodHandles.lookup().findVarHandle(IntervalTree.class, "root", IntervalSnapshot.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Read and replaced in volatile mode throughout: users build store-load ordering with words of their own on it. */
    private volatile IntervalSnapshot<I> root = IntervalSnapshot.empty();

    /** An empty tree. */
    public IntervalTree() {}

    /**
     * Adds an interval. Lock-free; O(log n) time and copied memory (about 2 KB at 100,000 intervals).
     *
     * <p>A volatile write: a later volatile read by this thread is ordered after it, as {@code VarHandle.compareAndSet}
     * orders.
     *
     * @param interval in no structure before; its bounds may equal those of others
     * @throws IllegalArgumentException if this interval was inserted before
     */
    public void insert(I interval) {
        interval.claim();
        boolean inserted = false;
        try {
            IntervalSnapshot<I> seen;
            do {
                seen = root;
            } while (!ROOT.compareAndSet(this, seen, seen.with(interval)));
            inserted = true;
        } finally {
            if (!inserted) { // out of memory: leave the caller's object as it was
                interval.unclaim();
            }
        }
    }

    /**
     * Takes an interval out. Lock-free; O(log n) however many intervals have equal bounds. Snapshots taken before still
     * hold it.
     *
     * @param interval the object that was inserted
     * @return true if this call took it out; false if it was not in this tree
     */
    public boolean remove(I interval) {
        while (true) {
            IntervalSnapshot<I> seen = root;
            IntervalSnapshot<I> rest = seen.without(interval);
            if (rest == seen) {
                return false;
            }
            if (ROOT.compareAndSet(this, seen, rest)) {
                return true;
            }
        }
    }

    /** Takes every interval out, in one step. Wait-free, O(1). */
    public void clear() {
        root = IntervalSnapshot.empty();
    }

    /**
     * The content now. Wait-free, one volatile read.
     *
     * @return the snapshot on which queries run
     */
    public IntervalSnapshot<I> snapshot() {
        return root;
    }
}
