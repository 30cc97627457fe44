package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Uninterruptibly;
import java.util.concurrent.CountDownLatch;

/**
 * Holds up the JDK's delayed executor, and so the {@link Ticker}: what it would mend late stays as it is, and a wake-up
 * that is lost is lost.
 */
final class TickerAtRest extends Ticker.Look implements AutoCloseable {
    private final CountDownLatch resting = new CountDownLatch(1);
    private final CountDownLatch wanted = new CountDownLatch(1);

    TickerAtRest() {
        begin();
        Uninterruptibly.await(resting);
    }

    @Override
    boolean isWanted() {
        return wanted.getCount() > 0;
    }

    @Override
    void look(long now) {
        resting.countDown();
        Uninterruptibly.await(wanted);
    }

    @Override
    public void close() {
        wanted.countDown();
    }
}
