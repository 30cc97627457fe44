package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a thread waits in this library: it looks, serves the inboxes that it polls itself, and idles; once it has waited
 * for a while it says so, and whoever ends its wait unparks it. That works with more threads than processors, and for
 * virtual threads.
 */
final class Waiting {
    /** What is waited for. */
    interface Condition {
        /** Whether there is nothing to wait for any more. */
        boolean isOver();

        /** Says that a thread is about to park; ends with a full fence. */
        void announce(Thread current);

        /** Says that it is awake again. */
        void retract(Thread current);
    }

    /** Waits that no one announces, such as for the death of a thread, look again at least this often. */
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Most waits are over by then, before it is worth the time to look at the clock, or the waker's to unpark. */
    private static final int SPINS = 64;

    /** So often without a pause, which takes longer than a line between two cores, and an answer is often here by then. */
    private static final int FIRST_LOOKS = 128;

    private static final int SPINS_BETWEEN_SERVING = 16;
    private static final int YIELDS = 256;

    private Waiting() {}

    /**
     * Waits; answers whether the wait is over, or false if the time is.
     *
     * @param idle null for the library's own way: spin, yield, park
     */
    static boolean await(Condition condition, IdleStrategy idle, long nanos) {
        if (condition.isOver()) {
            return true;
        }
        OwnSubscribers own = OwnSubscribers.ofCurrentThread();
        if (nanos > 0 && spin(condition, own)) {
            return true;
        }
        Thread current = Thread.currentThread();
        long begun = System.nanoTime();
        boolean announced = false;
        if (idle != null) {
            idle.reset();
        }
        try {
            for (int round = 0; !condition.isOver(); round++) {
                if (System.nanoTime() - begun >= nanos) {
                    return false;
                }
                if (own.serve()) {
                    continue;
                }
                if (idle == null && round < YIELDS) {
                    Thread.yield(); // unannounced: who runs needs no unpark
                    continue;
                }
                announced = true;
                own.announce();
                condition.announce(current); // before each idle: a strategy may park from the first
                if (condition.isOver()) {
                    return true;
                }
                if (!own.haveRecords()) {
                    park(idle);
                }
            }
            return true;
        } finally {
            if (announced) {
                own.retract();
                condition.retract(current);
            }
        }
    }

    private static boolean spin(Condition condition, OwnSubscribers own) {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            if (condition.isOver()) {
                return true;
            }
        }
        for (int i = 1; i <= SPINS; i++) {
            Thread.onSpinWait();
            if (i % SPINS_BETWEEN_SERVING == 0) {
                own.serve();
            }
            if (condition.isOver()) {
                return true;
            }
        }
        return false;
    }

    private static void park(IdleStrategy idle) {
        if (idle != null) {
            idle.idle();
        } else {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }
}
