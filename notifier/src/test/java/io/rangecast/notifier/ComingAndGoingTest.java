package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Producers, subscribers and subscriptions that end while others go on. */
@Watchdog
class ComingAndGoingTest {
    private static final int VISITORS = 3_000;
    private static final long FEW_BYTES = 8 << 20;

    private final World world = new World();

    @Test
    void subscribersThatComeAndGoLeaveNoMemoryBehind() {
        long before = DirectMemory.used();
        for (int i = 0; i < VISITORS; i++) {
            Subscriber visitor = new Subscriber("visitor", record -> {});
            Subscription subscription = world.space.subscribe(0x1000, 0x1000, visitor);
            visitor.attach();
            assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
            subscription.close();
            visitor.close();
        }
        assertMemoryIsBackAt(before);
    }

    @Test
    void producersThatComeAndGoLeaveNoMemoryBehind() {
        long before = DirectMemory.used();
        Subscriber subscriber = new Subscriber("here to stay", record -> {});
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.attach();
        InvalidationRange range = new InvalidationRange();
        for (int i = 0; i < VISITORS; i++) {
            try (Invalidator visitor = world.space.newInvalidator("visitor")) {
                visitor.invalidateRangeStart(range.init(world.space, 0x1000, 0x2000));
                visitor.invalidateRangeEnd(range);
            }
            subscriber.poll(1);
        }
        assertMemoryIsBackAt(before);
    }

    private static void assertMemoryIsBackAt(long before) {
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(DirectMemory.used()).isLessThan(before + FEW_BYTES);
        });
    }

    @Test
    @DisplayName("a subscriber that closes takes its subscriptions with it, and its readers wake")
    void aSubscriberThatClosesTakesItsSubscriptionsWithIt() {
        Subscriber gone = new Subscriber("gone", record -> {});
        Subscription left = world.space.subscribe(0x1000, 0x1000, gone);
        Subscription other = world.space.subscribe(0x1000, 0x1000, new Subscriber("other", record -> {}));
        gone.close();

        assertThat(left.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThat(other.readRetry(other.tryReadBegin())).isFalse();
        InvalidationRange range = world.range(0x1000, 0x2000);
        world.impatient("impatient").invalidateRangeStart(range);
        assertThat(range.hits()).isEqualTo(1);
    }

    @Test
    void aClosedSubscriberCanSubscribeToNothing() {
        Subscriber gone = new Subscriber("gone", record -> {});
        gone.close();
        assertThatThrownBy(() -> world.space.subscribe(0x1000, 0x1000, gone))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("subscriber gone is closed");
    }

    @Test
    @DisplayName("every subscription is told of the release, whatever its event mask")
    void h1EverySubscriptionIsToldOfTheRelease() {
        List<InvalidationEvent> heard = new ArrayList<>();
        Subscriber subscriber = new Subscriber("unmap only", record -> heard.add(record.event()));
        subscriber.attach();
        world.space.subscribe(0x1000, 0x1000, InvalidationEvent.UNMAP.mask(), 0, subscriber);

        world.space.release(world.producer, MemoryChange.NONE);

        assertThat(heard).containsExactly(InvalidationEvent.RELEASE);
    }

    @Test
    @DisplayName("an event mask without an event, or with a bit that is none, is rejected")
    void anEventMaskThatIsNoneIsRejected() {
        for (int mask : new int[] {0, 1 << 8, -1}) {
            assertThatThrownBy(() -> world.space.subscribe(0x1000, 0x1000, mask, 0, world.logging("a")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("event mask 0x" + Integer.toHexString(mask));
        }
    }

    @Test
    void h2ACloseAfterAReleaseStillWaitsForTheCallbacksThatRun() throws InterruptedException {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        Subscription a = world.space.subscribe(0x1000, 0x1000, InvalidationEvent.UNMAP.mask(), 0, (self, said) -> {
            if (said.event() == InvalidationEvent.UNMAP) {
                inCallback.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                returned.set(true);
            }
            return true;
        });
        CompletableFuture<Integer> opening = PollingThread.background(() -> world.invalidate(0x1000, 0x2000));
        inCallback.await();
        world.space.release(world.space.newInvalidator("other"), MemoryChange.NONE);

        CompletableFuture<Boolean> closing = PollingThread.background(() -> {
            a.close();
            return returned.get();
        });
        letGo.countDown();

        assertThat(closing.join())
                .as("the callback had returned when close did")
                .isTrue();
        opening.join();
    }

    @Test
    @DisplayName("a subscription without a callback may be closed in a callback and in its handler")
    void j1ASubscriptionWithoutACallbackMayBeClosedAnywhere() {
        Subscription[] own = new Subscription[1];
        Subscriber subscriber = new Subscriber("closing", record -> own[0].close());
        subscriber.attach();
        own[0] = world.space.subscribe(0x1000, 0x1000, subscriber);
        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
        assertThat(world.invalidate(0x1000, 0x2000)).isZero();

        Subscription other = world.space.subscribe(0x1000, 0x1000, subscriber);
        world.subscribe("a", 0x3000, 0x4000, self -> other.close());
        assertThat(world.calledBy(0x3000, 0x4000)).containsExactly("a");
        assertThat(world.errors).isEmpty();
        assertThat(world.invalidate(0x1000, 0x2000)).isZero();
    }
}
