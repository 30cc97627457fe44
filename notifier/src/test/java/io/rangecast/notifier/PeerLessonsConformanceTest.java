package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section M: lessons of user-space peers. */
@Watchdog
class PeerLessonsConformanceTest {
    private static final int WINDOWS_AT_ONCE = 50;

    private final World world = new World();
    private final List<Told> records = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber("own thread", said -> records.add(Told.by(said)));

    private void unmap(long start, long end) {
        world.space.unmap(world.producer, start, end, MemoryChange.NONE);
    }

    @Test
    @DisplayName("what is mapped again at the same address has another generation, and records tell them apart")
    void m1WhatIsMappedAgainAtTheSameAddressHasAnotherGeneration() {
        try (PollingThread thread = new PollingThread("own thread", said -> records.add(Told.by(said)))) {
            world.space.subscribe(0x1000, 0x1000, thread.subscriber());
            List<Long> generations = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                generations.add(world.map(0x1000, 0x2000, Vma.READ).generation());
                unmap(0x1000, 0x2000);
            }
            assertThat(generations).doesNotHaveDuplicates().isSorted();
            assertThat(records).extracting(Told::generation).isEqualTo(generations);
        }
    }

    @Test
    @DisplayName("40,000 ranges for a subscriber that never polls take bounded memory, and none is dropped")
    void m2RangesForASubscriberThatNeverPollsTakeBoundedMemoryAndNoneIsDropped() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        Invalidator producer = world.impatient("impatient");
        long before = DirectMemory.used();
        InvalidationRange range = new InvalidationRange();
        for (int i = 0; i < 40_000 - WINDOWS_AT_ONCE; i++) {
            assertThat(producer.invalidateRangeStart(range.init(world.space, 0x1000, 0x2000)))
                    .isEqualTo(TIMED_OUT);
            producer.invalidateRangeEnd(range);
        }
        List<InvalidationRange> open = new ArrayList<>();
        for (int i = 0; i < WINDOWS_AT_ONCE; i++) {
            open.add(world.range(0x1000, 0x2000));
            assertThat(producer.invalidateRangeStart(open.get(i))).isEqualTo(TIMED_OUT);
        }
        assertThat(DirectMemory.used() - before).as("direct memory gained").isLessThan(1 << 20);

        while (subscriber.poll(64) > 0) {}

        assertThat(records).hasSizeLessThan(1000);
        assertThat(records)
                .first()
                .as("what did not fit")
                .isEqualTo(new Told(
                        InvalidationEvent.UNMAP, Invalidation.BLOCKABLE, world.space.id(), 0, 0, 0, 0, 0x1000, 0x2000));
        assertThat(open).allSatisfy(each -> {
            assertThat(producer.await(each, 0)).isEqualTo(COMPLETED);
            assertThat(producer.laggards(each)).isEmpty();
            producer.invalidateRangeEnd(each);
        });
    }

    @Test
    @DisplayName("ranges that do not fit are merged, come as UNMAP before what did, and are acknowledged then only")
    void m2RangesThatDoNotFitAreMerged() {
        world.space.subscribe(0x1000, 0x10000, subscriber);
        Invalidator producer = world.impatient("impatient");
        Vma area = world.map(0x1000, 0x10000, Vma.READ);
        InvalidationRange range = new InvalidationRange();
        fillTheRing(producer);
        InvalidationRange[] tooMuch = {world.range(0x1400, 0x1800), world.range(0x1700, 0x1c00)};
        InvalidationRange apart = range.init(InvalidationEvent.CLEAR, 0, area, world.space, 0x8000, 0x9000);
        for (InvalidationRange each : List.of(tooMuch[0], tooMuch[1], apart)) {
            assertThat(producer.invalidateRangeStart(each)).isEqualTo(TIMED_OUT);
        }

        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.await(tooMuch[0], 0))
                .as("a part of what did not fit is taken")
                .isEqualTo(TIMED_OUT);
        assertThat(producer.laggards(tooMuch[0])).containsExactly("own thread");
        assertThat(subscriber.poll(2)).isEqualTo(2);

        assertThat(records)
                .extracting(Told::what)
                .containsExactly("UNMAP [0x1000,0x1010)", "UNMAP [0x1400,0x1c00)", "UNMAP [0x8000,0x9000)");
        assertThat(records).extracting(Told::generation).containsOnly(0L);
        for (InvalidationRange each : List.of(tooMuch[0], tooMuch[1], apart)) {
            assertThat(producer.await(each, 0)).isEqualTo(COMPLETED);
            producer.invalidateRangeEnd(each);
        }
        while (subscriber.poll(8) > 0) {}
        records.clear();
        producer.invalidateRangeStart(apart);
        assertThat(subscriber.poll(8)).isEqualTo(1);
        assertThat(records).as("there is room again").extracting(Told::what).containsExactly("CLEAR [0x8000,0x9000)");
    }

    @Test
    void m2ScatteredRangesThatDoNotFitComeAsAFewThatCoverThemAll() {
        world.space.subscribe(0x1000, 0x1000000, subscriber);
        Invalidator producer = world.impatient("impatient");
        fillTheRing(producer);
        InvalidationRange range = new InvalidationRange();
        for (long start = 0x10000; start < 0x800000; start += 0x3000) {
            producer.invalidateRangeStart(range.init(world.space, start, start + 0x10));
            producer.invalidateRangeEnd(range);
        }
        subscriber.poll(8);
        for (long start = 0x10000; start < 0x800000; start += 0x3000) {
            long byteOf = start;
            assertThat(records).anyMatch(told -> told.start() <= byteOf && byteOf + 0x10 <= told.end());
        }
    }

    /** And one more, so that [1000,1010) is pending. */
    private void fillTheRing(Invalidator producer) {
        InvalidationRange range = new InvalidationRange();
        while (world.space.counters().merges() == 0) {
            producer.invalidateRangeStart(range.init(world.space, 0x1000, 0x1010));
            producer.invalidateRangeEnd(range);
        }
    }

    @Test
    void m3WhoCoversMoreThanIsUnmappedLearnsWhichPartWent() {
        world.subscribeA();
        try (PollingThread thread = new PollingThread("own thread", said -> records.add(Told.by(said)))) {
            world.space.subscribe(0x1000, 0x1000, thread.subscriber());
            Vma area = world.map(0x1000, 0x2000, Vma.READ);
            unmap(0x1400, 0x1800);
            assertThat(records).isEqualTo(world.told).singleElement().satisfies(told -> {
                assertThat(told.what()).isEqualTo("UNMAP [0x1400,0x1800)");
                assertThat(told.area()).isEqualTo(area.id());
            });
        }
    }

    @Test
    @DisplayName("when one large block is freed every subscription inside is told, each thread once")
    void m5WhenOneLargeBlockIsFreedEverySubscriptionInsideIsTold() {
        List<Subscription> inside = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add("callback " + i);
            inside.add(world.subscribe("callback " + i, 0x1000 + 0x100 * i, 0x1100 + 0x100 * i));
            inside.add(world.space.subscribe(0x1000 + 0x100 * i, 0x100, subscriber));
        }
        world.map(0, 0x10000, Vma.READ);
        Invalidator producer =
                world.space.newInvalidator("producer", WhileWaiting.then(() -> subscriber.poll(8)), Long.MAX_VALUE);
        List<Long> seen = inside.stream().map(Subscription::readBegin).toList();

        world.space.unmap(producer, 0, 0x10000, MemoryChange.NONE);

        assertThat(world.called).isEqualTo(names);
        assertThat(records).extracting(Told::what).containsExactly("UNMAP [0x0,0x10000)");
        for (int i = 0; i < inside.size(); i++) {
            assertThat(inside.get(i).readRetry(seen.get(i))).isTrue();
        }
    }
}
