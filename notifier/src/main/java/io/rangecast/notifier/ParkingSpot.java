package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A place where one thread says that it is about to park, so that a thread that makes its condition true can unpark it.
 *
 * <pre>
 *   waiter                                   waker
 *   1 thread := itself                       a make the condition true
 *   2 full fence                             b full fence
 *   3 condition? then do not park            c thread set? then unpark it
 *   4 park
 *   5 thread := nobody, when it is over
 *
 *   required: 3 sees a, or c sees 1.
 * </pre>
 *
 * <p>If 3 misses a, then a is not before 2 in the order of full fences, so 2 is before b, and c sees 1. An unpark that
 * comes before the park makes the park return at once. Full fences, because the condition may be any word, written and
 * read in any mode.
 *
 * <p>Only the waiter writes. A waker that took the waiter's name away, so that nobody unparks it twice, would take the
 * wake-up along if it were stopped before its own unpark; and the waiter may have been woken for something that is not
 * all it waits for, so that it needs the next waker too.
 */
class ParkingSpot {
    private volatile Thread thread;

    /** Waiter, before it looks at its condition for the last time. */
    void announce(Thread current) {
        thread = current;
        VarHandle.fullFence(); // pairs with wake()
    }

    /** Waiter: it is awake, and does not look again. */
    void retract() {
        thread = null;
    }

    /** Waker, after the condition was made true. Returns whether anybody has announced itself. */
    boolean wake() {
        VarHandle.fullFence(); // pairs with announce()
        return wakeIfSeen();
    }

    /** Waker, where a {@link #wake} follows soon: without the fence it may miss who is just going to sleep. */
    boolean wakeIfSeen() {
        Thread sleeping = thread;
        if (sleeping == null) {
            return false;
        }
        LockSupport.unpark(sleeping);
        return true;
    }
}
