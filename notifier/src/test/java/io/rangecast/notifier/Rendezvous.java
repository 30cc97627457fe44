package io.rangecast.notifier;

import java.util.concurrent.atomic.AtomicLong;

/** Lets the threads of a {@link Stress} begin each round together, closely enough to race. */
final class Rendezvous {
    private static final int SPINS = 200;

    private final Stress stress;
    private final int parties;
    private final AtomicLong arrivals = new AtomicLong();

    Rendezvous(Stress stress, int parties) {
        this.stress = stress;
        this.parties = parties;
    }

    /** Waits until all have come; what they did before has happened before. */
    void meet() {
        long round = (arrivals.getAndIncrement() / parties + 1) * parties;
        for (int spins = 0; arrivals.get() < round && stress.goesOn(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
