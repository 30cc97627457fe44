package io.rangecast.ranges;

import io.rangecast.ranges.internal.Backoff;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

/**
 * The one mutable word of a structure: a reference to its immutable content. Readers read it once. A writer builds the
 * next content beside it and replaces the reference by compare-and-set; one of the writers that compete always
 * succeeds, so updates are lock-free. Kokorin and others (arXiv 2212.00521) show why this scales better than it looks:
 * a failed attempt has brought the path it needs into the cache.
 *
 * <p>A large update loses against a stream of small ones. So a writer that has lost {@value #PATIENCE} times, or once
 * with a long attempt, says so and how long its attempts take; writers that are about to begin one give way to it. Each waits
 * a bounded time, so the guarantee stays.
 *
 * @param <S> the content
 */
abstract class SnapshotRoot<S> {
    private static final int PATIENCE = 8;
    private static final long LONG_ATTEMPT_NANOS = 200_000;
    private static final long LEAST_BACKOFF_NANOS = 20_000;
    private static final long MOST_BACKOFF_NANOS = 2_000_000_000;

    private static final VarHandle ROOT;
    private static final VarHandle STARVED_WRITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ROOT = lookup.findVarHandle(SnapshotRoot.class, "root", Object.class);
            STARVED_WRITERS = lookup.findVarHandle(SnapshotRoot.class, "starvedWriters", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Read and replaced in volatile mode throughout: users build store-load ordering with words of their own on it. */
    private volatile S root;

    /** How many writers have lost too often. It delays others, and decides nothing. */
    private volatile int starvedWriters;

    /**
     * How long to wait for the starved writer that needs it longest; 0 if there is none. If the last one set it for itself
     * alone, a quick writer would take the time away from a slow one. Written without comparing: a writer whose time was
     * overwritten sets it again after its next lost attempt.
     */
    private volatile long backoffNanos;

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
     * @param change has no side effect that a second call does not undo; returns what it was given for "no change"
     * @return whether anything changed
     */
    final boolean update(UnaryOperator<S> change) {
        giveWayToStarvedWriters();
        S seen = root;
        S next = change.apply(seen);
        return next != seen && (ROOT.compareAndSet(this, seen, next) || updateAgain(change));
    }

    /** The attempts after the first; only they are timed. */
    private boolean updateAgain(UnaryOperator<S> change) {
        int lost = 1;
        boolean said = false;
        try {
            while (true) {
                if (!said) {
                    giveWayToStarvedWriters();
                }
                long began = System.nanoTime();
                S seen = root;
                S next = change.apply(seen);
                if (next == seen) {
                    return false;
                }
                if (ROOT.compareAndSet(this, seen, next)) {
                    return true;
                }
                long nanos = System.nanoTime() - began;
                lost++;
                if (said || lost >= PATIENCE || nanos > LONG_ATTEMPT_NANOS) {
                    long needed = Math.min(MOST_BACKOFF_NANOS, 2 * nanos + LEAST_BACKOFF_NANOS);
                    backoffNanos = Math.max(backoffNanos, needed);
                    if (!said) {
                        STARVED_WRITERS.getAndAdd(this, 1);
                        said = true;
                    }
                }
            }
        } finally {
            if (said) {
                try {
                    starveNoMore();
                } catch (Throwable struck) { // before it did anything; or others would be kept waiting for ever
                    starveNoMore();
                }
            }
        }
    }

    private void starveNoMore() {
        if ((int) STARVED_WRITERS.getAndAdd(this, -1) == 1) {
            backoffNanos = 0;
        }
    }

    private void giveWayToStarvedWriters() {
        if (starvedWriters > 0) {
            awaitStarvedWriters();
        }
    }

    private void awaitStarvedWriters() {
        long began = System.nanoTime();
        boolean interrupted = false;
        try {
            while (starvedWriters > 0) {
                long now = System.nanoTime();
                long left = backoffNanos - (now - began);
                if (left <= 0) {
                    return;
                }
                if (!Backoff.tryYield(now, now - began)) {
                    interrupted |= Backoff.takeInterrupt();
                    Backoff.sleep(Backoff.growing(now - began, left));
                }
            }
        } finally {
            Backoff.giveBackInterrupt(interrupted);
        }
    }
}
