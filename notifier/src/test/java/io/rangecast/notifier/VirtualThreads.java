package io.rangecast.notifier;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

/** Virtual threads, where the JDK has them; else others, so that a test is true of both. */
final class VirtualThreads {
    private static final Method START = find();

    private VirtualThreads() {}

    private static Method find() {
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException none) {
            return null;
        }
    }

    /** How many run at once: as many more as wait without letting go of their carriers keep all others from running. */
    static int carriers() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Runs something in a thread of its own; completed when it has returned, or with what it has thrown. */
    static CompletableFuture<Void> run(Runnable what) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        start(() -> {
            try {
                what.run();
                ended.complete(null);
            } catch (Throwable thrown) {
                ended.completeExceptionally(thrown);
            }
        });
        return ended;
    }

    private static void start(Runnable body) {
        if (START == null) {
            Thread thread = new Thread(body);
            thread.setDaemon(true);
            thread.start();
            return;
        }
        try {
            START.invoke(null, body);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
