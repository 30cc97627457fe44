package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCache.MISS;
import static io.rangecast.notifier.TranslationCacheWorld.ADDEND;
import static io.rangecast.notifier.TranslationCacheWorld.ALL;
import static io.rangecast.notifier.TranslationCacheWorld.ENTRIES;
import static io.rangecast.notifier.TranslationCacheWorld.PAGE;
import static io.rangecast.notifier.TranslationCacheWorld.SETS;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a translation cache holds, and what it refuses to hold. */
@Watchdog
class TranslationCacheTest {
    private final TranslationCacheWorld own = newWorld();
    private final World world = own.world;
    private final TranslationCache cache = own.cache;

    TranslationCacheWorld newWorld() {
        return new TranslationCacheWorld(false);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        own.assertNothingOpen();
    }

    @Test
    void everyByteOfAPageIsTranslatedAndNoOther() {
        assertThat(own.knows(0)).as("in an empty cache").isFalse();
        assertThat(own.learn(0x3123, null)).isTrue();

        assertThat(cache.translate(0x3000)).isEqualTo(0x3000 + ADDEND);
        assertThat(cache.translate(0x3fff)).isEqualTo(0x3fff + ADDEND);
        assertThat(cache.translate(0x2fff)).isEqualTo(MISS);
        assertThat(cache.translate(0x4000)).isEqualTo(MISS);
    }

    @Test
    void anAccessIsAnsweredOnlyIfTheAreaAllowsIt() {
        own.learn(0x1000, own.area(1, 1, 0x1000, 0x2000, Vma.READ | Vma.EXEC));
        own.learn(0x2000, own.area(2, 2, 0x2000, 0x3000, Vma.WRITE));
        own.learn(0x3000, own.area(3, 3, 0x3000, 0x4000, 0));

        assertThat(own.access(0x1000)).isEqualTo(Vma.READ | Vma.EXEC);
        assertThat(cache.translate(0x1000, Vma.READ | Vma.EXEC)).isNotEqualTo(MISS);
        assertThat(cache.translate(0x1000, Vma.READ | Vma.WRITE)).isEqualTo(MISS);
        assertThat(cache.translate(0x2000)).isEqualTo(MISS);
        assertThat(own.access(0x2000)).isEqualTo(Vma.WRITE);
        assertThat(own.access(0x3000)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 9, -1})
    void whatIsNoAccessIsRejected(int access) {
        own.learn(0);
        assertThatThrownBy(() -> cache.translate(0, access))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x" + Integer.toHexString(access));
    }

    @Test
    void whatWasLookedUpAcrossAWindowIsNotInstalled() {
        long before = own.subscription.tryReadBegin();
        own.unmap(0x1000, 0x1001);
        assertThat(cache.fill(own.subscription, before, 0x1000, 0x10000)).isFalse();
        assertThat(cache.fillRange(own.subscription, before, new Interval(0x1000, 0x1100), 0x10000))
                .isFalse();

        Vma cutMeanwhile = own.area(1, 1, 0x1001, 0x2000, ALL);
        assertThat(cache.fill(own.subscription, before, 0x1000, 0x10000, cutMeanwhile))
                .as("no error")
                .isFalse();

        InvalidationRange range = world.open(0x1000, 0x1001);
        assertThat(own.learn(0x1000, null)).as("busy").isFalse();
        world.end(range);
        assertThat(own.knows(0x1000)).isFalse();
        assertThat(own.learn(0x1000, null)).isTrue();
    }

    @Test
    void whereNothingIsMappedNothingIsInstalled() {
        long seen = own.subscription.tryReadBegin();
        assertThat(cache.fill(own.subscription, seen, 0x1000, 0x10000, null)).isFalse();
        assertThat(cache.fillRange(own.subscription, seen, null, 0x10000)).isFalse();
        assertThat(own.knows(0x1000)).isFalse();
        assertThat(own.knows(0x2000)).isFalse();
    }

    @Test
    void nothingIsLearntUnderAClosedSubscription() {
        Subscription closed = world.space.subscribe(0, PAGE, own.subscriber);
        long before = closed.tryReadBegin();
        closed.close();
        assertThat(cache.fill(closed, before, 0, 0x10000)).isFalse();
        assertThat(cache.fill(closed, closed.tryReadBegin(), 0, 0x10000)).isFalse();
        assertThat(own.knows(0)).isFalse();
    }

    @Test
    void whatItsSubscriptionOrItsAreaDoesNotContainIsRejected() {
        Subscription narrow = world.space.subscribe(0x1800, 0x1000, own.subscriber);
        long seen = narrow.tryReadBegin();
        assertRejected(() -> cache.fill(narrow, seen, 0x1800, 0x10000), "[0x1000,0x2000)", "[0x1800,0x2800)");
        assertRejected(() -> cache.fill(narrow, seen, 0x2000, 0x10000), "[0x2000,0x3000)", "[0x1800,0x2800)");
        Vma area = own.area(1, 1, 0x1001, 0x2fff, ALL);
        assertRejected(() -> own.learn(0x1000, area), "[0x1000,0x2000)", "[0x1001,0x2fff)");
        assertRejected(() -> own.learn(0x2000, area), "[0x2000,0x3000)", "[0x1001,0x2fff)");
        assertThat(cache.fillRange(narrow, seen, area.slice(0x1800, 0x2800), 0x10000))
                .isTrue();
    }

    @Test
    void whatNoRecordCouldRevokeIsRejected() {
        Subscription called = world.subscribe("callback", 0, PAGE);
        assertRejected(() -> cache.fill(called, called.tryReadBegin(), 0, 0x10000), "no subscriber");
        Vma elsewhere = new Vma(new AddressSpace(), 1, 1, 0, PAGE, ALL, 0, null);
        assertRejected(() -> own.learn(0, elsewhere), elsewhere.space().toString());
        assertRejected(() -> own.learnRange(0x20, 0x20, null), "empty");
        assertRejected(() -> own.learnRange(0x20, 0x10, null), "reversed");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Subscription.BUSY, Subscription.CLOSED_FOR_GOOD})
    @DisplayName(
            "what no look-up could make right is refused whatever was looked up, and though nothing is mapped there")
    void n11AFillIsCheckedWhateverWasLookedUp(long seen) {
        Subscription called = world.subscribe("callback", 0, PAGE);
        Subscription guard = world.space.guard(0, PAGE);
        Subscription section = world.space.subscribe(0, PAGE, new ReaderGroup("group"));
        World other = new World();
        Subscription elsewhere = other.space.subscribe(0, PAGE, new Subscriber("elsewhere", record -> {}));
        for (Vma area : new Vma[] {null, own.area(1, 1, 0, PAGE, ALL)}) {
            assertThatThrownBy(() -> cache.fill(null, seen, 0, 0, area))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("subscription");
            for (Subscription mute : new Subscription[] {called, guard, section}) {
                assertRejected(() -> cache.fill(mute, seen, 0, 0, area), "no subscriber");
            }
            assertRejected(() -> cache.fill(elsewhere, seen, 0, 0, area), "not of " + world.space);
            assertRejected(() -> cache.fill(guard, seen, 2 * PAGE, 0, area), "[0x2000,0x3000)");
            assertRejected(() -> cache.fillRange(guard, seen, new Interval(0, 2 * PAGE), 0), "[0x0,0x2000)");
            assertThatThrownBy(() -> PollingThread.background(
                                    () -> cache.fillRange(own.subscription, seen, new Interval(0, 0x10), 0))
                            .join())
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
        Vma foreign = new Vma(other.space, 1, 1, 0, PAGE, ALL, 0, null);
        assertRejected(() -> cache.fill(own.subscription, seen, 0, 0, foreign), other.space.toString());
        assertThat(cache.fill(own.subscription, seen, 0, 0, null)).isFalse();
    }

    @Test
    @DisplayName("a cache is not filled under a second subscriber, whose absence is another, until it is cleared")
    void n11AFillUnderASecondSubscriberIsRefused() {
        own.learn(0x3000, null);
        Subscriber second = new Subscriber("second", cache);
        Subscription other = world.space.subscribe(0x8000, PAGE, second);

        assertRejected(() -> cache.fill(other, other.tryReadBegin(), 0x8000, 0x8000 + ADDEND), "subscriber second");

        assertThat(own.knows(0x3000)).isTrue();
        assertThat(own.knows(0x8000)).isFalse();
        second.close();
    }

    @Test
    @DisplayName("an area may be used as its protection allows, any other interval in every way")
    void aRangeMayBeUsedAsWhatItIs() {
        long seen = own.subscription.tryReadBegin();
        Vma area = own.area(1, 1, 0x1000, 0x1800, Vma.READ);
        assertThat(cache.fillRange(own.subscription, seen, area, 0x1000 + ADDEND))
                .isTrue();
        assertThat(cache.fillRange(own.subscription, seen, new Interval(0x2000, 0x2800), 0x2000 + ADDEND))
                .isTrue();

        assertThat(own.access(0x17ff)).isEqualTo(Vma.READ);
        assertThat(own.knows(0x1800)).isFalse();
        assertThat(own.access(0x2000)).isEqualTo(ALL);
    }

    @Test
    @SuppressWarnings("deprecation")
    void aRangeByFourNumbersIsFilledAsEver() {
        long seen = own.subscription.tryReadBegin();
        Vma area = own.area(1, 1, 0x1000, 0x1800, Vma.READ);
        assertRejected(
                () -> cache.fillRange(own.subscription, seen, 0x1000, 0x1900, 0x10000, area),
                "[0x1000,0x1900)",
                "[0x1000,0x1800)");
        assertRejected(() -> cache.fillRange(own.subscription, seen, 0x20, 0x10, 0, area), "reversed");
        assertThat(cache.fillRange(own.subscription, seen, 0x1000, 0x1100, 0x1000 + ADDEND, area))
                .isTrue();
        assertThat(cache.fillRange(own.subscription, seen, 0x2000, 0x2010, 0x2000 + ADDEND))
                .isTrue();
        assertThat(cache.fillRange(own.subscription, seen, 0x3000, 0x3010, 0x3000 + ADDEND, null))
                .isFalse();

        assertThat(own.access(0x1000)).isEqualTo(Vma.READ);
        assertThat(own.access(0x2000)).isEqualTo(ALL);
        assertThat(own.knows(0x1100) || own.knows(0x3000)).isFalse();
    }

    @Test
    void rawAddressesThatWrapOrReachTheMissAreRejected() {
        long seen = own.subscription.tryReadBegin();
        assertRejected(() -> cache.fill(own.subscription, seen, 0x10, 0xf), "raw address 0xffffffffffffffff");
        assertRejected(() -> cache.fill(own.subscription, seen, 0, -PAGE), "raw address 0xfffffffffffff000");
        assertThat(cache.fill(own.subscription, seen, 0, -PAGE - 1)).isTrue();
        assertThat(cache.translate(PAGE - 1)).isEqualTo(MISS - 1);
    }

    private void assertRejected(Runnable fill, String... said) {
        assertThatThrownBy(fill::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(said);
        assertThat(own.knows(0)).isFalse();
        assertThat(own.knows(0x1000)).isFalse();
        assertThat(own.knows(0x2000)).isFalse();
    }

    @Test
    void whatIsNoPowerOfTwoWithinBoundsIsRejected() {
        for (int entries : new int[] {Integer.MIN_VALUE, 0, 2, 6, TranslationCache.MAX_ENTRIES * 2}) {
            assertThatThrownBy(() -> new TranslationCache(world.space, entries, PAGE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("entries 0x");
        }
        for (long size : new long[] {Long.MIN_VALUE, 0, 0x1001, TranslationCache.MAX_PAGE_SIZE * 2}) {
            assertThatThrownBy(() -> new TranslationCache(world.space, ENTRIES, size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("page size 0x" + Long.toHexString(size));
        }
        assertThat(new TranslationCache(world.space, 4, 1))
                .hasToString("translation cache of " + world.space + " for 0x4 pages of 0x1 bytes");
    }

    @Test
    void aPageThatIsInstalledTwiceStandsOnceAsItWasInstalledLast() {
        own.learn(0x1000);
        Vma readable = own.area(1, 1, 0x1000, 0x2000, Vma.READ);
        assertThat(cache.fill(own.subscription, own.subscription.tryReadBegin(), 0x1000, 0x50000, readable))
                .isTrue();
        assertThat(cache.translate(0x1234)).isEqualTo(0x50234);
        assertThat(cache.translate(0x1234, Vma.WRITE)).isEqualTo(MISS);
        long stride = SETS * PAGE;
        own.learn(0x1000 + stride, 0x1000 + 2 * stride, 0x1000 + 3 * stride);
        assertThat(cache.translate(0x1000)).as("in a set of four").isEqualTo(0x50000);
    }

    @Test
    void aFullSetReplacesItsWaysInTurn() {
        long stride = SETS * PAGE;
        own.learn(0, stride, 2 * stride, 3 * stride, PAGE);
        for (int i = 0; i < 6; i++) {
            own.learn((4 + i) * stride);
            for (int held = 0; held < 10; held++) {
                assertThat(own.knows(held * stride))
                        .as("%d after %d", held, 4 + i)
                        .isEqualTo(held > i && held <= 4 + i);
            }
        }
        assertThat(own.knows(PAGE)).as("in another set").isTrue();
        own.unmap(7 * stride, 8 * stride);
        own.learn(20 * stride);
        assertThat(own.knows(6 * stride) && own.knows(8 * stride) && own.knows(9 * stride))
                .as("a place that is free is taken first")
                .isTrue();
    }

    @Test
    void fourPagesWhoseSearchBeginsAtTheSameWayAreAllFound() {
        long stride = ENTRIES * PAGE;
        own.learn(0, stride, 2 * stride, 3 * stride);
        for (int i = 0; i < 4; i++) {
            assertThat(own.knows(i * stride)).as("page %d", i).isTrue();
        }
    }

    @Test
    void aRangeIsTranslatedToTheByteHoweverLongItIs() {
        assertThat(own.learnRange(0x10f0, 0x1139, null)).isTrue();
        assertThat(own.learnRange(0x4000_0800L, 0x8000_0800L, null)).isTrue();

        assertThat(own.knows(0x10ef)).isFalse();
        assertThat(own.knows(0x10f0) && own.knows(0x1138)).isTrue();
        assertThat(own.knows(0x1139)).isFalse();
        assertThat(own.knows(0x4000_07ff)).isFalse();
        assertThat(own.knows(0x4000_0800L) && own.knows(0x4321_0000L) && own.knows(0x8000_07ffL))
                .isTrue();
        assertThat(own.knows(0x8000_0800L)).isFalse();
    }

    @Test
    void sixteenRangesAreHeldAndTheLastReplacesThoseItOverlaps() {
        for (int i = 0; i < 16; i++) {
            own.learnRange(0x1000 * i, 0x1000 * i + 0x10, null);
        }
        for (int i = 0; i < 16; i++) {
            assertThat(own.knows(0x1000 * i + 8)).isTrue();
        }
        own.unmap(0x5000, 0x5001);
        own.learnRange(0x5000, 0x5010, null);
        assertThat(own.knows(0)).as("while a place is free").isTrue();

        own.learnRange(0x20000, 0x20010, null);
        assertThat(own.knows(0)).as("the oldest").isFalse();
        own.learnRange(0x21000, 0x21010, null);
        assertThat(own.knows(0x1000)).as("the next").isFalse();
        assertThat(own.knows(0x20000) && own.knows(0x2000)).isTrue();

        assertThat(cache.fillRange(
                        own.subscription, own.subscription.tryReadBegin(), new Interval(0x2008, 0x3001), 0x90000))
                .isTrue();
        assertThat(cache.translate(0x2000)).isEqualTo(MISS);
        assertThat(cache.translate(0x2008)).isEqualTo(0x90000);
        assertThat(cache.translate(0x3000)).isEqualTo(0x90000 + 0xff8);
        assertThat(cache.translate(0x3001)).isEqualTo(MISS);
        assertThat(own.knows(0x4000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, PAGE, TranslationCache.MAX_PAGE_SIZE})
    void theLastPageOfTheSpaceIsTranslatedButForItsLastByte(long pageSize) {
        TranslationCache top = new TranslationCache(world.space, 4, pageSize);
        Subscription all = world.space.subscribe(0, MAX, new Subscriber("owner of the last page", top));
        long seen = all.tryReadBegin();
        long last = pageSize == 1 ? MAX - 1 : MAX; // the page that begins with the last byte belongs to no range
        long first = last & -pageSize;
        assertThat(top.fill(all, seen, last, last - first)).isTrue();
        assertThat(top.translate(first)).isZero();
        assertThat(top.translate(MAX - 1)).isEqualTo(MAX - 1 - first);
        assertThat(top.translate(MAX)).isEqualTo(MISS);
        assertThat(top.translate(first - 1)).isEqualTo(MISS);
        top.invalidate(MAX - 1, MAX);
        assertThat(top.translate(first)).isEqualTo(MISS);
        assertThat(top.misses()).isEqualTo(3);
    }

    @Test
    void everyLookUpIsCountedOnceAsAHitOrAsAMiss() {
        own.learn(0x1000, own.area(1, 1, 0x1000, 0x2000, Vma.READ));
        own.learnRange(0x5000, 0x5010, null);
        cache.translate(0x1000);
        cache.translate(0x5001);
        cache.translate(0x5010);
        cache.translate(0x1000, Vma.READ);
        cache.translate(0x1000, Vma.WRITE);
        assertThat(PollingThread.background(cache::hits).join()).isEqualTo(3);
        assertThat(PollingThread.background(cache::misses).join()).isEqualTo(2);
    }

    @Test
    void anotherThreadMayUseItOnlyAfterAClear() {
        own.learn(0x1000);
        assertThatThrownBy(() ->
                        PollingThread.background(() -> cache.translate(0x1000)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(AssertionError.class);
        own.learnRange(0x5000, 0x5010, null);
        cache.clear();
        assertThat(PollingThread.background(() -> cache.translate(0x1000) & cache.translate(0x5000))
                        .join())
                .isEqualTo(MISS);
    }

    @Test
    void whatIsNoRangeIsNotInvalidated() {
        own.learn(0x1000);
        assertThatThrownBy(() -> cache.invalidate(0x2000, 0x1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.invalidate(0x1000, 0x1000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(own.knows(0x1000)).isTrue();
    }
}
