package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whom a start refuses, tells and waits for, of those whose cache it may ask. The reader polls only where it says so. */
@Watchdog
class HoldingsConformanceTest {
    private static final long PAGE = TranslationCacheWorld.PAGE;
    private static final int SETS = TranslationCacheWorld.SETS;
    private static final int WAYS = PageEntries.WAYS;

    private final TranslationCacheWorld own = new TranslationCacheWorld(true);
    private final World world = own.world;
    private final TranslationCache cache = own.cache;
    private final Subscriber reader = own.subscriber;
    private final Invalidator producer = world.impatient("impatient");

    private void learnPageZero() {
        own.learn(0);
        reader.poll(1);
    }

    private InvalidationRange page(long number) {
        return world.range(number * PAGE, (number + 1) * PAGE);
    }

    /** Tries to evict pages, and puts them back. */
    private InvalidationResult tryPages(long first, long count) {
        return tryBytes(first * PAGE, (first + count) * PAGE);
    }

    private InvalidationResult tryBytes(long start, long end) {
        InvalidationRange range = world.range(start, end);
        InvalidationResult result = producer.invalidateRangeStartNonblock(range);
        if (result == COMPLETED) {
            producer.invalidateRangeEnd(range);
        }
        return result;
    }

    private InvalidationResult tryPage(long number) {
        return tryPages(number, 1);
    }

    @Test
    void t7WhoeverHasNoEntryInTheRangeIsNeitherWaitedForNorTold() {
        learnPageZero();
        assertThat(tryPage(1)).isEqualTo(COMPLETED);
        assertThat(producer.invalidateRangeStart(page(2))).isEqualTo(COMPLETED);
        assertThat(reader.poll(8)).isZero();
        assertThat(own.knows(0)).isTrue();
    }

    @Test
    void whoeverHasAnEntryRefusesAndKeepsIt() {
        learnPageZero();
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        assertThat(reader.poll(8)).isZero();
        assertThat(own.knows(0)).isTrue();
    }

    @Test
    void aByteOfAPageIsEnough() {
        learnPageZero();
        assertThat(tryBytes(PAGE - 1, PAGE)).isEqualTo(AGAIN);
        assertThat(tryBytes(PAGE, PAGE + 1)).isEqualTo(COMPLETED);
    }

    @Test
    void aTryTellsWhoeverHoldsThePageAndTheNextOneSucceeds() {
        learnPageZero();
        assertThat(producer.tryChange(page(0), () -> {})).isEqualTo(AGAIN);
        assertThat(reader.poll(8)).isEqualTo(1);
        assertThat(producer.tryChange(page(0), () -> {})).isEqualTo(COMPLETED);
        assertThat(own.knows(0)).isFalse();
    }

    @Test
    void aBlockingStartWaitsForWhoeverHoldsThePageOnly() {
        learnPageZero();
        InvalidationRange held = page(0);
        assertThat(producer.invalidateRangeStart(held)).isEqualTo(TIMED_OUT);
        assertThat(producer.laggards(held)).containsExactly("owner");
        reader.poll(8);
        assertThat(producer.await(held, 0)).isEqualTo(COMPLETED);
    }

    @Test
    void ofABatchOnlyWhatIsHeldIsToldAndWaitedFor() {
        learnPageZero();
        InvalidationBatch batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(3 * PAGE, 4 * PAGE);
        batch.add(5 * PAGE, 6 * PAGE);
        assertThat(producer.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(batch);
        batch.add(0, PAGE);
        assertThat(producer.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);
        assertThat(reader.poll(8)).isEqualTo(1);
        assertThat(producer.await(batch, 0)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(batch);
    }

    @Test
    void whatIsNotHeldIsRetiredAtOnceAndWhatIsHeldOnceItIsLetGo() {
        learnPageZero();
        int[] freed = new int[1];
        assertThat(producer.retire(page(1), () -> freed[0]++)).isEqualTo(COMPLETED);
        assertThat(freed[0]).isEqualTo(1);
        assertThat(producer.retire(page(0), () -> freed[0]++)).isEqualTo(InvalidationResult.RETIRED);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        reader.poll(8);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed[0]).isEqualTo(2);
    }

    @Test
    void insideAWindowThatHasNotToldItNothingIsLearnt() {
        learnPageZero();
        InvalidationRange window = page(1);
        long seen = own.subscription.tryReadBegin();
        assertThat(producer.invalidateRangeStartNonblock(window)).isEqualTo(COMPLETED);
        assertThat(cache.fill(own.subscription, seen, PAGE, 0)).isFalse();
        assertThat(own.learn(PAGE, null)).isFalse();
        producer.invalidateRangeEnd(window);
        assertThat(cache.fill(own.subscription, seen, PAGE, 0)).isFalse();
        assertThat(own.learn(PAGE, null)).isTrue();
        assertThat(tryPage(1)).isEqualTo(AGAIN);
    }

    /** All of one set; what has made room is good until the poll. */
    @Test
    void t7WhatHasMadeRoomIsHeldUntilTheThreadPolls() {
        learnPageZero();
        for (int way = 1; way <= WAYS; way++) {
            own.learn((long) way * SETS * PAGE);
        }
        assertThat(own.knows(0)).isFalse();
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        assertThat(reader.poll(1)).isZero();
        assertThat(tryPage(0)).isEqualTo(COMPLETED);
        assertThat(tryPage((long) WAYS * SETS)).isEqualTo(AGAIN);
    }

    @Test
    @DisplayName("what goes with a larger range that the thread lets go of is held until it polls, too")
    void t7WhatGoesWithALargerRangeIsHeldUntilTheThreadPolls() {
        learnPageZero();
        own.learn(1_000 * PAGE);
        cache.invalidate(0, 2 * TranslationCacheWorld.ENTRIES * PAGE); // more pages than there are entries: drops all
        assertThat(own.knows(1_000 * PAGE)).isFalse();
        assertThat(tryPage(1_000)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryPage(1_000)).isEqualTo(COMPLETED);
    }

    @Test
    void aPollThatTakesNothingAsItMayNotLetsNothingGo() {
        learnPageZero();
        cache.clear();
        assertThat(reader.poll(0)).isZero();
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        assertThat(reader.poll(1)).isZero();
        assertThat(tryPage(0)).isEqualTo(COMPLETED);
    }

    @Test
    void aWaitIsAPoll() {
        learnPageZero();
        cache.clear();
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        PollingThread other = new PollingThread("other", record -> {});
        world.space.subscribe(PAGE, PAGE, other.subscriber());
        while (tryPage(0) != COMPLETED) {
            world.invalidate(PAGE, 2 * PAGE); // waits for the other, and serves this thread's own
        }
        other.close();
    }

    @Test
    void moreThanAreRememberedCountAsEverythingUntilThePoll() {
        learnPageZero();
        for (long page = 0; page < TranslationCacheWorld.ENTRIES + ReplacedRanges.MOST; page++) {
            own.learn(page * PAGE);
        }
        long never = 1_000;
        assertThat(tryPage(never)).isEqualTo(COMPLETED);
        own.learn((never - 1) * PAGE);
        assertThat(tryPage(never)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryPage(never)).isEqualTo(COMPLETED);
        assertThat(tryPage(never - 1)).isEqualTo(AGAIN);
    }

    @Test
    void whatItIsToldToLetGoOfIsHeldUntilThePollWithItsWholePages() {
        learnPageZero();
        own.learn(PAGE);
        cache.invalidate(PAGE - 1, PAGE);
        assertThat(own.knows(0)).isFalse();
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryPage(0)).isEqualTo(COMPLETED);
        assertThat(tryPage(1)).isEqualTo(AGAIN);
        cache.invalidate(0, World.MAX);
        assertThat(tryPage(1)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryPage(1)).isEqualTo(COMPLETED);
    }

    @Test
    void ofALargeRangeItHoldsSomethingIfItHoldsAnything() {
        learnPageZero();
        assertThat(tryPages(10, 64)).isEqualTo(COMPLETED);
        assertThat(tryPages(10, 65)).isEqualTo(AGAIN);
        assertThat(producer.tryChange(world.range(0, World.MAX), () -> {})).isEqualTo(AGAIN);
        reader.poll(8);
        assertThat(tryPages(10, 65)).isEqualTo(COMPLETED);
        own.learn(0);
        assertThat(tryPages(10, 65)).isEqualTo(AGAIN);
    }

    @Test
    void aRangeIsHeldToTheByteAndByThePagesThatCameOfIt() {
        learnPageZero();
        long start = 8 * PAGE + 1;
        long end = 11 * PAGE - 1;
        assertThat(own.learnRange(start, end, null)).isTrue();
        assertThat(tryBytes(8 * PAGE, start)).isEqualTo(COMPLETED);
        assertThat(tryBytes(start, start + 1)).isEqualTo(AGAIN);
        assertThat(tryBytes(8 * PAGE, 1L << 40)).isEqualTo(AGAIN);
        assertThat(tryBytes(end, 11 * PAGE)).isEqualTo(COMPLETED);
        assertThat(own.knows(9 * PAGE)).isTrue(); // from here on it has an entry of its own
        assertThat(own.learnRange(start, start + 1, null)).isTrue(); // replaces the range
        reader.poll(1);
        assertThat(tryPage(9)).isEqualTo(AGAIN);
        assertThat(tryPage(10)).isEqualTo(COMPLETED);
    }

    @Test
    void rangesThatMakeRoomAreHeldUntilThePoll() {
        learnPageZero();
        for (long i = 0; i <= RangeEntries.SIZE; i++) {
            assertThat(own.learnRange((100 + i) * PAGE, (100 + i) * PAGE + 1, null))
                    .isTrue();
        }
        assertThat(tryPage(100)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryPage(100)).isEqualTo(COMPLETED);
        assertThat(tryPage(101)).isEqualTo(AGAIN);
    }

    @Test
    void theLastPageOfAllIsHeldLikeAnyOther() {
        learnPageZero();
        long last = -PAGE;
        own.learn(last);
        assertThat(tryBytes(last, World.MAX)).isEqualTo(AGAIN);
        cache.invalidate(last, last + 1);
        assertThat(tryBytes(last, World.MAX)).isEqualTo(AGAIN);
        reader.poll(1);
        assertThat(tryBytes(last, World.MAX)).isEqualTo(COMPLETED);
    }

    @Test
    @Row("T5")
    @DisplayName("who is offline refuses nothing, and finds the record of what it held when it is back")
    void whoIsOfflineRefusesNothingAndFindsTheRecordOfWhatItHeld() {
        learnPageZero();
        own.learn(PAGE, 2 * PAGE);
        reader.offline();
        assertThat(tryPages(0, 2)).isEqualTo(COMPLETED);
        assertThat(tryPage(7)).isEqualTo(COMPLETED);
        reader.online();
        assertThat(reader.counters().records()).isEqualTo(1);
        assertThat(own.knows(PAGE)).isFalse();
        assertThat(own.knows(2 * PAGE)).isTrue();
    }

    @Test
    @Row("T1")
    void aRangeThatIsDeferredIsHeldWhateverBecameOfTheEntry() {
        learnPageZero();
        long[] ticket = new long[1];
        producer.publish(page(0));
        reader.poll(
                record -> {
                    cache.onRecord(record);
                    ticket[0] = record.defer();
                },
                1);
        assertThat(tryPage(0)).isEqualTo(AGAIN);
        assertThat(tryPage(1)).isEqualTo(COMPLETED);
        reader.complete(ticket[0]);
        assertThat(tryPage(0)).isEqualTo(COMPLETED);
    }

    /** It is closed only by its next poll, and nobody waits for that if it holds nothing. */
    @Test
    @Row("I8")
    void anEvictedThreadThatHoldsNothingOfARangeIsNoReasonNotToFreeIt() {
        learnPageZero();
        InvalidationRange held = page(0);
        assertThat(producer.invalidateRangeStart(held)).isEqualTo(TIMED_OUT);
        producer.evict(held);
        assertThat(producer.await(held, 0)).isNotEqualTo(COMPLETED);
        assertThat(producer.invalidateRangeStart(page(1))).isEqualTo(COMPLETED);
        reader.poll(1);
        assertThat(producer.await(held, 0)).isEqualTo(COMPLETED);
    }

    @Test
    void inOtherSpacesNothingIsKnownOfIt() {
        learnPageZero();
        AddressSpace other = new AddressSpace();
        other.subscribe(0, World.MAX, reader);
        Invalidator elsewhere = other.newInvalidator("elsewhere", 0);
        InvalidationRange range = new InvalidationRange().init(other, 5 * PAGE, 6 * PAGE);
        assertThat(elsewhere.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(elsewhere.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
    }

    @Test
    void nothingElseMayHoldWhatIsLookedUpUnderItsSubscriber() {
        learnPageZero();
        TranslationCache plain = new TranslationCache(world.space, 16, PAGE);
        Subscription ofAnother = world.space.subscribe(0, PAGE, new Subscriber("another", plain));
        assertThat(plain.subscriber()).isNull();
        assertThatThrownBy(() -> plain.fill(own.subscription, own.subscription.tryReadBegin(), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("subscriber owner");
        assertThatThrownBy(() -> cache.fill(ofAnother, ofAnother.tryReadBegin(), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("subscriber another");
        assertThatThrownBy(() -> own.subscription.lookUp(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("subscriber owner");
        assertThat(own.knows(0)).isTrue();
    }
}
