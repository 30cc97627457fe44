package io.rangecast.segment;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Things that are done in a thread of their own. */
final class Elsewhere {
    private static final long PATIENCE_SECONDS = 60;

    private Elsewhere() {}

    /** Begins something. */
    static <T> FutureTask<T> begin(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Returns what it returned; what was thrown is thrown here. */
    static <T> T join(FutureTask<T> task) throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("it does not end", e);
        }
    }

    static <T> T call(Callable<T> what) throws Exception {
        return join(begin(what));
    }
}
