package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waits that are interrupted, whose idle strategy throws, or that have no time. */
@Watchdog
class WaitingContractTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(20);

    private final World world = new World();
    private final Subscriber subscriber = new Subscriber("slow", record -> {});
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, subscriber);
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final WhileWaiting failing = WhileWaiting.then(() -> {
        throw new IllegalArgumentException("idle");
    });

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    @DisplayName("an interrupted producer waits on, until the answer or its deadline, and stays interrupted")
    void anInterruptedProducerWaitsOn() {
        Invalidator producer = world.space.newInvalidator("producer", A_WHILE);
        Thread.currentThread().interrupt();
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        var answering = PollingThread.background(() -> {
            subscriber.poll(1);
            subscriber.detach();
            return null;
        });
        assertThat(producer.await(range, Long.MAX_VALUE)).isEqualTo(COMPLETED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        Thread.interrupted();
        answering.join();
    }

    @Test
    @DisplayName("an interrupted reader waits on, until the end or its deadline, and stays interrupted")
    void anInterruptedReaderWaitsOn() {
        Invalidator producer = world.impatient("producer");
        producer.publish(range);
        Thread.currentThread().interrupt();
        assertThat(a.readBegin(A_WHILE)).isEqualTo(Subscription.BUSY);
        var ending = PollingThread.background(() -> {
            producer.invalidateRangeEnd(range);
            return null;
        });
        assertThat(a.readRetry(a.readBegin())).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        Thread.interrupted();
        ending.join();
    }

    @Test
    void anIdleStrategyThatThrowsInAStartLeavesNoWindowOpen() {
        Invalidator producer = world.space.newInvalidator("producer", failing, Long.MAX_VALUE);
        assertThatThrownBy(() -> producer.invalidateRangeStart(range)).hasMessage("idle");
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        producer.close();
    }

    @Test
    void anIdleStrategyThatThrowsInTheStartOfABatchLeavesNoWindowOpen() {
        Invalidator producer = world.space.newInvalidator("producer", failing, Long.MAX_VALUE);
        InvalidationBatch batch = new InvalidationBatch(2).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(0x1000, 0x1100).add(0x1200, 0x1300);
        assertThatThrownBy(() -> producer.invalidateRangeStart(batch)).hasMessage("idle");
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        producer.close();
    }

    @Test
    @DisplayName("an idle strategy that throws in a later wait leaves the window as it was")
    void anIdleStrategyThatThrowsInALaterWaitLeavesTheWindowOpen() {
        Invalidator producer = world.space.newInvalidator("producer", failing, Long.MAX_VALUE);
        producer.publish(range);
        assertThatThrownBy(() -> producer.await(range)).hasMessage("idle");
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.await(range)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);
    }

    @Test
    void anIdleStrategyIsToldOfTheBeginningOfEachWait() {
        WhileWaiting idle = WhileWaiting.then(() -> subscriber.poll(1));
        Invalidator producer = world.space.newInvalidator("producer", idle, 0);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(idle.resets()).isEqualTo(1);
        assertThat(producer.await(range, Long.MAX_VALUE)).isEqualTo(COMPLETED);
        assertThat(idle.resets()).isEqualTo(2);
    }

    @Test
    @DisplayName("without time nobody waits, but what is over is said to be")
    void withoutTimeNobodyWaits() {
        for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
            Invalidator producer = world.space.newInvalidator("producer", new LongParking(), nanos);
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
            assertThat(producer.await(range, nanos)).isEqualTo(TIMED_OUT);
            assertThat(a.readBegin(nanos)).isEqualTo(Subscription.BUSY);
            subscriber.poll(1);
            assertThat(producer.await(range, nanos)).isEqualTo(COMPLETED);
            producer.invalidateRangeEnd(range);
            assertThat(a.readRetry(a.readBegin(nanos))).isFalse();
        }
    }
}
