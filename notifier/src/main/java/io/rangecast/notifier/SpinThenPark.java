package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * The way in which a thread waits in this library. It looks, and serves the inboxes that it polls itself, one record at
 * a time. It spins, unless it waits for as many as there are processors, of which one cannot run meanwhile. It yields
 * as long as that is cheap, or spins on for about the time that a sleep would cost. Then it says that it sleeps, and
 * sleeps until it is woken. That works with more threads than processors, and for virtual threads; and a wait that
 * lasts costs next to nothing, however many wait.
 *
 * <p>The deadline is looked at before each record that is served and before each sleep. If the process itself stood
 * still, or this thread did, the time is given back: nobody is late who had no time to run. The time that a handler or
 * an idle strategy of the user's takes is not given back: it may be as long each time. But if a strategy comes back well
 * behind the deadline, at which its {@link Alarm} was to wake it, nobody knows whether it has slept on or all stood still: so
 * what was left of the time when it began is waited for once more, and not by the strategy. Interrupts are kept until the
 * wait is over, as the locks of {@code java.util.concurrent} keep them.
 */
final class SpinThenPark {
    /** The condition that a thread waits for. */
    interface Condition {
        /** Whether there is nothing to wait for any more. */
        boolean isOver();

        /** The current thread is about to sleep; a full fence and a last look follow. May be called again. */
        void announce(Thread current);

        /** It does not sleep any more. */
        void retract();

        /** Whether those who are waited for may all run while it spins. If not, it sleeps at once. */
        default boolean mayAllRun() {
            return true;
        }

        /** For how long it spins, if they may, before it sleeps where it must not yield. Else only for a moment. */
        default long spinNanos() {
            return 0;
        }

        /** How long it may sleep if nobody wakes it. */
        long longestSleep(long waitedNanos);

        /** Wakes it where an idle strategy of the user's does not look at the clock. */
        Alarm alarm();
    }

    /** Most waits are over by then. */
    private static final int SPINS = 64;

    /**
     * The number of looks without a pause: a pause takes longer than a line between two cores, and an acknowledgement
     * is often here by then.
     */
    private static final int FIRST_LOOKS = 128;

    private static final int SPINS_BETWEEN_SERVING = 16;

    /** For so long nobody is told again that a listener of theirs has failed. */
    private static final long FAILING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * Longer than a tick of the kernel (1 to 10 ms). A timer that is due before the next tick must be armed and disarmed,
     * which costs a virtual machine some 20 us, twice as long as a sleep that is ended by an unpark; a later one costs
     * nothing.
     */
    private static final long LEAST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** The longest time for which a thread that is stopped where it should wake another holds that up. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A change that nobody announces is seen so late at most. */
    private static final long LONGEST_UNANNOUNCED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A standstill that is shorter is not given back; nor is a small part of the time there was. */
    private static final long SHORT_STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int SHORT_PART = 16;

    /** So that a wait ends even on a machine on which nothing goes on. */
    private static final int MOST_STANDSTILLS = 4;

    private SpinThenPark() {}

    /** How long to sleep if whatever ends the wait wakes the thread. */
    static long announced(long waitedNanos) {
        return doubling(waitedNanos, LEAST_SLEEP_NANOS);
    }

    private static long doubling(long waitedNanos, long least) {
        return Math.min(LONGEST_SLEEP_NANOS, Math.max(least, 2 * waitedNanos));
    }

    /** How long to sleep if the thread is woken as a rule, but not by something rare, such as the death of another. */
    static long announcedAsARule(long waitedNanos) {
        return Math.max(LEAST_SLEEP_NANOS, unannounced(waitedNanos));
    }

    /** How long to sleep if nobody wakes the thread. */
    static long unannounced(long waitedNanos) {
        return Backoff.growing(waitedNanos, LONGEST_UNANNOUNCED_NANOS);
    }

    /**
     * Waits; returns whether the wait is over, or false if the time is.
     *
     * @param idle null for the library's own way: spin, yield, sleep
     */
    static boolean await(Condition condition, IdleStrategy idle, long nanos) {
        if (condition.isOver()) {
            return true;
        }
        if (idle != null) {
            idle.reset();
        }
        return nanos > 0 && awaitLong(condition, idle, nanos);
    }

    private static boolean awaitLong(Condition condition, IdleStrategy given, long nanos) {
        IdleStrategy idle = given;
        long begun = System.nanoTime();
        long spinning = 0;
        if (condition.mayAllRun()) {
            if (spin(condition)) {
                return true;
            }
            spinning = idle == null ? condition.spinNanos() : 0;
        }
        Thread current = Thread.currentThread();
        int standstills = 0;
        long failingAgainAt = FAILING_NANOS;
        long last = begun;
        long expected = 0; // how long what came after that should have taken
        boolean announced = false;
        boolean interrupted = false;
        try {
            boolean over = condition.isOver();
            while (!over) {
                long now = System.nanoTime();
                long stood = now - last - expected;
                if (isStandstill(stood, nanos) && standstills < MOST_STANDSTILLS) {
                    standstills++;
                    begun += stood;
                }
                long waited = now - begun;
                if (waited >= nanos) {
                    break;
                }
                last = now;
                expected = 0;
                boolean failingAgain = waited >= failingAgainAt;
                if (failingAgain) {
                    failingAgainAt = waited + doubling(waited, FAILING_NANOS);
                }
                if (PolledSubscribers.serve(failingAgain)) {
                    last = System.nanoTime(); // what that took, the others had
                } else if (!hasBackedOff(idle, now, waited, spinning)) {
                    interrupted |= Backoff.takeInterrupt();
                    announced = true;
                    PolledSubscribers.announce(); // before each sleep, as a handler or a strategy may have waited too
                    condition.announce(current);
                    expected = Math.min(nanos - waited, condition.longestSleep(waited));
                    sleep(condition, idle, current, expected);
                    if (idle != null) { // it may sleep for longer, and nobody else is to pay for that
                        last = System.nanoTime();
                        expected = 0;
                        if (isStandstill(last - begun - nanos, nanos)) {
                            begun = last - waited;
                            idle = null; // it has had its time
                        }
                    }
                }
                over = condition.isOver();
            }
            if (announced) {
                retract(condition);
                announced = false;
            }
            Backoff.giveBackInterrupt(interrupted);
            interrupted = false;
            return over;
        } finally { // if an error has struck, or a strategy of the user's has thrown
            if (announced) {
                retract(condition);
            }
            if (interrupted) {
                Backoff.giveBackInterrupt(true);
            }
        }
    }

    /** Whether a wait of so many nanoseconds has to be given this time back. */
    private static boolean isStandstill(long stood, long nanos) {
        return stood > SHORT_STANDSTILL_NANOS && stood > nanos / SHORT_PART;
    }

    /** Whether it has let others run, or paused, in place of sleeping: a thread that runs needs no unpark. */
    private static boolean hasBackedOff(IdleStrategy idle, long now, long waited, long spinning) {
        if (idle == null && Backoff.tryYield(now, waited)) {
            return true;
        }
        boolean spins = waited < spinning;
        if (spins) {
            Backoff.pause();
        }
        return spins;
    }

    private static void retract(Condition condition) {
        try {
            PolledSubscribers.retract();
        } finally {
            condition.retract();
        }
    }

    private static boolean spin(Condition condition) {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            if (condition.isOver()) {
                return true;
            }
        }
        for (int i = 1; i <= SPINS; i++) {
            Backoff.pause();
            if (condition.isOver()) {
                return true;
            }
            if (i % SPINS_BETWEEN_SERVING == 0 && PolledSubscribers.haveRecords()) {
                return false;
            }
        }
        return false;
    }

    /** Once it has said so. An idle strategy of the user's may sleep for ever. */
    private static void sleep(Condition condition, IdleStrategy idle, Thread current, long nanos) {
        Alarm alarm = idle == null ? null : condition.alarm();
        if (alarm != null) { // before the last look, as this may park for a lock, and so take a wake-up along
            alarm.set(current, System.nanoTime() + nanos);
        }
        try {
            VarHandle.fullFence(); // pairs with those of ParkingSpot.wake, WaitQueue and Doorbell
            if (condition.isOver() || PolledSubscribers.haveRecords()) {
                return;
            }
            if (idle == null) {
                Backoff.sleep(nanos);
            } else {
                idle.idle();
            }
        } finally {
            if (alarm != null) {
                alarm.cancel();
            }
        }
    }
}
