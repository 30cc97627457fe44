package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;
import static io.rangecast.notifier.Subscription.CLOSED_FOR_GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section D: subscribing and unsubscribing while windows are open. */
@Watchdog
class JoiningConformanceTest {
    private final World world = new World();

    @Test
    @DisplayName("a newcomer's readers wait for every overlapping window open at that moment")
    void d1ANewcomersReadersWaitForEveryOverlappingWindowOpenAtThatMoment() {
        InvalidationRange first = world.open(0, 0x1001);
        InvalidationRange miss = world.open(0x2000, 0x3000);
        InvalidationRange second = world.open(0x1800, 0x1801);

        Subscription a = world.subscribeA();

        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        world.end(first);
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        long seen = a.readBegin(WhileWaiting.then(() -> world.end(second)), Long.MAX_VALUE);
        assertThat(a.readRetry(seen)).isFalse();
        world.end(miss);
    }

    @Test
    @DisplayName("a newcomer's readers do not wait for a window that reuses the place of an ended one")
    void d1ANewcomersReadersDoNotWaitForALaterWindowElsewhere() {
        InvalidationRange old = world.open(0x1000, 0x2000);
        Subscription a = world.subscribeA();
        world.end(old);
        InvalidationRange elsewhere = world.open(0x5000, 0x6000);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        world.end(elsewhere);
    }

    @Test
    @DisplayName("a newcomer is not called for a window that was open, nor for its end")
    void d2ANewcomerIsNotCalledForAWindowThatWasOpen() {
        InvalidationRange range = world.open(0x1000, 0x2000);
        world.subscribeA();
        world.end(range);
        assertThat(world.called).isEmpty();
    }

    @Test
    @DisplayName("an end leaves exactly those whom its start has hit, whoever has come or gone since")
    void d2AnEndLeavesExactlyThoseWhomItsStartHasHit() {
        Subscription a = world.subscribeA();
        Subscription gone = world.subscribe("gone", 0x1000, 0x3000);
        InvalidationRange range = world.open(0, 0x9000);
        Subscription below = world.subscribe("below", 0x800, 0x1800);
        Subscription above = world.subscribe("above", 0x1800, 0x2800);
        gone.close();
        world.end(range);
        world.assertNothingOpen(a, below, above);
    }

    @Test
    @DisplayName("a newcomer is called for a window that opens later, and its readers wait for both")
    void d3ANewcomerIsCalledForAWindowThatOpensLater() {
        InvalidationRange before = world.open(0x1000, 0x2000);
        Subscription a = world.subscribeA();
        InvalidationRange later = world.open(0x1000, 0x2000);
        assertThat(world.called).containsExactly("a");
        world.end(before);
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        world.end(later);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
    }

    @Test
    @DisplayName("a close returns when no callback runs or can start, though the window is still open")
    void d5ACloseReturnsWhenNoCallbackRunsOrCanStart() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        Subscription a = world.subscribe("a", 0x1000, 0x2000, self -> {
            inside.countDown();
            awaitUninterrupted(mayReturn);
            returned.set(true);
        });
        CompletableFuture<InvalidationRange> opening = PollingThread.background(() -> world.open(0x1000, 0x2000));
        inside.await();
        CompletableFuture<Boolean> closing = PollingThread.background(() -> {
            a.close();
            return returned.get();
        });
        await().until(() -> a.tryReadBegin() == CLOSED_FOR_GOOD);
        assertThat(closing).isNotDone();

        mayReturn.countDown();

        assertThat(closing.join())
                .as("the callback had returned when close did")
                .isTrue();
        InvalidationRange stillOpen = opening.join();
        assertThat(world.calledBy(0x1000, 0x2000)).isEmpty();
        world.end(stillOpen);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("a close inside a window whose callbacks are over returns at once, and the end is balanced")
    void d5ACloseInsideAWindowReturnsAtOnce() {
        Subscription a = world.subscribeA();
        Subscription b = world.subscribe("b", 0x1000, 0x2000);
        InvalidationRange range = world.open(0x1000, 0x2000);
        a.close();
        world.end(range);
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("b");
        world.assertNothingOpen(b);
    }

    @Test
    @DisplayName("a close does not wait for windows that miss, not even while their callbacks run")
    void d6ACloseDoesNotWaitForWindowsThatMiss() {
        Subscription a = world.subscribeA();
        world.subscribe(
                "b",
                0x3000,
                0x4000,
                self -> PollingThread.background(() -> {
                            a.close();
                            return null;
                        })
                        .join());
        InvalidationRange miss = world.open(0x2000, 0x4000);
        assertThat(world.called).containsExactly("b");
        assertThat(world.errors).isEmpty();
        assertThat(a.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        world.end(miss);
    }

    @Test
    @DisplayName("who subscribes inside a callback over the same range is called from the next walk on")
    void d7WhoSubscribesInsideACallbackIsCalledFromTheNextWalkOn() {
        List<Subscription> newcomers = new ArrayList<>();
        world.subscribe("a", 0x1000, 0x2000, self -> newcomers.add(world.subscribe("newcomer", 0x1000, 0x2000)));

        InvalidationRange range = world.open(0x1000, 0x2000);

        assertThat(world.called).containsExactly("a");
        assertThat(newcomers.get(0).tryReadBegin()).isEqualTo(BUSY);
        world.end(range);
        assertThat(newcomers.get(0).readRetry(newcomers.get(0).tryReadBegin())).isFalse();
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("a", "newcomer");
    }

    @Test
    void d9ASecondCloseDoesNothing() {
        Subscription a = world.subscribeA();
        Subscription twin = world.subscribe("twin", 0x1000, 0x2000);
        a.close();
        assertThatCode(a::close).doesNotThrowAnyException();
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("twin");
        world.assertNothingOpen(twin);
    }

    @Test
    @DisplayName("a newcomer's readers wait for the windows of those invalidators that are left when one closes")
    void d1WhenAnInvalidatorClosesTheWindowsOfTheOthersStay() {
        Invalidator before = world.space.newInvalidator("before");
        InvalidationRange open = world.open(0x1000, 0x2000);
        Invalidator after = world.space.newInvalidator("after");
        before.close();
        after.close();

        Subscription a = world.subscribeA();

        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        world.end(open);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
    }

    @Test
    @DisplayName("a start that hits more windows than a subscription can count is rejected, and nothing is left open")
    void aStartOverMoreWindowsThanCanBeCountedLeavesNothingOpen() {
        Subscription below = world.subscribe("below", 0x800, 0x1800);
        Subscription full = world.subscribeA();
        full.tryReadBegin(); // windows count in it from now on
        int most = 1 << 17;
        for (int i = 0; i < most; i++) {
            full.enterWindow();
        }

        assertThatThrownBy(() -> world.open(0x1000, 0x2000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x20000");

        for (int i = 0; i < most; i++) {
            full.leaveWindow();
        }
        world.assertNothingOpen(below, full);
    }
}
