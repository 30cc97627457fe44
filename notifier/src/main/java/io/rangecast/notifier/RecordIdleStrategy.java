package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * Spins, yields as long as that is cheap, then sleeps until a producer has a record for the subscriber; or, if its
 * handler has thrown, for longer each time that it does, whatever there is.
 */
final class RecordIdleStrategy implements IdleStrategy {
    private static final int SPINS = 64;
    private static final long FIRST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Seldom enough for thousands of threads, often enough for loops that watch something besides. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Subscriber subscriber;
    private int spins;
    private long begun;
    private long sleepNanos;

    RecordIdleStrategy(Subscriber subscriber) {
        this.subscriber = subscriber;
        reset();
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (subscriber.isFailing()) {
            subscriber.sleepFailing();
        } else if (spins < SPINS) {
            Backoff.pause();
            if (++spins == SPINS) {
                begun = System.nanoTime();
            }
        } else if (!mayYield()) {
            subscriber.sleep(sleepNanos);
            sleepNanos = Math.min(LONGEST_SLEEP_NANOS, 2 * sleepNanos);
        }
    }

    private boolean mayYield() {
        long now = System.nanoTime();
        return Backoff.tryYield(now, now - begun);
    }

    @Override
    public void reset() {
        spins = 0;
        sleepNanos = FIRST_SLEEP_NANOS;
    }

    @Override
    public String alias() {
        return "rangecast-record";
    }
}
