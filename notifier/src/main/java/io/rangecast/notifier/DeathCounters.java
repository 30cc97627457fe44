package io.rangecast.notifier;

import java.util.concurrent.atomic.LongAdder;

/** How many subscribers of one space have ended otherwise than by their own threads. Any thread may count and read. */
final class DeathCounters {
    private final LongAdder deaths = new LongAdder();
    private final LongAdder closesOnBehalf = new LongAdder();

    /** The thread of a subscriber was found dead. */
    void countDeath() {
        deaths.increment();
    }

    /** A subscriber was closed on behalf of its thread. */
    void countCloseOnBehalf() {
        closesOnBehalf.increment();
    }

    long deaths() {
        return deaths.sum();
    }

    long closesOnBehalf() {
        return closesOnBehalf.sum();
    }
}
