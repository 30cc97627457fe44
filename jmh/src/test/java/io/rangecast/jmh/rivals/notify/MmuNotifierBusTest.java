package io.rangecast.jmh.rivals.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.rivals.notify.MmuNotifierBus.Listener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That it keeps the contract which it is compared for. */
@Timeout(60)
class MmuNotifierBusTest {
    private final MmuNotifierBus bus = new MmuNotifierBus();
    private final BusWindow window = bus.newProducer(Waiting.SHARING).newWindow();
    private final Calls calls = new Calls();

    @Test
    void aReaderTriesAgainIfItsRangeWasHit() {
        Listener hit = bus.subscribe(0, 10, calls);
        Listener beside = bus.subscribe(10, 20, calls);
        long ofHit = hit.readBegin();
        long ofOther = beside.readBegin();
        assertThat(hit.readRetry(ofHit)).isFalse();

        window.start(0, 10);
        assertThat(hit.readRetry(ofHit)).isTrue();
        window.end();

        assertThat(hit.readRetry(ofHit)).isTrue();
        assertThat(beside.readRetry(ofOther)).isFalse();
        assertThat(hit.readRetry(hit.readBegin())).isFalse();
    }

    @Test
    void aReaderBeginsWhenNoStartIsUnderWayThatHasHitIt() throws Exception {
        Listener hit = bus.subscribe(0, 10, calls);
        Listener beside = bus.subscribe(10, 20, calls);
        window.start(0, 10);
        assertThat(beside.readBegin()).isPositive();
        FutureTask<Long> begin = begin(hit);
        assertThat(begin.isDone()).isFalse();

        window.end();
        assertThat(hit.readRetry(begin.get(30, TimeUnit.SECONDS))).isFalse();
    }

    @Test
    void aNewcomerIsKeptOutByTheStartsThatItHasMissed() throws Exception {
        window.start(0, 10); // hits nobody
        Listener first = bus.subscribe(0, 10, calls);
        Listener second = bus.subscribe(0, 10, calls);
        FutureTask<Long> ofFirst = begin(first);
        FutureTask<Long> ofSecond = begin(second);
        assertThat(ofFirst.isDone() || ofSecond.isDone()).isFalse();

        window.end();
        ofFirst.get(30, TimeUnit.SECONDS);
        ofSecond.get(30, TimeUnit.SECONDS);
        assertThat(window.start(5, 6)).isEqualTo(2);
        window.end();
    }

    @Test
    void whoUnsubscribesWaitsForTheStartsThatMayStillTellIt() throws Exception {
        Listener leaving = bus.subscribe(0, 10, calls);
        window.start(0, 10);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Void> unsubscribe = new FutureTask<>(
                () -> {
                    begun.countDown();
                    bus.unsubscribe(leaving);
                },
                null);
        new Thread(unsubscribe).start();
        begun.await();
        assertThat(unsubscribe.isDone()).isFalse();

        window.end();
        unsubscribe.get(30, TimeUnit.SECONDS);
        assertThat(window.start(0, 10)).isZero();
        window.end();
        assertThat(calls.made()).isOne();
    }

    /** In a thread of its own. */
    private static FutureTask<Long> begin(Listener listener) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Long> begin = new FutureTask<>(() -> {
            begun.countDown();
            return listener.readBegin();
        });
        new Thread(begin).start();
        begun.await();
        return begin;
    }
}
