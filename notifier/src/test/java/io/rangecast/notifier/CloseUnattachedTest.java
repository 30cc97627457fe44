package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Somebody uses a subscriber for the first time between two steps of the task that ends it unattached: it reads the state, ends
 * the subscriber by one compare-and-set, and then closes what it has.
 */
@Watchdog
class CloseUnattachedTest {
    private final AddressSpace space = new AddressSpace();
    private final Subscriber made = new Subscriber("made", record -> {});
    private final Subscription subscription = space.subscribe(0, 1, made);

    /** The one step by which it ends; the others are to come. */
    private boolean end(long seen) {
        return made.closeFrom(seen);
    }

    @Test
    @DisplayName("who begins to read behind the step finds it closed")
    void p2WhoReadsBehindTheStepFindsItClosed() {
        assertThat(end(made.state())).isTrue();
        assertThat(subscription.isClosed()).as("not yet").isFalse();
        assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
    }

    @Test
    @DisplayName("who attaches finds it closed, also if it has seen it open")
    void p2WhoAttachesWhileItEndsFindsItClosed() {
        boolean[] ended = new boolean[1];
        made.onlineListeners().add(online -> ended[0] |= end(made.state())); // in the middle of an attach

        assertThatThrownBy(made::attach)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");

        assertThat(ended).containsExactly(true);
    }

    @Test
    void p2WhoSubscribesBehindTheStepFindsItClosed() {
        assertThat(end(made.state())).isTrue();
        assertThatThrownBy(() -> space.subscribe(1, 1, made)).hasMessageContaining("is closed");
    }

    @Test
    @DisplayName("who reads, attaches, or subscribes in another thread before the step keeps all of it open")
    void p2WhoReadsElsewhereBeforeTheStepKeepsItOpen() {
        assertKeptOpenBy(
                () -> PollingThread.background(subscription::tryReadBegin).join());
    }

    @Test
    void p2WhoAttachesBeforeTheStepKeepsItOpen() {
        assertKeptOpenBy(made::attach);
        made.close();
    }

    @Test
    void p2WhoSubscribesElsewhereBeforeTheStepKeepsItOpen() {
        assertKeptOpenBy(() ->
                PollingThread.background(() -> space.subscribe(1, 1, made)).join());
    }

    @Test
    @DisplayName(
            "what is kept open for another thread is closed by the call behind its death; and one's own reads keep nothing open")
    void p2WhatWasKeptOpenIsClosedLater() throws InterruptedException {
        Subscriber own = new Subscriber("own", record -> {}); // of the thread in which this test runs
        Subscription read = space.subscribe(0, 1, own);
        read.tryReadBegin();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            read.tryReadBegin();
            begun.countDown();
            try {
                mayDie.await();
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        reader.start();
        begun.await();
        assertThat(Subscriber.closeAllOfCurrentThread()).isZero();
        assertThat(own.isClosed()).isFalse();
        mayDie.countDown();
        reader.join();
        assertThat(Subscriber.closeAllOfCurrentThread()).isEqualTo(1);
        assertThat(read.isClosed()).isTrue();
    }

    private void assertKeptOpenBy(Runnable use) {
        long seen = made.state();
        use.run();
        assertThat(end(seen)).isFalse();
        assertThat(made.isClosed()).isFalse();
        assertThat(subscription.isClosed()).isFalse();
    }
}
