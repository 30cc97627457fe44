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
 * The grace periods of one space that are not over. The thread that finds one over completes it: the one that
 * unlinks, if no callback runs; else, mostly, the producer that comes from the last callback.
 *
 * <pre>
 *   close, closeAsync, put                         a producer whose callbacks have returned
 *   1 unlink                              (v)      a slot: version := OPEN or FREE  (r)
 *   2 put the grace period into the queue (v)      b is the queue empty?            (a)
 *   3 which slots call now?               (v)      c no: full fence, 3 if nobody has, and 4
 *   4 have all of them moved on?          (v)
 *
 *   required: the 4 of somebody finds that all have moved on, and none finds it too early.
 * </pre>
 *
 * <p>3 comes after 1, so a listener that is called after 1 is called in a slot that 3 finds, or is not called at all: see
 * {@link WindowTable} and {@link NotifierRegistry}. A slot is found too whose producer has only begun to start.
 *
 * <p>b is asked without a fence, which each producer would have to pay for, and a producer that finds nobody to call
 * does not ask at all. So it may be that all have moved on and nobody comes to 4. Therefore the {@link Ticker} comes
 * to 3 and 4 each millisecond, as long as the queue is not empty: what is over is completed late, but it is completed,
 * whichever thread is stopped.
 */
final class CallbackGracePeriods extends Ticker.Look {
    /** The ticker spends at most one part in so many of its time on looks, however much is pending. */
    private static final long ABSTINENCE = 64;

    /** So many that are not over a producer looks at that comes from callbacks: mostly that is all. */
    private static final int AT_ONCE = 8;

    /** Some that are completed, and some twice, perhaps, which does no harm. */
    private final Queue<GracePeriod> pending = new ConcurrentLinkedQueue<>();

    /** The ticker's: not before this moment. */
    private long nextLook = System.nanoTime();

    /** Whether a thread is on its way that completes what is over. */
    private volatile boolean completing;

    /** Any thread: runs an action when something is unlinked and the calls that ran then are over. */
    GracePeriod begin(BooleanSupplier unlinked, Supplier<CallSnapshot> calls, Runnable completion) {
        return begin(new GracePeriod(unlinked, calls, completion));
    }

    /** The same; if an error has struck, it can be begun again, and is completed once. */
    GracePeriod begin(GracePeriod begun) {
        if (!begun.tryComplete()) {
            pending.add(begun);
            begin(); // first, as the look takes memory
            begun.tryComplete(); // if so, it goes when it comes to its turn
        }
        return begun;
    }

    /** The same, for those who want a stage. */
    CompletionStage<Void> begin(BooleanSupplier unlinked, Supplier<CallSnapshot> calls) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        begin(unlinked, calls, () -> over.complete(null));
        return over.minimalCompletionStage();
    }

    /**
     * Producer: its slot has moved on from a phase with callbacks. Completes what is over, up to a few that are not, each
     * time others; so it costs the same however many are pending, and what it does not come to is the ticker's. Allocates
     * only while something is pending.
     */
    void callsOver() {
        if (!pending.isEmpty() && !isInsideCompletion()) {
            VarHandle.fullFence();
            completeSome();
        }
    }

    /** What a completion calls completes no others: else they would nest in each other, as many as there are. */
    private static boolean isInsideCompletion() {
        return CallbackScope.ofThread().getValue()[CallbackScope.COMPLETING] > 0;
    }

    private void completeSome() {
        int left = AT_ONCE;
        GracePeriod first = null;
        for (GracePeriod next = pending.peek(); next != null && next != first && left > 0; next = pending.peek()) {
            if (!next.tryComplete()) {
                left--;
                first = first == null ? next : first;
                pending.add(next); // before it is taken away: others may come by
            }
            pending.remove(next); // the first, so there is no search
        }
    }

    /** Any thread: completes what is over; inside a completion nothing, which is left to whoever comes next, or the ticker. */
    void completeAll() {
        if (isInsideCompletion()) {
            return;
        }
        for (Iterator<GracePeriod> each = pending.iterator(); each.hasNext(); ) {
            if (each.next().tryComplete()) {
                each.remove();
            }
        }
    }

    /** Waits until something is unlinked and the calls that ran then are over. */
    void await(BooleanSupplier unlinked, Supplier<CallSnapshot> calls) {
        await(new Wait(), unlinked, calls, null, Long.MAX_VALUE);
    }

    /** Waits for what is pending now; false if the time is over before. */
    boolean await(IdleStrategy idle, long timeoutNanos) {
        GracePeriod[] earlier = pending.toArray(GracePeriod[]::new);
        return earlier.length == 0
                || await(new Wait(earlier), () -> areCompleted(earlier), CallSnapshot::new, idle, timeoutNanos);
    }

    private static boolean areCompleted(GracePeriod[] some) {
        for (GracePeriod each : some) {
            if (!each.isCompleted()) {
                return false;
            }
        }
        return true;
    }

    private boolean await(
            Wait wait, BooleanSupplier unlinked, Supplier<CallSnapshot> calls, IdleStrategy idle, long timeoutNanos) {
        wait.period = begin(unlinked, calls, wait);
        boolean over = false;
        try {
            over = SpinThenPark.await(wait, idle, timeoutNanos);
        } finally {
            if (!over) { // nobody waits for it any more, and it would pin all that are earlier
                pending.remove(wait.period);
            }
        }
        return over;
    }

    /** Of a thread, for one grace period, whose completion wakes it. */
    private static final class Wait implements SpinThenPark.Condition, Runnable {
        private final ParkingSpot parkingSpot = new ParkingSpot();
        private final GracePeriod[] earlier;
        private GracePeriod period;
        private Alarm alarm;

        /** Its own word, as the grace period is not completed before its completion has returned, which wakes. */
        private volatile boolean over;

        /** Those that are earlier are completed meanwhile, by this thread too. */
        Wait(GracePeriod... earlier) {
            this.earlier = earlier;
        }

        /** The completion, in any thread. */
        @Override
        public void run() {
            over = true;
            parkingSpot.wake();
        }

        @Override
        public boolean isOver() {
            for (GracePeriod each : earlier) {
                each.tryComplete();
            }
            return over || period.tryComplete();
        }

        @Override
        public void announce(Thread current) {
            parkingSpot.announce(current);
        }

        @Override
        public void retract() {
            parkingSpot.retract();
        }

        @Override
        public long longestSleep(long waitedNanos) {
            return SpinThenPark.announced(waitedNanos);
        }

        @Override
        public Alarm alarm() {
            if (alarm == null) {
                alarm = new Alarm();
            }
            return alarm;
        }
    }

    // ---- the ticker

    @Override
    boolean isWanted() {
        return !pending.isEmpty();
    }

    @Override
    void look(long now) {
        if (!completing && now - nextLook >= 0) {
            if (pending.stream().anyMatch(GracePeriod::isOver)) {
                completeElsewhere();
            }
            nextLook = now + ABSTINENCE * (System.nanoTime() - now);
        }
    }

    /** In another thread, as it runs the user's code. */
    private void completeElsewhere() {
        completing = true;
        boolean begun = false;
        try {
            CompletableFuture.runAsync(this::completeLate);
            begun = true;
        } finally {
            if (!begun) { // out of memory: the next look tries again
                completing = false;
            }
        }
    }

    private void completeLate() {
        completing = false;
        completeAll();
    }
}
