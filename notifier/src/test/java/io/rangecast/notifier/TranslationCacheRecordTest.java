package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCacheWorld.ALL;
import static io.rangecast.notifier.TranslationCacheWorld.ENTRIES;
import static io.rangecast.notifier.TranslationCacheWorld.PAGE;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each record leaves in a translation cache. */
@Watchdog
class TranslationCacheRecordTest {
    private final TranslationCacheWorld own = newWorld();
    private final World world = own.world;

    TranslationCacheWorld newWorld() {
        return new TranslationCacheWorld(false);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        own.assertNothingOpen();
    }

    @Test
    @DisplayName("a record drops the pages that its range touches, be it by a byte, and no others")
    void m3ARecordDropsThePagesThatItsRangeTouches() {
        own.learn(0x1000, 0x2000, 0x3000, 0x4000);
        own.unmap(0x2fff, 0x3001);
        assertThat(known(0x1000, 0x2000, 0x3000, 0x4000)).containsExactly(0x1000, 0x4000);
        own.learn(0x2000, 0x3000);
        own.unmap(0x2000, 0x3000);
        assertThat(known(0x1000, 0x2000, 0x3000, 0x4000)).containsExactly(0x1000, 0x3000, 0x4000);
        own.unmap(0x1800, 0x1801);
        assertThat(known(0x1000, 0x2000, 0x3000, 0x4000)).containsExactly(0x3000, 0x4000);
        own.cache.invalidate(0x4fff, 0x5000);
        assertThat(known(0x1000, 0x2000, 0x3000, 0x4000)).containsExactly(0x3000);
    }

    @Test
    @DisplayName("when a part of a range is unmapped, the pages of it that were used and are elsewhere stay")
    void m3WhenAPartOfARangeIsUnmappedItsUsedPagesElsewhereStay() {
        own.learnRange(0x800, 0x5800, null);
        assertThat(known(0x1000, 0x3000, 0x5000)).containsExactly(0x1000, 0x3000, 0x5000);
        own.unmap(0x3400, 0x3401);
        assertThat(known(0x800, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000)).containsExactly(0x1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1fff, 0x2000, 0x27ff})
    @DisplayName("a range entry is dropped by whatever overlaps it, by its neighbours not")
    void m3ARangeEntryIsDroppedByWhateverOverlapsIt(long touched) {
        own.learnRange(0x1fff, 0x2800, null);
        own.unmap(0x1000, 0x1fff);
        own.unmap(0x2800, 0x2801);
        assertThat(own.knows(0x2000)).isTrue();
        own.unmap(touched, touched + 1);
        assertThat(own.knows(0x2000)).isFalse();
        own.learnRange(0x1fff, 0x2800, null);
        own.unmap(0x1000, 0x3000);
        assertThat(own.knows(0x2000)).as("inside the record's range").isFalse();
    }

    @Test
    void aRangeOfMorePagesThanEntriesDropsEverything() {
        long[] outside = {0, 0x800_0000};
        own.learn(outside);
        own.learn(0x10000);
        own.learnRange(0x900_0000, 0x900_0010, null);
        own.unmap(0x10000, 0x10000 + ENTRIES * PAGE);
        assertThat(known(0, 0x10000, 0x800_0000, 0x900_0000)).containsExactly(0, 0x800_0000, 0x900_0000);
        own.learn(0x10000);
        own.unmap(0x10000, 0x10001 + ENTRIES * PAGE);
        assertThat(known(0, 0x10000, 0x800_0000, 0x900_0000)).isEmpty();
        own.learn(outside);
        assertThat(known(outside)).containsExactly(outside);
    }

    @Test
    @DisplayName("the record that stands for those that did not fit drops what they did, and no more")
    void m2TheRecordThatStandsForThoseThatDidNotFitDropsWhatTheyDid() {
        own.learn(0x1000, 0x9000);
        own.learnRange(0x5000, 0x5010, null);
        Invalidator impatient = world.impatient("impatient");
        InvalidationRange range = new InvalidationRange();
        while (world.space.counters().merges() == 0) {
            impatient.invalidateRangeStart(range.init(world.space, 0x9000, 0x9001));
            impatient.invalidateRangeEnd(range);
        }
        impatient.invalidateRangeStart(range.init(world.space, 0x1800, 0x1801));
        impatient.invalidateRangeEnd(range);
        while (own.subscriber.poll(64) > 0) {}
        assertThat(known(0x1000, 0x5000)).containsExactly(0x5000L);
    }

    @ParameterizedTest
    @EnumSource
    void anEventTakesNoMoreThanItMustAndNothingElsewhere(InvalidationEvent event) {
        Vma area = own.area(1, 1, 0, 0x10000, ALL);
        for (long address : new long[] {0x1000, 0x2000}) {
            assertThat(own.learn(address, area)).isTrue();
        }
        own.learnRange(0x5000, 0x5010, area);
        own.learnRange(0x6000, 0x6010, area);
        int left = switch (event) {
            case SOFT_DIRTY -> Vma.READ | Vma.EXEC;
            case PROTECTION_VMA -> Vma.READ | Vma.WRITE;
            default -> 0;
        };
        Vma changed = area.withProtection(Vma.READ | Vma.WRITE);
        for (int twice = 0; twice < 2; twice++) {
            own.send(event, changed, 0x1000, 0x2000);
            own.send(event, changed, 0x5000, 0x5001);
            assertThat(own.access(0x1000)).isEqualTo(left);
            assertThat(own.access(0x500f)).isEqualTo(left);
            assertThat(own.access(0x2000)).isEqualTo(ALL);
            assertThat(own.access(0x6000)).isEqualTo(ALL);
        }
    }

    @Test
    void aWideSoftDirtyLeavesReaders() {
        own.learn(0x1000, 0x80_0000);
        own.send(InvalidationEvent.SOFT_DIRTY, null, 0, MAX);
        assertThat(own.access(0x1000)).isEqualTo(Vma.READ | Vma.EXEC);
        assertThat(own.access(0x80_0000)).isEqualTo(Vma.READ | Vma.EXEC);
        own.learn(0x1000);
        assertThat(own.access(0x1000)).as("learnt anew").isEqualTo(ALL);
    }

    @Test
    void aProtectionThatGrowsIsToBeLearntAnew() {
        Vma area = own.area(1, 1, 0x1000, 0x2000, Vma.READ);
        own.learn(0x1000, area);
        own.send(InvalidationEvent.PROTECTION_VMA, area.withProtection(ALL), 0x1000, 0x2000);
        assertThat(own.access(0x1000)).isEqualTo(Vma.READ);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Vma.WRITE, Vma.EXEC, Vma.WRITE | Vma.EXEC})
    void aProtectionWithoutReadDrops(int protection) {
        Vma area = own.area(1, 1, 0x1000, 0x2000, ALL);
        own.learn(0x1000, area);
        own.send(InvalidationEvent.PROTECTION_VMA, area.withProtection(protection), 0x1000, 0x2000);
        assertThat(own.access(0x1000)).isZero();
    }

    @Test
    @DisplayName("a new protection is that of one life of one area, and drops the entries of others in its range")
    void m1ANewProtectionIsThatOfOneLifeOfOneArea() {
        own.learn(0x1000, own.area(7, 3, 0x1000, 0x2000, ALL));
        own.learn(0x2000, own.area(7, 2, 0x2000, 0x3000, ALL));
        own.learn(0x3000, own.area(7, 4, 0x3000, 0x4000, ALL));
        own.learn(0x4000, own.area(8, 3, 0x4000, 0x5000, ALL));
        own.learn(0x5000);
        own.send(InvalidationEvent.PROTECTION_VMA, own.area(7, 3, 0x1000, 0x6000, Vma.READ), 0x1000, 0x6000);
        assertThat(known(0x1000, 0x2000, 0x3000, 0x4000, 0x5000)).containsExactly(0x1000);
        assertThat(own.access(0x1000)).isEqualTo(Vma.READ);

        own.learn(0x5000);
        own.send(InvalidationEvent.PROTECTION_VMA, null, 0x1000, 0x6000);
        assertThat(known(0x1000, 0x5000)).as("without an area").isEmpty();

        own.learn(0x5000);
        own.send(InvalidationEvent.PROTECTION_VMA, own.area(0, 0, 0x5000, 0x6000, Vma.READ), 0x5000, 0x6000);
        assertThat(own.knows(0x5000)).as("an area without a generation is none").isFalse();
    }

    @Test
    void m1WhatIsMappedAgainAtTheSameAddressIsNotFoundBeforeItIsLearntAnew() {
        for (int i = 0; i < 100; i++) {
            Vma area = world.map(0x1000, 0x3000, Vma.READ);
            assertThat(known(0x1000, 0x2000)).isEmpty();
            own.learn(0x1000, area);
            own.learnRange(0x2000, 0x2fff, area);
            assertThat(known(0x1000, 0x2000)).containsExactly(0x1000, 0x2000);
            if (i % 2 == 0) { // else it is mapped over
                world.space.unmap(world.producer, 0x1000, 0x3000, MemoryChange.NONE);
            }
        }
    }

    @Test
    void m1AnUnmapThatNamesAnEarlierLifeOfAnAreaDropsItsLaterLivesInTheRangeToo() {
        own.subscriber.attach();
        Vma area = world.map(0x1000, 0x3000, Vma.READ);
        Vma part = area.slice(0x2000, 0x3000);
        Vma moved = world.space.move(world.producer, part, 0x3000, 0x4000, null, MemoryChange.NONE);
        assertThat(moved.id()).isEqualTo(area.id());
        assertThat(moved.generation()).isGreaterThan(area.generation());
        own.learn(0x1000, area.slice(0x1000, 0x2000));
        own.learn(0x3000, moved);

        world.space.unmap(world.producer, 0x1000, 0x4000, MemoryChange.NONE);

        assertThat(known(0x1000, 0x3000)).isEmpty();
    }

    @Test
    void recordsOfAnotherSpaceAreIgnored() {
        own.learn(0x1000);
        AddressSpace child = world.space.fork(world.producer, Vma::tag);
        assertThat(own.knows(0x1000)).as("after a fork of its own space").isFalse();
        own.learn(0x1000);
        child.subscribe(0, MAX, own.subscriber);
        Invalidator producer = child.newInvalidator("of the child");
        InvalidationRange range = new InvalidationRange().init(child, 0, MAX);
        producer.invalidateRangeStart(range);
        producer.invalidateRangeEnd(range);
        assertThat(range.records()).isEqualTo(1);
        assertThat(own.knows(0x1000)).isTrue();
    }

    private long[] known(long... addresses) {
        return LongStream.of(addresses).filter(own::knows).toArray();
    }
}
