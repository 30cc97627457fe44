package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/** Spins, yields, then parks until a producer has a record for the subscriber. */
final class RecordIdleStrategy implements IdleStrategy {
    private static final int SPINS = 64;
    private static final int YIELDS = 64;
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Subscriber subscriber;
    private int rounds;

    RecordIdleStrategy(Subscriber subscriber) {
        this.subscriber = subscriber;
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
        if (rounds < SPINS) {
            rounds++;
            Thread.onSpinWait();
        } else if (rounds < SPINS + YIELDS) {
            rounds++;
            Thread.yield();
        } else {
            subscriber.park(PARK_NANOS);
        }
    }

    @Override
    public void reset() {
        rounds = 0;
    }

    @Override
    public String alias() {
        return "rangecast-record";
    }
}
