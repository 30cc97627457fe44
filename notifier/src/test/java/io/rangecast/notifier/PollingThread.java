package io.rangecast.notifier;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A thread that polls one subscriber until it is closed. */
final class PollingThread implements AutoCloseable {
    private static final int LIMIT = 16;

    private final Subscriber subscriber;
    private final CompletableFuture<Void> polling;
    private volatile boolean stop;

    PollingThread(String name, RecordHandler handler) {
        subscriber = new Subscriber(name, handler);
        polling = background(() -> {
            while (!stop) {
                if (subscriber.poll(LIMIT) == 0) {
                    Thread.yield();
                }
            }
            subscriber.close();
            return null;
        });
    }

    /** Does something in a thread of its own. */
    static <T> CompletableFuture<T> background(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, run -> {
            Thread thread = new Thread(run, "background");
            thread.setDaemon(true);
            thread.start();
        });
    }

    Subscriber subscriber() {
        return subscriber;
    }

    /** Ends the thread, and throws what its handler has thrown. */
    @Override
    public void close() {
        stop = true;
        polling.join();
    }
}
