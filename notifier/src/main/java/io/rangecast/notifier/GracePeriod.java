package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The time from when something is unlinked until no callback of it can run any more; then an action is run, once, by
 * the thread that finds first that it is over.
 */
final class GracePeriod {
    private static final int RUNNING = 0;
    private static final int COMPLETING = 1;
    private static final int COMPLETED = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(GracePeriod.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BooleanSupplier unlinked;
    private final Supplier<CallSnapshot> calls;
    private final Runnable completion;
    private volatile int state = RUNNING;

    /** Those that ran at some moment after it was unlinked; null before. A thread that sets it again sets as good a one. */
    private volatile CallSnapshot running;

    GracePeriod(BooleanSupplier unlinked, Supplier<CallSnapshot> calls, Runnable completion) {
        this.unlinked = unlinked;
        this.calls = calls;
        this.completion = completion;
    }

    /**
     * Any thread: completes this if it is over and nobody else does; whether it is completed. If an error strikes
     * meanwhile, the thread that comes next completes it.
     */
    boolean tryComplete() {
        if (state == RUNNING && isOver()) {
            int[] here = CallbackScope.enter(); // perhaps it is inside one: so let it always be as if
            try {
                if (STATE.compareAndSet(this, RUNNING, COMPLETING)) {
                    boolean completed = false;
                    here[CallbackScope.COMPLETING]++;
                    try {
                        completion.run();
                        completed = true;
                    } finally { // an error has struck before it began: the thread that comes next tries again
                        here[CallbackScope.COMPLETING]--;
                        state = completed ? COMPLETED : RUNNING;
                    }
                }
            } finally {
                here[CallbackScope.DEPTH]--;
            }
        }
        return state == COMPLETED;
    }

    /** Any thread: whether its completion has returned. */
    boolean isCompleted() {
        return state == COMPLETED;
    }

    /** Any thread: whether it is over, and then completed or to be completed. */
    boolean isOver() {
        if (running == null && unlinked.getAsBoolean()) {
            running = calls.get();
        }
        CallSnapshot awaited = running;
        return awaited != null && awaited.areOver();
    }
}
