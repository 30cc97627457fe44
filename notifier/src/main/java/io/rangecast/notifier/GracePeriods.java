package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * The grace periods of one space that are not over. Whoever finishes last completes them: the one that unlinks, if no
 * callback runs, else a producer behind its callbacks.
 *
 * <pre>
 *   closeAsync, put                                a producer whose callbacks have returned
 *   1 unlink                              (v)      a slot: version := OPEN or FREE  (r)
 *   2 put the grace period into the queue (v)      b full fence
 *   3 which slots call now?               (v)      c is the queue empty?            (v)
 *   4 have all of them moved on?          (v)      d no: 3 if nobody has, and 4
 *
 *   required: the 4 of somebody finds that all have moved on.
 * </pre>
 *
 * <p>If c misses the grace period then a is before b before c before 2 before 3, so the slot is not among those of 3.
 * If it is among them, its producer comes to d; and of all who come to 4, the last has seen the a of the others. In 3 a
 * slot may be found whose producer has only begun to start; it may find nobody to call, and then it does not come to c.
 * So 3 waits for such a slot until that is known: see {@link RunningCalls#add}.
 */
final class GracePeriods {
    private final Queue<GracePeriod> pending = new ConcurrentLinkedQueue<>();

    /** Any thread: runs an action when something is unlinked and the calls that ran then are over. */
    void begin(BooleanSupplier unlinked, Supplier<RunningCalls> calls, Runnable completion) {
        GracePeriod begun = new GracePeriod(unlinked, calls, completion);
        pending.add(begun);
        if (begun.tryComplete()) {
            pending.remove(begun);
        }
    }

    /** The same, for those who want a stage. */
    CompletionStage<Void> begin(BooleanSupplier unlinked, Supplier<RunningCalls> calls) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        begin(unlinked, calls, () -> over.complete(null));
        return over.minimalCompletionStage();
    }

    /**
     * Producer: its slot has moved on from a phase with callbacks. Allocates only while something is pending. The fence
     * stands for a volatile access to the slot, which windows without callbacks need not pay.
     */
    void callsOver() {
        VarHandle.fullFence();
        if (!pending.isEmpty()) {
            completeAll();
        }
    }

    /** Any thread: completes what is over. */
    void completeAll() {
        for (Iterator<GracePeriod> each = pending.iterator(); each.hasNext(); ) {
            if (each.next().tryComplete()) {
                each.remove();
            }
        }
    }

    /** Waits for what is pending now; false if the time is over before. */
    boolean await(IdleStrategy idle, long timeoutNanos) {
        long begun = System.nanoTime();
        idle.reset();
        for (GracePeriod each : pending.toArray(GracePeriod[]::new)) {
            while (!each.tryComplete()) {
                if (System.nanoTime() - begun >= timeoutNanos) {
                    return false;
                }
                OwnSubscribers.ofCurrentThread().serve();
                idle.idle();
            }
        }
        completeAll(); // out of the queue with them
        return true;
    }
}
