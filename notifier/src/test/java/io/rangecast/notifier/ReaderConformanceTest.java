package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section C: readers that begin, copy and ask whether to try again. */
@Watchdog
class ReaderConformanceTest {
    private final World world = new World();
    private final Subscription a = world.subscribeA();

    private void assertReadersProceed() {
        long seen = a.tryReadBegin();
        assertThat(seen).isNotEqualTo(BUSY);
        assertThat(a.readRetry(seen)).isFalse();
    }

    private void assertReadersWait() {
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        assertThat(a.readRetry(BUSY)).isTrue();
    }

    @Test
    @DisplayName("on an idle subscription a read begins at once and need not be tried again")
    void c1OnAnIdleSubscriptionAReadBeginsAtOnce() {
        WhileWaiting idle = WhileWaiting.idly();
        long seen = a.readBegin(idle, 0);
        assertThat(a.readRetry(seen)).isFalse();
        assertThat(a.readBegin()).isEqualTo(seen);
        assertThat(idle.rounds()).isZero();
    }

    @Test
    @DisplayName("a read must be tried again before the start that hits it has returned")
    void c2AReadMustBeTriedAgainBeforeTheStartHasReturned() {
        List<Boolean> retryDuringStart = new ArrayList<>();
        long seen = a.readBegin();
        world.subscribe("before a", 0, 0x1001, self -> retryDuringStart.add(a.readRetry(seen)));
        world.subscribe("behind a", 0x1fff, 0x3000, self -> retryDuringStart.add(a.readRetry(seen)));

        InvalidationRange range = world.open(0x1000, 0x2000);

        assertThat(retryDuringStart).containsExactly(true, true);
        assertThat(a.readRetry(seen)).isTrue();
        world.end(range);
        assertThat(a.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName("inside a window a try says busy, and a timed begin waits and gives up")
    void c3InsideAWindowATrySaysBusyAndATimedBeginGivesUp() {
        world.open(0x1000, 0x2000);

        assertReadersWait();
        assertThat(a.readBegin(WhileWaiting.idly(), 0)).isEqualTo(BUSY);
        WhileWaiting idle = WhileWaiting.idly();
        assertThat(a.readBegin(idle, TimeUnit.MILLISECONDS.toNanos(20))).isEqualTo(BUSY);
        assertThat(idle.rounds()).isPositive();
    }

    @Test
    @DisplayName("a reader that waits goes on when the window ends, and need not try again")
    void c4AReaderThatWaitsGoesOnWhenTheWindowEnds() {
        InvalidationRange range = world.open(0x1000, 0x2000);

        long seen = a.readBegin(WhileWaiting.then(() -> world.end(range)), Long.MAX_VALUE);

        assertThat(seen).isNotEqualTo(BUSY);
        assertThat(a.readRetry(seen)).isFalse();
    }

    @Test
    @DisplayName("readers that wait in other threads all go on when the window ends")
    void c4ReadersThatWaitInOtherThreadsAllGoOn() {
        InvalidationRange range = world.open(0x1000, 0x2000);
        WhileWaiting idle = WhileWaiting.idly();
        CompletableFuture<Long> patient = PollingThread.background(() -> a.readBegin(idle, Long.MAX_VALUE));
        CompletableFuture<Long> untimed = PollingThread.background(a::readBegin);
        await().until(() -> idle.rounds() > 0);
        assertThat(patient).isNotDone();
        assertThat(untimed).isNotDone();

        world.end(range);

        assertThat(a.readRetry(patient.join())).isFalse();
        assertThat(a.readRetry(untimed.join())).isFalse();
    }

    @Test
    @DisplayName("a window that misses neither stops readers nor makes them try again")
    void c5AWindowThatMissesDisturbsNoReader() {
        long seen = a.readBegin();
        InvalidationRange range = world.open(0x2000, 0x3000);
        assertThat(a.readRetry(seen)).isFalse();
        assertReadersProceed();
        world.end(range);
        assertThat(a.readRetry(seen)).isFalse();
    }

    @Test
    @DisplayName("readers proceed when the window that hit them ends, though another is open elsewhere")
    void c6ReadersProceedThoughAnotherWindowIsOpenElsewhere() {
        InvalidationRange hit = world.open(0x1000, 0x2000);
        InvalidationRange miss = world.open(0x5000, 0x6000);
        world.end(hit);
        assertReadersProceed();
        world.end(miss);
    }

    @Test
    @DisplayName("readers wait for the last of several windows, nested or overlapping")
    void c7ReadersWaitForTheLastOfSeveralWindows() {
        InvalidationRange outer = world.open(0, MAX);
        InvalidationRange inner = world.open(0x1400, 0x1800);
        InvalidationRange overlapping = world.open(0x1700, 0x3000);
        for (InvalidationRange next : List.of(inner, outer, overlapping)) {
            assertReadersWait();
            world.end(next);
        }
        assertReadersProceed();
    }

    @Test
    @DisplayName("a window that opens and closes between begin and retry makes the read be tried again")
    void c8AWindowBetweenBeginAndRetryMakesTheReadBeTriedAgain() {
        long seen = a.readBegin();
        world.invalidate(0x1fff, 0x2000);
        assertThat(a.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName("a read must be tried again even if the callback does nothing, refuses or throws")
    void c9AReadMustBeTriedAgainWhateverTheCallbackDoes() {
        List<IntervalNotifier> idlers = List.of((s, said) -> true, (s, said) -> false, (s, said) -> {
            throw new IllegalStateException("callback");
        });
        for (IntervalNotifier idler : idlers) {
            Subscription subscription = world.space.subscribe(0x1000, 0x1000, idler);
            long seen = subscription.readBegin();
            InvalidationRange range = world.range(0x1000, 0x2000);
            world.producer.invalidateRangeStart(range);
            world.end(range);
            assertThat(subscription.readRetry(seen)).isTrue();
        }
    }

    @Test
    void c10NoNumberOfMissesMakesAReadBeTriedAgain() {
        long seen = a.readBegin();
        for (int i = 0; i < 100_000; i++) {
            world.invalidate(0x2000 + i, 0x3000 + i);
        }
        assertThat(a.checkRetry(seen)).isFalse();
        assertThat(a.readRetry(seen)).isFalse();
    }

    @Test
    void c11OnceTheCheckHasSaidSoTheRetrySaysSoToo() {
        long seen = a.readBegin();
        assertThat(a.checkRetry(seen)).isFalse();
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(a.checkRetry(seen)).isTrue();
        assertThat(a.readRetry(seen)).isTrue();
        world.end(range);
        assertThat(a.checkRetry(seen)).isTrue();
        assertThat(a.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName("an end without a start, a second end and a foreign end are rejected and change nothing")
    void c12AnEndWithoutAStartIsRejected() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertEndRejected(world.producer, range);
        world.producer.invalidateRangeStart(range);
        assertEndRejected(world.impatient("stranger"), range);
        assertReadersWait();
        world.end(range);
        assertEndRejected(world.producer, range);
        assertReadersProceed();
        world.assertNothingOpen(a);
    }

    private static void assertEndRejected(Invalidator invalidator, InvalidationRange range) {
        assertThatThrownBy(() -> invalidator.invalidateRangeEnd(range))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[0x1000,0x2000)")
                .hasMessageContaining(invalidator.toString());
    }

    @Test
    @DisplayName("the sequence does not come round in 2^20 windows")
    void c13TheSequenceDoesNotComeRound() {
        Subscription quiet = world.space.subscribe(0x8000, 0x1000, (subscription, said) -> true);
        InvalidationRange range = world.range(0x8000, 0x9000);
        long seen = quiet.readBegin();
        for (int i = 0; i < 1 << 20; i++) {
            world.producer.invalidateRangeStart(range);
            world.end(range);
            if (!quiet.readRetry(seen)) {
                throw new AssertionError("the sequence has come round after window " + i);
            }
        }
    }
}
