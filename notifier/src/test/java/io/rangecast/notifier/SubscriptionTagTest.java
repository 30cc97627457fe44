package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A record says which subscriptions of its subscriber it hits, and these say by which tag the user knows them. */
@Watchdog
class SubscriptionTagTest {
    private final World world = new World();
    private final AddressSpace other = new AddressSpace();
    private final List<List<Long>> hits = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber(
            "tagged",
            record -> {
                List<Long> tags = new ArrayList<>();
                int count = record.forEachSubscription(hit -> tags.add(hit.tag()));
                assertThat(tags).hasSize(count);
                tags.sort(null);
                hits.add(tags);
            },
            8);

    private Subscription subscribe(AddressSpace space, long start, long end, int events, long owner, long tag) {
        return space.subscribe(start, end - start, events, owner, subscriber, tag);
    }

    @Test
    @DisplayName("one record for all subscriptions it hits, and it tells which, by range, event, owner and space")
    void m5OneRecordTellsWhichSubscriptionsItHits() {
        subscribe(world.space, 0x1000, 0x2000, InvalidationEvent.ALL, 0, 1);
        Subscription second = subscribe(world.space, 0x1800, 0x3000, InvalidationEvent.ALL, 0, -2);
        subscribe(world.space, 0x1000, 0x2000, InvalidationEvent.CLEAR.mask(), 0, 3);
        subscribe(world.space, 0x1000, 0x2000, InvalidationEvent.ALL, 7, 4);
        subscribe(other, 0x1000, 0x2000, InvalidationEvent.ALL, 0, 5);
        assertThat(world.space.subscribe(0x9000, 1, subscriber).tag()).isZero();
        subscriber.attach();

        world.invalidate(0x1000, 0x1800);
        world.invalidate(0x1000, 0x1801);
        InvalidationRange moved =
                new InvalidationRange().initOwner(InvalidationEvent.MIGRATE, 0, null, world.space, 0x1800, 0x1801, 7);
        world.producer.invalidateRangeStart(moved);
        world.end(moved);
        second.close();
        world.invalidate(0x1000, 0x3000);

        assertThat(hits).containsExactly(List.of(1L, 4L), List.of(-2L, 1L, 4L), List.of(-2L, 1L), List.of(1L, 4L));
    }

    @Test
    @DisplayName("of what has merged, all are told whose range is touched, whatever they had asked for")
    void m2WhatHasMergedTellsAllThatItTouches() {
        subscribe(world.space, 0x1000, 0x2000, InvalidationEvent.ALL, 0, 1);
        subscribe(world.space, 0x8000, 0x9000, InvalidationEvent.CLEAR.mask(), 0, 2);
        Invalidator impatient = world.impatient("impatient");
        for (int i = 0; i < 9; i++) { // the ring takes eight
            InvalidationRange range = new InvalidationRange()
                    .init(InvalidationEvent.CLEAR, 0, null, world.space, i == 8 ? 0x8000 : 0x1000, 0x8001);
            PollingThread.background(() -> impatient.invalidateRangeStart(range))
                    .join();
        }
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(hits).containsExactly(List.of(2L));
    }

    @Test
    @DisplayName("only the handler asks, for the record that it handles")
    void onlyTheHandlerAsks() {
        InvalidationRecord[] kept = new InvalidationRecord[1];
        Subscriber keeping = new Subscriber("keeping", record -> kept[0] = record);
        world.space.subscribe(0x1000, 0x1000, keeping);
        keeping.attach();
        world.invalidate(0x1000, 0x2000);
        assertThatThrownBy(() -> kept[0].forEachSubscription(hit -> {})).isInstanceOf(IllegalStateException.class);
        assertThat(hits).isEmpty();
    }
}
