package io.rangecast.notifier;

import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Threads that sleep for the same condition, any number of them: the thread that makes it true wakes the first, and
 * each that goes wakes the next two. So the thread that ends the wait of thousands pays for one.
 *
 * <pre>
 *   waiter                                        waker
 *   1 queue := queue + itself             (v)     a make the condition true  (v)
 *   2 full fence                                  b queue: unpark the first  (v)
 *   3 condition? then go; else park, and 3 again
 *
 *   it goes: the condition is true, or its time is over
 *   4 queue := queue - itself             (v)
 *   5 full fence
 *   6 condition? then unpark the first two
 *
 *   required: while the condition holds and threads sleep here, one of them is awake, or somebody is about to wake one.
 * </pre>
 *
 * <p>A waker that finds nobody at b is before 1 of all who come later, so their 3 sees a. One that finds a thread has
 * made the condition true before that thread's 4: either it is still to come to 3, or to 6, which sees a, by 5. So a
 * thread that was woken and goes wakes others; nobody is taken out but by itself, so no wake-up is lost with a thread that
 * leaves for another reason. If the condition is false again at 6, the thread that makes it true next begins anew.
 *
 * <p>A thread that is stopped between its park and 6 holds up those behind it until one of them looks for itself, which
 * each does at the end of its park, and then wakes two.
 */
final class WaitQueue {
    private static final int WOKEN_BY_EACH = 2;

    private final ConcurrentLinkedQueue<ParkingSpot> queue = new ConcurrentLinkedQueue<>();

    /** Waiter, once, before its {@link ParkingSpot#announce}. */
    void add(ParkingSpot waiter) {
        queue.add(waiter);
    }

    /** Waiter: goes, for whatever reason; to be followed by a full fence and, if the condition holds, by {@link #wakeNext}. */
    void remove(ParkingSpot waiter) {
        queue.remove(waiter);
    }

    /** Waker, after the condition was made true, volatile. Allocates nothing. */
    void wakeFirst() {
        ParkingSpot first = queue.peek();
        while (first != null && !first.wakeIfSeen()) { // it has gone, and something kept it from leaving the queue
            queue.remove(first);
            first = queue.peek();
        }
    }

    /** Waiter that has left while the condition holds. */
    void wakeNext() {
        Iterator<ParkingSpot> waiters = queue.iterator();
        for (int woken = 0; woken < WOKEN_BY_EACH && waiters.hasNext(); ) {
            if (waiters.next().wakeIfSeen()) {
                woken++;
            }
        }
    }

    /** Waiter: whether it is the one that is woken next. */
    boolean isFirst(ParkingSpot waiter) {
        return queue.peek() == waiter;
    }
}
