package io.rangecast.notifier;

import org.agrona.concurrent.IdleStrategy;

/**
 * An idle strategy that does something once its thread has waited for some rounds: what the thread waits for can so be
 * done in the same thread, and that it did wait is certain.
 */
final class WhileWaiting implements IdleStrategy {
    private static final int ROUNDS_BEFORE = 3;

    private final Runnable action;
    private volatile int rounds;
    private volatile int resets;

    private WhileWaiting(Runnable action) {
        this.action = action;
    }

    static WhileWaiting then(Runnable action) {
        return new WhileWaiting(action);
    }

    static WhileWaiting idly() {
        return new WhileWaiting(() -> {});
    }

    /** How many rounds the thread has waited. */
    int rounds() {
        return rounds;
    }

    /** How many times a wait has begun. */
    int resets() {
        return resets;
    }

    @Override
    public void idle(int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        rounds = rounds + 1;
        if (rounds == ROUNDS_BEFORE) {
            action.run();
        }
        Thread.yield();
    }

    @Override
    public void reset() {
        resets = resets + 1;
    }
}
