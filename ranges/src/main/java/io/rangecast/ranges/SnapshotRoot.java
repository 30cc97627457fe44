package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

/**
 * The one mutable word of a structure: a reference to its immutable content. Readers read it once. A writer builds the
 * next content beside it and replaces the reference by compare-and-set; one of the writers that compete always
 * succeeds, so updates are lock-free. Kokorin and others (arXiv 2212.00521) show why this scales better than it looks:
 * a failed attempt has brought the path it needs into the cache.
 *
 * <p>A large update loses against a stream of small ones. So a writer that has lost {@value #PATIENCE} times says so,
 * and those who are about to begin an attempt let it pass: each waits a bounded time, so the guarantee stays.
 *
 * @param <S> the content
 */
abstract class SnapshotRoot<S> {
    private static final int PATIENCE = 8;
    private static final int COURTESY = 64;

    private static final VarHandle ROOT;
    private static final VarHandle LOSERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ROOT = lookup.findVarHandle(SnapshotRoot.class, "root", Object.class);
            LOSERS = lookup.findVarHandle(SnapshotRoot.class, "losers", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Read and replaced in volatile mode throughout: users build store-load ordering with words of their own on it. */
    private volatile S root;

    /** How many writers have lost too often. It delays others, and decides nothing. */
    private volatile int losers;

    SnapshotRoot(S empty) {
        root = empty;
    }

    /** The content now. Wait-free, one volatile read. */
    final S content() {
        return root;
    }

    /** Replaces the content, whatever it is. Wait-free. */
    final void set(S content) {
        root = content;
    }

    /**
     * Replaces the content by what a change makes of it, as one step. Lock-free.
     *
     * @param change has no side effect that a second call does not undo; answers what it was given for "no change"
     * @return whether anything changed
     */
    final boolean update(UnaryOperator<S> change) {
        int lost = 0;
        try {
            while (true) {
                if (lost < PATIENCE) {
                    letLosersPass();
                }
                S seen = root;
                S next = change.apply(seen);
                if (next == seen) {
                    return false;
                }
                if (ROOT.compareAndSet(this, seen, next)) {
                    return true;
                }
                lost++;
                if (lost == PATIENCE) {
                    LOSERS.getAndAdd(this, 1);
                }
            }
        } finally {
            if (lost >= PATIENCE) {
                LOSERS.getAndAdd(this, -1);
            }
        }
    }

    private void letLosersPass() {
        for (int i = 0; i < COURTESY && losers != 0; i++) {
            Thread.yield();
        }
    }
}
