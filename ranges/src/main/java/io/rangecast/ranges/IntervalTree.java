package io.rangecast.ranges;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A concurrent set of ranges that may overlap, searched by overlap.
 *
 * <p>All content hangs from one immutable {@link IntervalSnapshot}. A query reads that reference once and is then alone
 * with what it read, so queries are wait-free and never see half an update. An update builds the next snapshot beside
 * it and replaces the reference by compare-and-set, so updates are lock-free: one of the threads that compete always
 * succeeds, and one that loses often is let pass. Each method but {@link #mayOverlap} is linearizable: a query at its
 * read of the reference, an update at its compare-and-set.
 *
 * <p>Every method may be called by any thread. Whatever a thread did before an insertion happens before what another
 * thread does after finding that interval. Every update that changes something is a volatile write: a later volatile
 * read by the same thread is ordered after it, as {@code VarHandle.compareAndSet} orders.
 *
 * @param <I> the user's intervals
 */
public final class IntervalTree<I extends Interval> extends SnapshotRoot<IntervalSnapshot<I>> {
    private static final int LEAST_FILTER_KEYS = 1 << 10;

    /** Null for none. */
    private final OverlapFilter filter;

    /** An empty tree. */
    public IntervalTree() {
        this(false);
    }

    private IntervalTree(boolean withFilter) {
        super(IntervalSnapshot.empty());
        filter = withFilter ? new OverlapFilter(this::content, LEAST_FILTER_KEYS) : null;
    }

    /**
     * A tree of some intervals, as by {@link #insertAll}.
     *
     * @param intervals in no structure before; in any order
     * @throws IllegalArgumentException if one of them was inserted before, or is there twice
     */
    public IntervalTree(Collection<? extends I> intervals) {
        this();
        insertAll(intervals);
    }

    /**
     * An empty tree with a filter beside it, for {@link #mayOverlap}. That takes 4 KB at least, and up to 8 bytes for
     * each of the pages that an interval touches, or of the at most 17 larger blocks. Each change takes a little longer,
     * and some insertions O(n), when they build the filter anew, with memory for both while they do; that is O(1) for
     * each of the changes since the last time. What fails for want of that memory has changed nothing.
     *
     * @param <I> the user's intervals
     * @return the tree
     */
    public static <I extends Interval> IntervalTree<I> withFilter() {
        return new IntervalTree<>(true);
    }

    /**
     * The content now. Wait-free, one volatile read.
     *
     * @return the snapshot on which queries run
     */
    public IntervalSnapshot<I> snapshot() {
        return content();
    }

    /**
     * Whether anything may overlap a range. A tree with a filter tells most ranges of a few pages that overlap nothing
     * without a walk, and says true of all others; one without is searched. Wait-free, O(1) with a filter; its reads are
     * volatile, and it allocates nothing.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return false only if nothing overlaps whose insertion had returned before; a snapshot may show what is just being
     *     inserted earlier
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public boolean mayOverlap(long start, long end) {
        if (filter == null) {
            return content().anyOverlap(start, end, Interval.EVERY_MASK);
        }
        Interval.checkRange(start, end);
        return filter.mayOverlap(start, end);
    }

    /**
     * Adds an interval. Lock-free; O(log n) time and copied memory (about 2 KB at 100,000 intervals), beside the filter.
     *
     * @param interval in no structure before; its bounds may equal those of others
     * @throws IllegalArgumentException if this interval was inserted before
     */
    public void insert(I interval) {
        prepareFilter(List.of(Objects.requireNonNull(interval, "interval")));
        interval.claim();
        boolean inserted = false;
        boolean entered = false;
        try {
            update(seen -> seen.with(interval));
            inserted = true;
            enterIntoFilter(interval);
            entered = true;
        } finally {
            if (!inserted) { // out of memory: leave the caller's object as it was
                interval.unclaim();
            } else if (!entered) { // the stack has come to its end
                remove(interval);
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
        Objects.requireNonNull(interval, "interval");
        boolean removed = update(seen -> seen.without(interval));
        if (removed) {
            takenOutOfFilter(interval);
        }
        return removed;
    }

    /**
     * Adds intervals, as one step for every reader. Lock-free; O(k log n) for k intervals, or O(n + k log k) where that
     * is less. This is the fastest way to fill a tree, and makes the densest.
     *
     * @param intervals in no structure before; in any order
     * @throws IllegalArgumentException if one of them was inserted before, or is there twice; then nothing changed
     */
    public void insertAll(Collection<? extends I> intervals) {
        replaceAll(List.of(), Objects.requireNonNull(intervals, "intervals"));
    }

    /**
     * Takes intervals out, as one step for every reader. Lock-free; costs as {@link #insertAll}.
     *
     * @param intervals of which some may not be in this tree
     * @return how many this call took out
     */
    public int removeAll(Collection<? extends I> intervals) {
        return replaceAll(Objects.requireNonNull(intervals, "intervals"), List.of());
    }

    /**
     * Takes intervals out and puts others in, as one step for every reader. Lock-free; costs as {@link #insertAll}.
     *
     * @param removed of which some may not be in this tree
     * @param inserted in no structure before; in any order
     * @return how many this call took out
     * @throws IllegalArgumentException if one of {@code inserted} was inserted before, or is there twice; then nothing
     *     changed
     */
    public int replaceAll(Collection<? extends I> removed, Collection<? extends I> inserted) {
        List<I> less = List.copyOf(Objects.requireNonNull(removed, "removed"));
        List<I> more = List.copyOf(Objects.requireNonNull(inserted, "inserted"));
        prepareFilter(more);
        int claimed = 0;
        boolean done = false;
        int[] takenOut = new int[1];
        try {
            for (I interval : more) {
                interval.claim();
                claimed++;
            }
            update(seen -> {
                IntervalSnapshot<I> next = seen.with(less, more);
                takenOut[0] = seen.size() + more.size() - next.size();
                return next;
            });
            done = true;
        } finally {
            if (!done) {
                for (int i = 0; i < claimed; i++) {
                    more.get(i).unclaim();
                }
            }
        }
        for (int i = 0; i < more.size(); i++) { // an iterator might find no memory, and this be half done
            enterIntoFilter(more.get(i));
        }
        for (int i = 0; i < less.size(); i++) {
            takenOutOfFilter(less.get(i));
        }
        return takenOut[0];
    }

    /** Takes every interval out, in one step. Wait-free, O(1). */
    public void clear() {
        set(IntervalSnapshot.empty());
        if (filter != null) {
            filter.cleared();
        }
    }

    private void prepareFilter(List<I> more) {
        if (filter != null && !more.isEmpty()) {
            long keys = 0;
            for (I interval : more) {
                keys += OverlapFilter.keys(interval);
            }
            filter.prepare(keys);
        }
    }

    private void enterIntoFilter(I interval) {
        if (filter != null) {
            filter.enter(interval);
        }
    }

    private void takenOutOfFilter(I interval) {
        if (filter != null) {
            filter.takenOut(OverlapFilter.keys(interval));
        }
    }
}
