package io.rangecast.jmh.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * A second thread. It spins while it waits, so that it neither takes long to begin nor gives up its core; it ends with
 * the JVM.
 */
final class Partner {
    private static final int READINGS = 15;
    private static final int EXCHANGES = 100;

    private volatile Runnable task;
    private volatile Throwable failure;
    private volatile boolean ball;

    Partner() {
        Thread thread = new Thread(this::run, "partner");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (true) {
            Runnable next = task;
            if (next == null) {
                Thread.onSpinWait();
                continue;
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            task = null;
        }
    }

    /** Runs a task here and one there, and returns when both have ended. */
    void together(Runnable here, Runnable there) {
        task = there;
        here.run();
        while (task != null) {
            Thread.onSpinWait();
        }
        if (failure != null) {
            throw new IllegalStateException("in the second thread", failure);
        }
    }

    /**
     * How long the threads take to answer one another, in nanoseconds: the median of some readings, of which one may
     * have been interrupted. It tells where they are, see {@link Placement}.
     */
    double pingPong() {
        List<Double> readings = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            together(
                    () -> {
                        long begun = System.nanoTime();
                        for (int n = 0; n < EXCHANGES; n++) {
                            ball = true;
                            while (ball) {}
                        }
                        readings.add((double) (System.nanoTime() - begun) / EXCHANGES);
                    },
                    () -> {
                        for (int n = 0; n < EXCHANGES; n++) {
                            while (!ball) {}
                            ball = false;
                        }
                    });
        }
        return Statistics.median(readings);
    }
}
