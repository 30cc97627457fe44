package io.rangecast.notifier;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a thread that leaves its waiting to an idle strategy of the user's, which may sleep for longer than the thread
 * has time, or for ever. There is one for each place where threads wait so, used again and again: setting it is two writes, as
 * long as the {@link Ticker} still knows it from the last time.
 */
final class Alarm extends Ticker.Look {
    private volatile Thread thread;
    private volatile long due;

    /** The thread that sleeps: to be woken at a moment of {@link System#nanoTime}, and each millisecond from then on. */
    void set(Thread current, long moment) {
        due = moment;
        thread = current;
        begin();
    }

    /** The thread that has slept. */
    void cancel() {
        thread = null;
    }

    @Override
    boolean isWanted() {
        return thread != null;
    }

    @Override
    void look(long now) {
        if (now - due >= 0) {
            LockSupport.unpark(thread); // nobody, if it has just woken
        }
    }
}
