package io.rangecast.ranges.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The three ways in which a waiting thread backs off: it pauses, lets others run, or sleeps. Nothing else in this
 * library does any of them.
 *
 * <p>A yield is the best of the three where it lets the thread run that is waited for, and comes back. Some schedulers
 * do not come back: Linux's EEVDF takes the turn away from a thread that yields, so that beside one busy thread for each
 * processor a yield takes some milliseconds, where a sleep that is ended by an unpark takes some microseconds. So yields
 * are timed, and once one was dear nobody yields for a while.
 */
public final class Backoff {
    /** For so long a wait may yield. Most waits that end without a sleep have ended by then. */
    private static final long YIELDING_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** A yield that takes longer has not just let others run for a moment. */
    private static final long DEAR_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /** After a dear yield none is tried for so many times as long as it took: at most 1 % of the time is lost so. */
    private static final long ABSTINENCE = 128;

    private static final long LEAST_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** The clock before which nobody yields. Written by whoever has found it, a hint. */
    private static volatile long noYieldBefore = System.nanoTime();

    private Backoff() {}

    /** Pauses for some ten nanoseconds; tells the processor that this is a loop that waits. */
    public static void pause() {
        Thread.onSpinWait();
    }

    /**
     * Lets other threads run, if the wait is young and if that has not been dear of late.
     *
     * @param now the clock, {@link System#nanoTime}
     * @param waitedNanos how long the wait has lasted
     * @return false if nothing was done, because it is time to sleep
     */
    public static boolean tryYield(long now, long waitedNanos) {
        if (waitedNanos >= YIELDING_NANOS || now - noYieldBefore < 0) {
            return false;
        }
        Thread.yield();
        long back = System.nanoTime();
        if (back - now > DEAR_NANOS) {
            noYieldBefore = back + ABSTINENCE * (back - now);
        }
        return true;
    }

    /**
     * Takes the interrupt of the current thread away, which would end each of its sleeps at once, and the wake-up that
     * came with it. To be called before the last look that is taken before a sleep.
     *
     * @return whether it was interrupted, for {@link #giveBackInterrupt}
     */
    public static boolean takeInterrupt() {
        if (!Thread.interrupted()) {
            return false;
        }
        LockSupport.parkNanos(1); // ends at once, and takes the wake-up with it
        return true;
    }

    /**
     * Lets the current thread be interrupted again, once it has waited.
     *
     * @param interrupted what {@link #takeInterrupt} has returned
     */
    public static void giveBackInterrupt(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sleeps until unparked, interrupted, or for no reason; at most for a time.
     *
     * @param nanos at most
     */
    public static void sleep(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /**
     * How long to sleep if nobody says when the wait is over: longer each time, so that the thread looks some tens of
     * times whatever it waits for, and is late by a fraction of what it has waited.
     *
     * @param waitedNanos how long the wait has lasted
     * @param most the longest sleep
     * @return a time to {@link #sleep}
     */
    public static long growing(long waitedNanos, long most) {
        return Math.min(most, Math.max(LEAST_SLEEP_NANOS, waitedNanos / 4));
    }
}
