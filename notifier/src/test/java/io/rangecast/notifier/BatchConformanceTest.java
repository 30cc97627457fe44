package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row K2: many ranges, told together and waited for once. */
@Watchdog
class BatchConformanceTest {
    private final World world = new World();
    private final List<String> records = new ArrayList<>();
    private final Subscriber subscriber =
            new Subscriber("own thread", said -> records.add(Told.by(said).what()));
    private final InvalidationBatch batch = new InvalidationBatch(8);

    private InvalidationBatch init() {
        return batch.init(InvalidationEvent.CLEAR, 0, null, world.space);
    }

    @Test
    @DisplayName("ranges that touch or overlap are merged, told precisely, and waited for once")
    void k2RangesAreMergedAndWaitedForOnce() {
        world.subscribe("a", 0x1000, 0x9000);
        world.space.subscribe(0x1000, 0x8000, subscriber);
        WhileWaiting idle = WhileWaiting.then(() -> subscriber.poll(8));
        Invalidator producer = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
        init().add(0x5000, 0x6000).add(0x1000, 0x2000).add(0x2000, 0x3000).add(0x5800, 0x7000);

        assertThat(producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);

        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.hits()).isEqualTo(4);
        assertThat(world.told)
                .extracting(Told::what)
                .containsExactly("CLEAR [0x1000,0x3000)", "CLEAR [0x5000,0x7000)")
                .isEqualTo(records);
        assertThat(world.told).extracting(Told::flags).containsOnly(Invalidation.BLOCKABLE);
        assertThat(world.space.counters().records()).isEqualTo(2);
        assertThat(world.space.counters().waits()).isEqualTo(1);
        assertThat(world.space.counters().windows()).isEqualTo(2);
        producer.invalidateRangeEnd(batch);
        producer.close();
    }

    @Test
    @DisplayName("to publish a batch says whether all have let go, and an await has the invalidator's patience")
    void k2PublishSaysWhetherAllHaveLetGo() {
        world.space.subscribe(0x1000, 0x8000, subscriber);
        WhileWaiting idle = WhileWaiting.then(() -> subscriber.poll(8));
        Invalidator producer = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
        assertThat(producer.publish(init())).as("nothing").isTrue();
        producer.invalidateRangeEnd(batch);
        init().add(0x1000, 0x2000).add(0x5000, 0x6000);
        assertThat(producer.publish(batch)).as("somebody polls").isFalse();
        assertThat(producer.await(batch)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(batch);
        subscriber.offline();
        assertThat(producer.publish(batch)).as("nobody is there").isTrue();
        producer.invalidateRangeEnd(batch);
        world.subscribeRefusing("a", 0x5000, 0x6000);
        assertThat(producer.publish(batch)).as("a callback refuses").isFalse();
        producer.invalidateRangeEnd(batch);
        producer.close();
    }

    @Test
    @DisplayName("all of a batch is published before any of it is waited for, and a deadline is for all of it")
    void k2AllIsPublishedBeforeAnyIsWaitedFor() {
        Subscription a = world.space.subscribe(0x1000, 0x8000, subscriber);
        Invalidator producer = world.impatient("impatient");
        init().add(0x1000, 0x2000).add(0x3000, 0x4000).add(0x5000, 0x6000);
        assertThat(producer.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);
        assertThat(producer.await(batch, Long.MIN_VALUE)).isEqualTo(TIMED_OUT);
        assertThat(subscriber.poll(2)).isEqualTo(2);
        assertThat(producer.await(batch, -1)).isEqualTo(TIMED_OUT);
        assertThat(subscriber.poll(2)).isEqualTo(1);
        assertThat(producer.await(batch, Long.MAX_VALUE)).isEqualTo(COMPLETED);
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        producer.invalidateRangeEnd(batch);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
    }

    @Test
    @DisplayName("an empty batch does nothing, and a batch is used again and again")
    void k2AnEmptyBatchDoesNothing() {
        world.subscribe("a", 0x1000, 0x2000);
        for (int round = 1; round <= 3; round++) {
            init();
            assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
            world.producer.invalidateRangeEnd(batch);
            assertThat(world.called).hasSize(round - 1);
            init().add(0x1800, 0x1801);
            assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
            world.producer.invalidateRangeEnd(batch);
            assertThat(world.called).hasSize(round);
        }
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a batch past its capacity still covers all that was added")
    void k2ABatchPastItsCapacityStillCoversAll() {
        world.subscribe("a", 0, 0x100000);
        init();
        for (long start = 0x1000; start < 0x80000; start += 0x1000) {
            batch.add(start, start + 0x10);
        }
        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        assertThat(world.told).hasSize(8);
        for (long start = 0x1000; start < 0x80000; start += 0x1000) {
            long added = start;
            assertThat(world.told).anyMatch(told -> told.start() <= added && added + 0x10 <= told.end());
        }
        world.producer.invalidateRangeEnd(batch);
    }

    @Test
    @DisplayName("what is rejected leaves nothing open, and the batch can be used")
    void k2WhatIsRejectedLeavesNothingOpen() {
        Subscription a = world.subscribeA();
        assertThatThrownBy(() -> batch.add(0x1000, 0x2000)).hasMessageContaining("not initialised");
        assertThatThrownBy(() -> world.producer.invalidateRangeStart(batch)).hasMessageContaining("not initialised");
        init().add(0x1000, 0x1800);
        assertThatThrownBy(() -> batch.add(0x2000, 0x2000)).hasMessageContaining("0x2000");
        assertThatThrownBy(() -> new AddressSpace().newInvalidator("other").invalidateRangeStart(batch))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        assertThatThrownBy(() -> world.producer.invalidateRangeStart(batch)).hasMessageContaining("is open");
        assertThatThrownBy(() -> batch.add(0x3000, 0x4000)).hasMessageContaining("is open");
        assertThatThrownBy(this::init).hasMessageContaining("is open");
        world.producer.invalidateRangeEnd(batch);
        assertThatThrownBy(() -> world.producer.invalidateRangeEnd(batch)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> world.producer.await(batch, 0)).isInstanceOf(IllegalStateException.class);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a batch that is not open in an invalidator is rejected, and its memory not freed, if it is empty too")
    void k2WhatIsNotOpenIsNotQuarantined() {
        List<String> freed = new ArrayList<>();
        Invalidator other = world.space.newInvalidator("other");
        init();
        assertThatThrownBy(() -> world.producer.quarantine(batch, () -> freed.add("of no batch")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> world.producer.laggards(batch)).hasMessageContaining("not open in invalidator");
        assertThatThrownBy(() -> world.producer.evict(batch)).isInstanceOf(IllegalStateException.class);

        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        assertThatThrownBy(() -> other.invalidateRangeEnd(batch)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.await(batch, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.quarantine(batch, () -> freed.add("of another")))
                .isInstanceOf(IllegalStateException.class);
        world.producer.invalidateRangeEnd(batch);

        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).isEmpty();
    }

    @Test
    @DisplayName("an open batch is not opened, initialised or added to, if it is empty too")
    void k2AnOpenEmptyBatchIsOpen() {
        world.producer.invalidateRangeStart(init());

        assertThatThrownBy(this::init).hasMessageContaining("is open");
        assertThatThrownBy(() -> batch.add(0x1000, 0x2000)).hasMessageContaining("is open");
        assertThatThrownBy(() -> world.producer.invalidateRangeStart(batch))
                .hasMessageContaining("CLEAR {} in " + world.space);
        world.producer.invalidateRangeEnd(batch);
    }

    @Test
    @DisplayName("who lets a batch time out is named once, evicted once, and its memory put aside until it polls")
    void k2LaggardsOfABatchAreNamedEvictedAndWaitedForOnce() {
        Invalidator impatient = world.impatient("impatient");
        List<String> freed = new ArrayList<>();
        world.space.subscribe(0x1000, 0x8000, subscriber);
        init().add(0x1000, 0x2000).add(0x5000, 0x6000);
        assertThat(impatient.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);

        assertThat(impatient.laggards(batch)).containsExactly(subscriber.name());
        assertThat(impatient.evict(batch)).isEqualTo(EVICTED);
        assertThat(world.space.counters().evictions()).isEqualTo(1);
        impatient.quarantine(batch, () -> freed.add("once"));
        assertThat(freed).isEmpty();

        assertThat(subscriber.poll(8)).as("that it was evicted").isEqualTo(1);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).containsExactly("once");
        impatient.close();
    }
}
