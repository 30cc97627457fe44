package io.rangecast.jmh.remote;

import java.util.function.IntSupplier;
import org.agrona.concurrent.IdleStrategy;

/** A thread that does the same again and again until this is closed, and idles in between. */
final class ReaderThread implements AutoCloseable {
    private final Thread thread;
    private volatile boolean stop;

    /**
     * Begins.
     *
     * @param work returns how much there was
     * @param end what the thread does last
     */
    ReaderThread(Pace pace, IntSupplier work, Runnable end) {
        thread = new Thread(() -> {
            IdleStrategy between = pace.strategy();
            while (!stop) {
                between.idle(work.getAsInt());
            }
            end.run();
        });
        thread.start();
    }

    @Override
    public void close() {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
