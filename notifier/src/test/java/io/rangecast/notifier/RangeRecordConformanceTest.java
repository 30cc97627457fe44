package io.rangecast.notifier;

import static io.rangecast.notifier.Invalidation.BLOCKABLE;
import static io.rangecast.notifier.InvalidationEvent.MIGRATE;
import static io.rangecast.notifier.InvalidationEvent.PROTECTION_VMA;
import static io.rangecast.notifier.InvalidationEvent.UNMAP;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Section A: the range record. */
@Watchdog
class RangeRecordConformanceTest {
    private static final int FLAGS = 0x7fff_fff0;
    private static final long[][] EXTREME_RANGES = {
        {0, 1}, {0, MAX}, {MAX - 1, MAX}, {Long.MAX_VALUE, Long.MIN_VALUE}, {Long.MIN_VALUE, MAX}, {0x1000, 0x2000}
    };

    private final World world = new World();

    private Vma area(int protection) {
        return new Vma(world.space, -1, Long.MAX_VALUE, 0x1000, 0x3000, protection, 0, null);
    }

    /** Invalidates, and answers what a callback was told after checking that a record says the same. */
    private Told tellBoth(InvalidationRange range) {
        world.subscribe("callback", 0, MAX);
        List<Told> records = new ArrayList<>();
        Subscriber subscriber = new Subscriber("own thread", said -> records.add(Told.by(said)));
        world.space.subscribe(0, MAX, subscriber);
        world.impatient("producer").invalidateRangeStart(range);
        subscriber.poll(8);
        assertThat(records).isEqualTo(world.told).hasSize(1);
        return records.get(0);
    }

    @Test
    @DisplayName("a range that is initialised again takes every new value, and the owner goes")
    void a1ARangeThatIsInitialisedAgainTakesEveryNewValue() {
        AddressSpace other = new AddressSpace();
        InvalidationRange range = new InvalidationRange()
                .initOwner(MIGRATE, 0x10, area(Vma.READ), world.space, 0x1000, 0x2000, 7)
                .init(PROTECTION_VMA, 0x20, null, other, 0x3000, 0x4000);

        assertThat(Told.by(range)).isEqualTo(new Told(PROTECTION_VMA, 0x20, other.id(), 0, 0, 0, 0, 0x3000, 0x4000));
    }

    @Test
    @DisplayName("subscribers of both kinds read MIGRATE and its owner")
    void a2SubscribersReadMigrateAndItsOwner() {
        Told told = tellBoth(new InvalidationRange().initOwner(MIGRATE, 0, null, world.space, 0x1000, 0x2000, 0xcafe));

        assertThat(told.event()).isEqualTo(MIGRATE);
        assertThat(told.owner()).isEqualTo(0xcafe);
    }

    @Test
    @DisplayName("the context-free call is delivered as UNMAP without flags, area or owner")
    void a3TheContextFreeCallIsDeliveredAsUnmap() {
        assertThat(tellBoth(world.range(0x1000, 0x2000)))
                .isEqualTo(new Told(UNMAP, BLOCKABLE, world.space.id(), 0, 0, 0, 0, 0x1000, 0x2000));
    }

    @Test
    @DisplayName("BLOCKABLE follows the kind of start and leaves the other flags alone")
    void a4BlockableFollowsTheKindOfStart() {
        world.subscribeA();
        InvalidationRange range =
                new InvalidationRange().init(UNMAP, 0x30 | BLOCKABLE, null, world.space, 0x1000, 0x2000);
        assertThat(range.flags()).isEqualTo(0x30);

        world.producer.invalidateRangeStart(range);
        world.end(range);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.COMPLETED);
        world.end(range);

        assertThat(world.told).extracting(Told::flags).containsExactly(0x30 | BLOCKABLE, 0x30);
    }

    @ParameterizedTest
    @EnumSource
    void a5OnlyAReadableAreaUnderProtectionVmaIsUpdatedToReadOnly(InvalidationEvent event) {
        List<Boolean> answers = new ArrayList<>();
        world.space.subscribe(0, MAX, (subscription, said) -> answers.add(said.isUpdateToReadOnly()));
        InvalidationRange range = new InvalidationRange();
        Vma[] areas = {area(Vma.READ), area(Vma.WRITE | Vma.EXEC), null};
        for (Vma area : areas) {
            world.producer.invalidateRangeStart(range.init(event, 0, area, world.space, 0x1000, 0x2000));
            world.end(range);
        }

        assertThat(answers).containsExactly(event == PROTECTION_VMA, false, false);
    }

    @Test
    @DisplayName("what a callback is given cannot be changed, nor cast to what can")
    void a6WhatACallbackIsGivenCannotBeChanged() {
        List<Invalidation> given = new ArrayList<>();
        world.space.subscribe(0x1000, 0x1000, (subscription, said) -> given.add(said));
        world.invalidate(0x1000, 0x2000);

        assertThat(given.get(0)).isNotInstanceOf(InvalidationRange.class);
        assertThat(Invalidation.class.getMethods())
                .extracting(Method::getParameterCount)
                .containsOnly(0);
        assertThat(InvalidationRecord.class.getFields()).isEmpty();
        assertThat(InvalidationRecord.class.getDeclaredMethods())
                .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
                .extracting(Method::getReturnType)
                .doesNotContain(void.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a callback and a record in another thread say exactly what the producer wrote")
    void a7CallbackAndRecordSayExactlyWhatTheProducerWrote(InvalidationEvent event) {
        List<Told> records = new CopyOnWriteArrayList<>();
        List<Told> written = new ArrayList<>();
        world.subscribe("callback", 0, MAX);
        try (PollingThread thread = new PollingThread("own thread", said -> records.add(Told.by(said)))) {
            world.space.subscribe(0, MAX, thread.subscriber());
            Vma area = area(Vma.READ | Vma.EXEC);
            InvalidationRange range = new InvalidationRange();
            for (long[] bounds : EXTREME_RANGES) {
                for (long owner : new long[] {0, -1, Long.MIN_VALUE}) {
                    range.initOwner(event, FLAGS, area, world.space, bounds[0], bounds[1], owner);
                    assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
                    world.end(range);
                    written.add(new Told(
                            event,
                            FLAGS | BLOCKABLE,
                            world.space.id(),
                            area.id(),
                            area.generation(),
                            area.protection(),
                            owner,
                            bounds[0],
                            bounds[1]));
                }
            }
        }

        assertThat(world.told).isEqualTo(written);
        assertThat(records).isEqualTo(written);
    }
}
