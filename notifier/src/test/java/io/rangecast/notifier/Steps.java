package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts the steps of one thread, and does one thing at one of them: in that thread, or in another. */
final class Steps {
    private final int when;
    private final Runnable act;
    private final boolean elsewhere;
    private final long otherGetsMillis;
    private CompletableFuture<Void> acting = CompletableFuture.completedFuture(null);
    private boolean counting = true;
    private int count;
    private String place = "";

    /**
     * No step was done.
     *
     * @param when at which step to act, from 0; at none if negative
     * @param otherGetsMillis how long another thread is waited for, which may itself wait for this one
     */
    Steps(int when, Runnable act, boolean elsewhere, long otherGetsMillis) {
        this.when = when;
        this.act = act;
        this.elsewhere = elsewhere;
        this.otherGetsMillis = otherGetsMillis;
    }

    void step(String here) {
        if (counting && count++ == when) {
            place = here;
            counting = false; // what the act calls is no step
            act();
            counting = true;
        }
    }

    void stopCounting() {
        counting = false;
    }

    private void act() {
        if (!elsewhere) {
            actOrBeRejected();
            return;
        }
        acting = PollingThread.background(() -> {
            actOrBeRejected();
            return null;
        });
        try {
            acting.get(otherGetsMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException itWaitsForThisThread) {
            // and goes on behind it
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** An act may be an error where it is done, and has done nothing then. */
    private void actOrBeRejected() {
        try {
            act.run();
        } catch (IllegalStateException | InvalidationException rejected) {
            assertThat(rejected).hasMessageMatching("(?s).+");
        }
    }

    boolean areActedAt() {
        return when >= 0;
    }

    int count() {
        return count;
    }

    /** Where it has acted. */
    String place() {
        return place;
    }

    /** Completes when the act is over. */
    CompletableFuture<Void> acting() {
        return acting;
    }
}
