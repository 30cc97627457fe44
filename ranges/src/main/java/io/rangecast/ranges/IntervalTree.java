package io.rangecast.ranges;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A concurrent set of ranges that may overlap, searched by overlap.
 *
 * <p>It is a B+ tree, in which only the slots of the lowest branches are written. Most updates copy one leaf, or put the
 * newest interval beside it, and exchange it in its slot by compare-and-set. An update that a branch must know of, such as the
 * split of a leaf, copies the path to the leaf and replaces the root by compare-and-set.
 *
 * <p>Updates are lock-free: one of the competing threads always succeeds, and one that loses often is given way. Queries are
 * wait-free. Updates, and queries of a {@link #snapshot}, are linearizable; a {@link #forEachOverlap} of the tree itself sees
 * each leaf at a moment of its own.
 *
 * <p>Any thread may call every method. What a thread did before an insertion happens before what another thread does after
 * it has found that interval. Every update that changes something is a volatile write: a later volatile read by the same
 * thread is ordered after it, as after {@code VarHandle.compareAndSet}.
 *
 * @param <I> the user's intervals
 */
public final class IntervalTree<I extends Interval> extends SnapshotRoot<IntervalSnapshot<I>> {
    private static final int LEAST_FILTER_KEYS = 1 << 10;

    /** Null for none. */
    private final OverlapFilter filter;

    /** The content that {@link #clear} puts in. */
    private final IntervalSnapshot<I> empty;

    /** An empty tree. */
    public IntervalTree() {
        this(false);
    }

    private IntervalTree(boolean withFilter) {
        this(withFilter, IntervalSnapshot.empty());
    }

    private IntervalTree(boolean withFilter, IntervalSnapshot<I> empty) {
        super(empty);
        this.empty = empty;
        filter = withFilter ? new OverlapFilter(this::content, LEAST_FILTER_KEYS) : null;
    }

    /**
     * A tree of some intervals, as {@link #insertAll} makes it.
     *
     * @param intervals in no structure before; in any order
     * @throws IllegalArgumentException if one of them was inserted before, or is there twice
     */
    public IntervalTree(Collection<? extends I> intervals) {
        this();
        insertAll(intervals);
    }

    /**
     * Makes an empty tree with a filter beside it, for {@link #mayOverlap}. The filter takes 4 KB at least, and up to 8 bytes
     * for each page that an interval touches, or for each of at most 17 larger blocks. Each change takes a little longer.
     * Some insertions take O(n), as they build the filter anew, with memory for both filters meanwhile; this is O(1) for each
     * change since the last time. An update that fails for want of that memory has changed nothing.
     *
     * @param <I> the user's intervals
     * @return the tree
     */
    public static <I extends Interval> IntervalTree<I> withFilter() {
        return new IntervalTree<>(true);
    }

    /**
     * The content at this moment. Lock-free, without allocation; wait-free as long as nothing changes. The next update of each
     * part of the tree copies the path to it, so use {@link #forEachOverlap} where a query need not be of one moment.
     *
     * @return the snapshot on which queries run
     */
    public IntervalSnapshot<I> snapshot() {
        while (true) {
            IntervalSnapshot<I> seen = content();
            if (seen.isSettled()) {
                return seen;
            }
            seen.closeGates();
            if (content() == seen) { // else a leaf below it may have changed after one that is not below it
                seen.settled();
                return seen;
            }
        }
    }

    /**
     * Visits, in ascending order of start, the intervals that overlap a range and share a bit with a mask, until the
     * visitor returns false. Costs as much as {@link IntervalSnapshot#forEachOverlap}; wait-free, and allocates nothing. The
     * visitor may change the tree.
     *
     * <p>An interval that is in the tree from the call to the return is visited, and one that is never in it meanwhile is not.
     * One that comes or goes meanwhile may be visited or not; a {@link #snapshot} is of one moment.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param visitor called in this thread
     * @return false if the visitor returned false, else true
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public boolean forEachOverlap(long start, long end, int mask, Predicate<? super I> visitor) {
        return content().forEachOverlap(start, end, mask, visitor);
    }

    /**
     * Returns the first of the intervals that {@link #forEachOverlap} would visit, and gives the others to a consumer, in
     * ascending order. So a caller need not store an interval that is the only one.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param mask which intervals to see; {@link Interval#EVERY_MASK} for all that have any bit
     * @param others called in this thread with all but the first; what it throws is passed on
     * @return an interval, or null if there is none
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public I firstOverlap(long start, long end, int mask, Consumer<? super I> others) {
        return content().firstOverlap(start, end, mask, others);
    }

    /**
     * Whether anything may overlap a range. With a filter, this returns false for most ranges of a few pages that overlap
     * nothing, without a walk, and true for all others. Without one, it searches the tree. Wait-free, O(1) with a filter; its
     * reads are volatile, and it allocates nothing.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return false only if no interval overlaps whose insertion had returned before; one that is just being inserted may be
     *     seen in a snapshot earlier
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
     * Adds an interval. Lock-free; O(log n) time beside the filter. It makes a record of 40 bytes if it is the first into its
     * leaf since that was copied, and else copies the leaf (some 500 bytes). About one update in twenty copies a path of
     * O(log n) memory, and so does the first one in each part of the tree after a snapshot.
     *
     * @param interval in no structure before; its bounds may equal those of others
     * @throws IllegalArgumentException if this interval was inserted before
     */
    public void insert(I interval) {
        Objects.requireNonNull(interval, "interval");
        if (filter != null) {
            filter.prepare(OverlapFilter.keys(interval));
        }
        interval.claim();
        boolean published = false; // behind the compare-and-set stands no call that could fail, so this tells
        boolean entered = false;
        try {
            if (LeafUpdate.insert(content().root, interval) == LeafUpdate.Outcome.COPY) {
                update(seen -> insertedIn(seen, interval));
            }
            published = true;
            enterIntoFilter(interval);
            entered = true;
        } finally {
            if (!published) { // out of memory, which to look for it would take, too: the caller's object is as it was
                interval.unclaim();
            } else if (!entered) {
                remove(interval);
            }
        }
    }

    /**
     * Removes an interval. Lock-free; O(log n), however many intervals have equal bounds. Copies as {@link #insert} does, and
     * nothing if no other interval has come to its leaf since. Snapshots that were taken before still hold it.
     *
     * @param interval the object that was inserted
     * @return true if this call removed it; false if it was not in this tree
     */
    public boolean remove(I interval) {
        Objects.requireNonNull(interval, "interval");
        LeafUpdate.Outcome outcome = LeafUpdate.remove(content().root, interval);
        boolean removed =
                outcome == LeafUpdate.Outcome.COPY ? removeAgain(interval) : outcome == LeafUpdate.Outcome.DONE;
        if (removed) {
            takenOutOfFilter(interval);
        }
        return removed;
    }

    /**
     * A thread that has lost a race against a copy of the path tries in place again: else it would close what the winner
     * has made, and the winner's next update copy the path, too, and so on.
     */
    private IntervalSnapshot<I> insertedIn(IntervalSnapshot<I> seen, I interval) {
        return LeafUpdate.insert(seen.root, interval) == LeafUpdate.Outcome.COPY ? seen.with(interval) : seen;
    }

    private boolean removeAgain(I interval) {
        boolean[] inPlace = new boolean[1];
        boolean copied = update(seen -> {
            LeafUpdate.Outcome outcome = LeafUpdate.remove(seen.root, interval);
            inPlace[0] = outcome == LeafUpdate.Outcome.DONE;
            return outcome == LeafUpdate.Outcome.COPY ? seen.without(interval) : seen;
        });
        return copied || inPlace[0];
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
     * Removes intervals, as one step for every reader. Lock-free; costs as much as {@link #insertAll}.
     *
     * @param intervals of which some may not be in this tree
     * @return how many this call removed
     */
    public int removeAll(Collection<? extends I> intervals) {
        return replaceAll(Objects.requireNonNull(intervals, "intervals"), List.of());
    }

    /**
     * Removes intervals and adds others, as one step for every reader. Lock-free; costs as much as {@link #insertAll}.
     *
     * @param removed of which some may not be in this tree
     * @param inserted in no structure before; in any order
     * @return how many this call removed
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
            IntervalSnapshot<I> seen;
            do {
                seen = content();
            } while (!update(now -> now.with(less, more, takenOut))
                    && content() != seen); // none was there at one moment
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

    /** Removes every interval, in one step. Wait-free, O(1). */
    public void clear() {
        set(empty);
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
