package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.FAILED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.AllocatedBytes;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.Test;

/** A range, or a batch, in a try with resources: its window is over behind it, and nothing else has happened. */
@Watchdog
class WindowAsResourceTest {
    private final World world = new World();
    private final Subscriber subscriber = new Subscriber("subscriber", record -> {});
    private final Subscription subscription = world.space.subscribe(0x1000, 0x1000, subscriber);
    private final Invalidator producer = world.impatient("impatient");
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final InvalidationBatch batch = new InvalidationBatch(2)
            .init(InvalidationEvent.UNMAP, 0, null, world.space)
            .add(0x1000, 0x2000);

    private void assertOver() {
        assertThat(range.isOpen()).isFalse();
        assertThat(batch.isOpen()).isFalse();
        range.close();
        batch.close();
        assertThat(subscription.readRetry(subscription.tryReadBegin())).isFalse();
        producer.close();
    }

    @Test
    void endsAfterCompleted() {
        subscriber.offline();
        try (range) {
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
            assertThat(range.isOpen()).isTrue();
            assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.BUSY);
        }
        try (batch) {
            assertThat(producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
            assertThat(batch.isOpen()).isTrue();
        }
        assertOver();
    }

    @Test
    void endsAfterTimedOut() {
        try (range) {
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        }
        try (batch) {
            assertThat(producer.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);
        }
        assertOver();
    }

    @Test
    void doesNothingAfterAgain() {
        try (range) {
            assertThat(producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
            assertThat(range.isOpen()).isFalse();
        }
        assertOver();
    }

    @Test
    void endsAfterFailedAndEvicted() {
        world.subscribeRefusing("refusing", 0x1000, 0x2000);
        subscriber.offline();
        try (range) {
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(FAILED);
            assertThat(producer.evict(range)).isEqualTo(EVICTED);
        }
        try (batch) {
            assertThat(producer.invalidateRangeStart(batch)).isEqualTo(EVICTED);
        }
        assertOver();
    }

    @Test
    void doesNothingAfterQuarantineOrAnEnd() {
        try (range) {
            producer.publish(range);
            producer.quarantine(range, () -> {});
        }
        try (batch) {
            producer.publish(batch);
            producer.quarantine(batch, () -> {});
        }
        try (range) {
            producer.publish(range);
            producer.invalidateRangeEnd(range);
        }
        assertOver();
    }

    @Test
    void doesNothingIfNothingWasStarted() {
        new InvalidationRange().close();
        new InvalidationBatch(1).close();
        assertOver();
    }

    @Test
    void cannotEndAWindowWhoseStartHasNotReturned() {
        subscriber.close();
        Subscription called = world.subscribe("called", 0x1000, 0x2000, self -> range.close());
        try (range) {
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(FAILED);
            assertThat(range.isOpen()).isTrue();
        }
        called.close();
        assertThat(world.errors).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(world.errors.get(0)).hasMessageContaining("has not returned yet");
        producer.close();
    }

    @Test
    void allocatesNothing() {
        subscriber.close();
        assertThat(AllocatedBytes.by(() -> {
                    try (range) {
                        producer.invalidateRangeStart(range);
                    }
                    try (batch) {
                        producer.invalidateRangeStart(batch);
                    }
                }))
                .isZero();
    }

    @Test
    void aLookIsNoWaitAndNoTimeOut() {
        producer.publish(range);
        producer.publish(batch);
        SpaceCounters before = world.space.counters();
        assertThat(producer.isAcknowledged(range)).isFalse();
        assertThat(producer.isAcknowledged(batch)).isFalse();
        subscriber.poll(1);
        assertThat(producer.isAcknowledged(range)).isTrue();
        assertThat(producer.isAcknowledged(batch)).isFalse();
        subscriber.poll(1);
        assertThat(producer.isAcknowledged(batch)).isTrue();
        assertThat(world.space.counters()).isEqualTo(before);
        range.close();
        batch.close();
        assertThatThrownBy(() -> producer.isAcknowledged(range)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.isAcknowledged(batch)).isInstanceOf(IllegalStateException.class);
        assertOver();
    }

    @Test
    void aLookSeesWhoHasFailedAndWhoIsEvictedAndWhatBecomesOfThem() {
        Subscription refusing = world.subscribeRefusing("refusing", 0x1000, 0x2000);
        producer.publish(range);
        assertThat(producer.evict(range)).isEqualTo(EVICTED);
        assertThat(producer.isAcknowledged(range)).isFalse();
        subscriber.poll(1);
        assertThat(producer.isAcknowledged(range)).isFalse();
        refusing.close();
        assertThat(producer.isAcknowledged(range)).isTrue();
        range.close();
        assertThat(world.called).containsExactly("refusing");
    }
}
