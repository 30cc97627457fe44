package io.rangecast.jmh.remote;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import java.nio.file.Path;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of 64 bytes to another process by {@code aeron:ipc}, and back: what a cache uses that publishes. */
final class EchoChannel implements AutoCloseable {
    private static final String CHANNEL = "aeron:ipc";
    private static final int STREAM = 20;
    private static final int LENGTH = 64;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final Aeron aeron;
    private final ExclusivePublication publication;
    private final Subscription subscription;
    private final IdleStrategy idle;

    /** Sent, and not heard. */
    private long missing;

    private EchoChannel(Path driver, int out, int in, Pace pace) {
        this.aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.toString()));
        this.publication = aeron.addExclusivePublication(CHANNEL, out);
        this.subscription = aeron.addSubscription(CHANNEL, in);
        this.idle = pace.strategy();
    }

    static EchoChannel caller(Path driver, Pace pace) {
        EchoChannel made = new EchoChannel(driver, STREAM, STREAM + 1, pace);
        while (!made.publication.isConnected() || !made.subscription.isConnected()) {
            Thread.onSpinWait();
        }
        return made;
    }

    /** Sends back whatever comes, until the process ends. */
    static void echo(Path driver, Pace pace) {
        EchoChannel made = new EchoChannel(driver, STREAM + 1, STREAM, pace);
        while (true) {
            made.hear();
            made.publish();
        }
    }

    void publish() {
        while (publication.offer(message, 0, LENGTH) < 0) {
            Thread.onSpinWait();
        }
        missing++;
    }

    private void hear() {
        while (poll(1) == 0) {
            idle.idle();
        }
        idle.reset();
    }

    private int poll(int limit) {
        int heard = subscription.poll((buffer, offset, length, header) -> {}, limit);
        missing -= heard;
        return heard;
    }

    /** Waits until all has come back that was published. */
    void hearAll() {
        while (missing > 0) {
            hear();
        }
    }

    /** Takes what has come, and does not wait. */
    void drain() {
        while (poll(64) > 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        aeron.close();
    }
}
