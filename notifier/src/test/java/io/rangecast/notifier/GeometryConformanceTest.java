package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section B: which ranges hit which subscriptions. */
@Watchdog
class GeometryConformanceTest {
    private final World world = new World();
    private final Random random = new Random(Stress.SEED);

    @Test
    void b1TheRangeItselfHitsOnce() {
        world.subscribeA();
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "fff, 1000", "0, 1"})
    @DisplayName("a range that ends where the subscription begins misses it and its readers")
    void b2ARangeThatEndsWhereTheSubscriptionBeginsMisses(String start, String end) {
        assertMissesA(Long.parseUnsignedLong(start, 16), Long.parseUnsignedLong(end, 16));
    }

    @ParameterizedTest
    @CsvSource({"2000, 3000", "2000, 2001", "2000, ffffffffffffffff"})
    @DisplayName("a range that begins where the subscription ends misses it and its readers")
    void b3ARangeThatBeginsWhereTheSubscriptionEndsMisses(String start, String end) {
        assertMissesA(Long.parseUnsignedLong(start, 16), Long.parseUnsignedLong(end, 16));
    }

    private void assertMissesA(long start, long end) {
        Subscription a = world.subscribeA();
        long seen = a.readBegin();
        InvalidationRange range = world.open(start, end);
        assertThat(a.tryReadBegin()).isEqualTo(seen);
        world.end(range);
        assertThat(a.readRetry(seen)).isFalse();
        assertThat(world.called).isEmpty();
        assertThat(range.hits()).isZero();
    }

    @Test
    void b4TheLastAndTheFirstByteAreHit() {
        world.subscribeA();
        assertThat(world.calledBy(0x1fff, 0x2000)).containsExactly("a");
        assertThat(world.calledBy(0x1000, 0x1001)).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"0", "1000", "1800", "2000", "ffffffffffffffff"})
    @DisplayName("an empty range is rejected with its addresses, and nothing has happened")
    void b5AnEmptyRangeIsRejected(String address) {
        assertRejected(Long.parseUnsignedLong(address, 16), Long.parseUnsignedLong(address, 16), "empty");
    }

    @ParameterizedTest
    @CsvSource({"1800, 1400", "3000, 800", "2000, 1000", "ffffffffffffffff, 0"})
    @DisplayName("a reversed range is rejected with its addresses, and nothing has happened")
    void b6AReversedRangeIsRejected(String start, String end) {
        assertRejected(Long.parseUnsignedLong(start, 16), Long.parseUnsignedLong(end, 16), "reversed");
    }

    private void assertRejected(long start, long end, String reason) {
        Subscription a = world.subscribeA();
        long seen = a.readBegin();
        world.map(0x1000, 0x2000, Vma.READ);
        InvalidationRange range = world.range(0x1000, 0x2000);
        List<Runnable> calls = List.of(
                () -> range.init(world.space, start, end),
                () -> world.space.unmap(world.producer, start, end, MemoryChange.NONE),
                () -> world.space.discard(world.producer, start, end, MemoryChange.NONE),
                () -> world.space.migrate(world.producer, start, end, 0, MemoryChange.NONE),
                () -> world.space.protect(world.producer, start, end, 0, MemoryChange.NONE),
                () -> world.map(start, end, Vma.READ));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(reason)
                    .hasMessageContaining(Interval.toString(start, end));
        }

        assertThat(range).hasToString(world.range(0x1000, 0x2000).toString());
        assertThat(world.called).isEmpty();
        assertThat(a.readRetry(seen)).isFalse();
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("subscriptions are called in ascending order of start, however they came")
    void b7SubscriptionsAreCalledInAscendingOrderOfStart() {
        world.subscribe("high", 0x3000, 0x4000);
        world.subscribe("low", 0x1000, 0x2000);
        world.subscribe("middle", 0x2000, 0x3000);
        assertThat(world.calledBy(0, MAX)).containsExactly("low", "middle", "high");
    }

    @Test
    @DisplayName("subscriptions with equal starts, and with equal ranges, are all called")
    void b8SubscriptionsWithEqualStartsAndRangesAreAllCalled() {
        world.subscribe("short", 0x1000, 0x1001);
        world.subscribe("long", 0x1000, 0x3000);
        world.subscribe("twin", 0x1000, 0x2000);
        world.subscribe("other twin", 0x1000, 0x2000);
        assertThat(world.calledBy(0x1000, 0x1001)).containsExactly("short", "twin", "other twin", "long");
        assertThat(world.calledBy(0x1001, 0x1002)).containsExactly("twin", "other twin", "long");
    }

    @Test
    @DisplayName("random ranges hit exactly those that a scan of all subscriptions finds")
    void b10RandomRangesHitExactlyThoseThatAScanFinds() {
        for (int round = 0; round < 50; round++) {
            List<Subscription> hit = new ArrayList<>();
            List<Subscription> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long[] at = randomRange();
                all.add(world.space.subscribe(at[0], at[1] - at[0], (subscription, said) -> hit.add(subscription)));
            }
            for (int i = 0; i < 100; i++) {
                long[] at = randomRange();
                hit.clear();
                world.invalidate(at[0], at[1]);
                assertThat(hit)
                        .as("hit by %s in round %s, -Dseed=%s", Interval.toString(at[0], at[1]), round, Stress.SEED)
                        .containsExactlyInAnyOrderElementsOf(all.stream()
                                .filter(s -> Long.compareUnsigned(s.start(), at[1]) < 0
                                        && Long.compareUnsigned(at[0], s.end()) < 0)
                                .toList());
            }
            all.forEach(Subscription::close);
        }
    }

    /** Short ranges around a few places, among them the sign and the end of the space. */
    private long[] randomRange() {
        long[] places = {0x1000, Long.MAX_VALUE - 0x80, MAX - 0x200};
        long start = places[random.nextInt(places.length)] + random.nextInt(0x100);
        return new long[] {start, start + 1 + random.nextInt(1 << random.nextInt(8))};
    }

    @Test
    @DisplayName("when all subscriptions are closed nothing is hit, and nothing of them is kept alive")
    void b11WhenAllSubscriptionsAreClosedNothingIsHitOrKeptAlive() {
        List<WeakReference<Subscription>> references = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            List<Subscription> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                long start = 0x10L * random.nextInt(1000);
                all.add(world.space.subscribe(start, 0x100, (subscription, said) -> true));
            }
            assertThat(world.invalidate(0, MAX)).isEqualTo(all.size());
            Collections.shuffle(all, random);
            all.forEach(Subscription::close);
            assertThat(world.invalidate(0, MAX)).isZero();
            references.add(new WeakReference<>(all.get(0)));
        }
        await().until(() -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.get() == null);
        });
    }

    @Test
    @DisplayName("ranges left of the least start and right of the greatest end hit nobody")
    void b12RangesOutsideTheSpanHitNobody() {
        world.subscribeA();
        world.subscribe("b", 0x5000, 0x6000);
        assertThat(world.calledBy(0, 0x1000)).isEmpty();
        assertThat(world.calledBy(0x6000, MAX)).isEmpty();
    }

    @Test
    @DisplayName("when the subscription with the greatest end is closed, the next greatest end is the limit")
    void b13WhenTheGreatestEndIsClosedTheNextIsTheLimit() {
        world.subscribeA();
        Subscription greatest = world.subscribe("greatest", 0x1000, 0x9000);
        assertThat(world.calledBy(0x8fff, 0x9000)).containsExactly("greatest");
        greatest.close();
        assertThat(world.calledBy(0x2000, 0x9000)).isEmpty();
        assertThat(world.calledBy(0x1fff, 0x9000)).containsExactly("a");
    }

    @Test
    @DisplayName("the widest subscription and the last byte are accepted and hit")
    void b14TheWidestSubscriptionAndTheLastByteAreHit() {
        world.subscribe("widest", 0, MAX);
        world.subscribe("last", MAX - 1, MAX);
        assertThat(world.calledBy(MAX - 1, MAX)).containsExactly("widest", "last");
        assertThat(world.calledBy(0, 1)).containsExactly("widest");
        assertThat(world.calledBy(0, MAX)).containsExactly("widest", "last");
    }
}
