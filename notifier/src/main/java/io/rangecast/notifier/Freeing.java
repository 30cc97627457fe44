package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * Frees {@link HeldMemory}: runs the user's action once, here or in an executor, and says in the {@link HeldAmount}
 * that it has.
 *
 * <p>If an error strikes in it before the action has begun, it may be run again. An executor may throw after it has taken
 * the task, so a task that comes second finds that the action has begun.
 */
abstract class Freeing implements HeldAmount.Listed {
    private static final VarHandle BEGUN;

    static {
        try {
            BEGUN = MethodHandles.lookup().findVarHandle(Freeing.class, "begun", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AddressSpace space;
    private final HeldAmount amount;
    private final long bytes;
    private final Runnable action;

    /** Runs the action; null for the thread that finds that all have let go. */
    private final Executor executor;

    /** Whether the thread that finds that gets the throwables of the action; else the space's error handler does. */
    private final boolean throwing;

    /** Racy where an executor has it: the thread that comes second finds out by compare-and-set. */
    boolean begun;

    /** Whether the action has returned or thrown, or the executor has it. */
    volatile boolean over;

    /** How much of it is counted. Written by the producer, then by the one thread that has begun. */
    private boolean blockCounted;

    private boolean bytesCounted;

    /**
     * Whether it is listed among those that an executor has. Written by the one thread that gives, then by the one that
     * runs it.
     */
    private boolean handedOver;

    Freeing(AddressSpace space, HeldAmount amount, long bytes, Runnable action, Executor executor, boolean throwing) {
        this.space = space;
        this.amount = amount;
        this.bytes = bytes;
        this.action = action;
        this.executor = executor;
        this.throwing = throwing;
    }

    // ---- how much is held

    /** Counts the memory as held; false if a limit is reached. */
    final boolean tryReserve() {
        blockCounted = amount.tryAddBlock();
        bytesCounted = blockCounted && amount.tryAddBytes(bytes);
        if (!bytesCounted) {
            release();
        }
        return bytesCounted;
    }

    /** Counts the memory as held, whatever the limits are, unless it is. */
    final void reserve() {
        if (!blockCounted) {
            amount.addBlock();
            blockCounted = true;
        }
        if (!bytesCounted) {
            amount.addBytes(bytes);
            bytesCounted = true;
        }
    }

    /** It is not held any more, or was not put aside. If an error strikes, it can be called again and goes on. */
    final void release() {
        if (handedOver) {
            amount.returned(this);
            handedOver = false;
        }
        if (blockCounted) {
            amount.removeBlock();
            blockCounted = false;
        }
        if (bytesCounted) {
            amount.removeBytes(bytes);
            bytesCounted = false;
        }
    }

    final AddressSpace space() {
        return space;
    }

    /** Unsigned. */
    final long bytes() {
        return bytes;
    }

    // ---- the action

    /** By the thread that has found that all have let go; to be followed by {@link #failed} if it throws. */
    final void run() {
        if (executor == null) {
            free();
        } else {
            handOver();
        }
    }

    private void handOver() {
        try {
            if (blockCounted) { // else nobody has held it, and it is not counted
                handedOver = true;
                amount.handOver(this);
            }
            executor.execute(this::free);
            over = true;
        } catch (Throwable refused) {
            space.report(refused, null, action);
            free(); // nobody else would
        }
    }

    private void free() {
        if (begins()) {
            try { // next: an error that strikes before would have it forgotten
                action.run();
                hasFreed();
            } catch (Throwable thrown) {
                amount.countFailure();
                if (throwing) {
                    throw thrown;
                }
                space.report(thrown, null, action);
            } finally {
                over = true;
                try {
                    release();
                } finally {
                    release(); // goes on where an error has struck
                }
            }
        }
    }

    /** Without an executor only one thread comes here, though perhaps twice. */
    private boolean begins() {
        if (executor != null) {
            return BEGUN.compareAndSet(this, false, true);
        }
        boolean first = !begun;
        begun = true;
        return first;
    }

    /**
     * The end of a {@link #run} that has thrown: runs it again if the action has not begun, as an error has struck before.
     * Returns what the caller is to throw, or null if the error handler knows.
     */
    final Throwable failed(Throwable thrown) {
        Throwable last = thrown;
        if (!begun && !over) {
            space.report(thrown, null, action);
            try {
                run();
                return null;
            } catch (Throwable again) {
                last = again;
            }
        }
        if (throwing) {
            return last;
        }
        space.report(last, null, action);
        return null;
    }

    /** The action has returned. */
    abstract void hasFreed();

    /** Whether the action has run, or an executor has it. */
    final boolean hasRun() {
        return over;
    }
}
