package io.rangecast.aeron;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Turns a cluster while another thread does what waits for it. */
record PeerThread(Cluster cluster) {
    <T> T during(Supplier<T> action) {
        return during(action, () -> {});
    }

    <T> T during(Supplier<T> action, Runnable beside) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(action);
        while (!result.isDone()) {
            cluster.turn();
            beside.run();
            Thread.onSpinWait();
        }
        return result.join();
    }
}
