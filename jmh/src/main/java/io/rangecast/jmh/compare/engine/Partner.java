package io.rangecast.jmh.compare.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A second thread. It spins while it waits, so that it neither takes long to begin nor gives up its core.
 */
public final class Partner implements AutoCloseable {
    private static final int READINGS = 7;
    private static final int EXCHANGES = 100;

    /** After so many looks in vain, the other thread is not merely slow: it has no core. */
    private static final int PATIENCE = 10_000;

    private volatile Runnable task;
    private volatile Throwable failure;
    private volatile boolean ball;
    private volatile boolean closed;

    public Partner() {
        Thread thread = new Thread(this::run, "partner");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        for (int looks = 0; !closed; looks++) {
            Runnable next = task;
            if (next == null) {
                pause(looks);
                continue;
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            task = null;
            looks = 0;
        }
    }

    /** Without the processor's own pause: what it lasts would be part of every ping-pong. */
    private static void pause(int looks) {
        if (looks > PATIENCE) {
            Thread.yield();
        }
    }

    /** Ends the thread, between two tasks. */
    @Override
    public void close() {
        closed = true;
    }

    /** Runs a task here and one there, and returns when both have ended. */
    public void together(Runnable here, Runnable there) {
        task = there;
        here.run();
        for (int looks = 0; task != null; looks++) {
            pause(looks);
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
                            for (int looks = 0; ball; looks++) {
                                pause(looks);
                            }
                        }
                        readings.add((double) (System.nanoTime() - begun) / EXCHANGES);
                    },
                    () -> {
                        for (int n = 0; n < EXCHANGES; n++) {
                            for (int looks = 0; !ball; looks++) {
                                pause(looks);
                            }
                            ball = false;
                        }
                    });
        }
        return Statistics.median(readings);
    }
}
