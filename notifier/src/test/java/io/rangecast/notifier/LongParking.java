package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Parks for longer than any machine stands still, so that a wake-up that is lost fails a test, and is not mended by a
 * timed look.
 */
final class LongParking implements IdleStrategy {
    static final long NANOS = TimeUnit.SECONDS.toNanos(100);

    private volatile Thread parked;

    @Override
    public void idle() {
        parked = Thread.currentThread();
        long begun = System.nanoTime();
        LockSupport.parkNanos(this, NANOS);
        checkWoken(begun);
    }

    /** Fails if a park that began then was ended by its time, and whoever is to end it had that time. */
    static void checkWoken(long begun) {
        if (System.nanoTime() - begun >= NANOS && !StoodStill.since(begun)) {
            throw StateDump.error("nobody has woken " + Thread.currentThread());
        }
    }

    /** Waits until a thread has parked here and sleeps. */
    void awaitParked() {
        while (parked == null) {
            Thread.yield();
        }
        awaitParked(parked);
    }

    static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
    }

    @Override
    public void idle(int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void reset() {}
}
