package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A place where one thread says that it is about to park, so that who makes true what it waits for can unpark it.
 *
 * <pre>
 *   waiter                                   waker
 *   1 thread := itself                       a make the condition true
 *   2 full fence                             b full fence
 *   3 condition? then do not park            c thread set? then take it back and unpark
 *   4 park
 *
 *   required: 3 sees a, or c sees 1.
 * </pre>
 *
 * <p>If 3 misses a, then a is not before 2 in the order of full fences, so 2 is before b, and c sees 1. An unpark that
 * comes before the park makes the park return at once. Full fences, because the condition may be any word, written and
 * read in any mode.
 */
final class Sleeper {
    private static final VarHandle THREAD;

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(Sleeper.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Thread thread;

    /** Waiter, before it looks at its condition for the last time. */
    void announce(Thread current) {
        thread = current;
        VarHandle.fullFence(); // pairs with wake()
    }

    /** Waiter: it is awake. */
    void retract() {
        thread = null;
    }

    /** Waker, after the condition was made true. */
    void wake() {
        VarHandle.fullFence(); // pairs with announce()
        wakeIfSeen();
    }

    /**
     * Waker, where a {@link #wake} follows soon: without the fence it may miss who is just going to sleep. Answers
     * whether it has woken anybody.
     */
    boolean wakeIfSeen() {
        Thread sleeping = thread;
        // Not another that has come meanwhile: that one has seen the condition.
        if (sleeping == null || !THREAD.compareAndSet(this, sleeping, null)) {
            return false;
        }
        LockSupport.unpark(sleeping);
        return true;
    }
}
