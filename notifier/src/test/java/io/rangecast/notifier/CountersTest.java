package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The numbers that a space and a subscriber report, exactly; those of invalidators that have closed included. */
@Watchdog
class CountersTest {
    private static final int RING = 256;

    private final World world = new World();
    private final Subscriber subscriber = new Subscriber("slow", record -> {});
    private final Invalidator producer = world.impatient("impatient");
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    private void assertCounts(
            long windows,
            long hits,
            long records,
            long merges,
            long agains,
            long waits,
            long timeouts,
            long laggards,
            long evictions) {
        assertThat(world.space.counters())
                .isEqualTo(new SpaceCounters(
                        windows, hits, records, merges, agains, waits, timeouts, laggards, evictions, 0, 0, 0, 0, 0,
                        0));
    }

    @AfterEach
    void closingAnInvalidatorChangesNoNumber() {
        SpaceCounters before = world.space.counters();
        world.producer.close();
        producer.close();
        assertThat(world.space.counters()).isEqualTo(before);
    }

    @Test
    @DisplayName("windows and hits, also of spaces that nobody has subscribed to")
    void windowsAndHits() {
        assertThat(world.space.counters()).isEqualTo(SpaceCounters.ZERO);
        world.invalidate(0x1000, 0x2000);
        assertCounts(1, 0, 0, 0, 0, 0, 0, 0, 0);
        world.subscribeA();
        world.subscribe("b", 0x1800, 0x3000);
        world.invalidate(0x1000, 0x2000);
        world.invalidate(0x5000, 0x6000);
        assertCounts(3, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    @DisplayName("records, merges, waits, timeouts, laggards and evictions")
    void recordsWaitsTimeoutsAndEvictions() {
        world.space.subscribe(0x1000, 0x800, subscriber);
        world.space.subscribe(0x1800, 0x800, subscriber);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertCounts(1, 2, 1, 0, 0, 1, 1, 1, 0);
        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        assertCounts(1, 2, 1, 0, 0, 1, 1, 1, 0);
        assertThat(producer.await(range, 1)).isEqualTo(TIMED_OUT);
        assertCounts(1, 2, 1, 0, 0, 2, 2, 2, 0);
        producer.invalidateRangeEnd(range);
        for (int i = 1; i <= RING; i++) {
            producer.publish(range);
            producer.invalidateRangeEnd(range);
        }
        assertCounts(1 + RING, 2 + 2 * RING, 1 + RING, 1, 0, 2, 2, 2, 0);
        producer.publish(range);
        assertThat(producer.evict(range)).isEqualTo(EVICTED);
        producer.invalidateRangeEnd(range);
        assertCounts(2 + RING, 4 + 2 * RING, 2 + RING, 2, 0, 2, 2, 2, 1);
    }

    @Test
    @DisplayName("starts that may not wait or are refused")
    void agains() {
        world.subscribeRefusing("refusing", 0x1000, 0x2000);
        assertThat(producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertCounts(1, 1, 0, 0, 1, 0, 0, 0, 0);
        world.space.subscribe(0x1000, 0x1000, subscriber);
        assertThat(producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertCounts(2, 3, 0, 0, 2, 0, 0, 0, 0);
    }

    @Test
    @DisplayName("records that a subscriber has taken, and failures of its handler")
    void recordsAndFailuresOfASubscriber() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        for (int i = 0; i < 3; i++) {
            producer.publish(range);
            producer.invalidateRangeEnd(range);
        }
        assertThat(subscriber.poll(2)).isEqualTo(2);
        assertThatThrownBy(() -> subscriber.poll(
                        record -> {
                            throw new IllegalArgumentException("handler");
                        },
                        8))
                .hasMessage("handler");
        assertThat(subscriber.counters()).isEqualTo(new SubscriberCounters(2, 1));
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        producer.invalidateRangeEnd(range);
        subscriber.poll(8);
        assertThat(subscriber.counters()).isEqualTo(new SubscriberCounters(4, 1));
    }
}
