package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.SharedByMistake;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who uses what belongs to one thread, and who uses what he has said he will not. */
@Watchdog
class OwnerConformanceTest {
    private final World world = new World();
    private final TranslationCache cache = new TranslationCache(world.space, 16, 0x1000);
    private final Subscriber subscriber = new Subscriber("owner", cache);
    private final Subscription subscription = world.space.subscribe(0x1000, 0x8000, subscriber);

    private boolean fill(long address) {
        return cache.fill(subscription, subscription.tryReadBegin(), address, 0x70000 + address);
    }

    // ---- offline

    @Test
    @DisplayName("a thread that is offline can neither poll, nor fill, nor translate, until it is back")
    void n10AThreadThatIsOfflineCanNeitherPollNorTranslate() {
        subscriber.attach();
        assertThat(fill(0x1000)).isTrue();
        assertThat(fill(0x2000)).isTrue();
        subscriber.offline();
        for (int i = 0; i < 2; i++) {
            Stream.<ThrowingCallable>of(
                            () -> subscriber.poll(16),
                            () -> fill(0x3000),
                            () -> cache.translate(0x1000),
                            () -> cache.translate(0x5000))
                    .forEach(call -> assertThat(catchThrowable(call))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("subscriber owner is offline"));
            world.invalidate(0x1000, 0x2000); // nobody waits for it
        }

        subscriber.online();

        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
        assertThat(cache.translate(0x2000)).isEqualTo(0x72000);
        assertThat(subscriber.poll(16)).isZero();
        assertThat(fill(0x1000)).isTrue();
        assertThat(cache.translate(0x1000)).isEqualTo(0x71000);
    }

    @Test
    @DisplayName("a thread that is offline may wait in the library, which serves nothing for it and is not in a hurry")
    void aThreadThatIsOfflineMayWaitInTheLibrary() {
        subscriber.attach();
        subscriber.offline();
        Subscriber stuck = new Subscriber("stuck", record -> {});
        world.space.subscribe(0x1000, 0x1000, stuck);
        Invalidator impatient = world.space.newInvalidator("impatient", 2_000_000);
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        impatient.invalidateRangeEnd(range);
        subscriber.newIdleStrategy().idle(0); // parks
        subscriber.online();
    }

    @Test
    @DisplayName(
            "who takes a subscriber over from a thread that was offline is online, and so is its cache after a clear")
    void whoTakesOverFromAThreadThatWasOfflineIsOnline() {
        PollingThread.background(() -> {
                    subscriber.attach();
                    fill(0x1000);
                    subscriber.offline();
                    cache.clear();
                    subscriber.detach();
                    return null;
                })
                .join();
        assertThat(subscriber.poll(1)).isZero();
        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
        assertThat(fill(0x1000)).isTrue();
        assertThat(cache.translate(0x1000)).isEqualTo(0x71000);
    }

    // ---- a second thread

    @Test
    void aSecondThreadThatFillsATranslationCacheIsRefused() {
        subscriber.attach();
        assertThat(fill(0x1000)).isTrue();
        Throwable refused = PollingThread.background(() -> catchThrowable(() -> fill(0x2000)))
                .join();
        assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("belongs to");
        assertThat(cache.translate(0x2000)).isEqualTo(TranslationCache.MISS);
    }

    @Test
    @DisplayName(
            "a second thread on an invalidator that is in use is refused, whatever it calls, and the first goes on")
    void aSecondThreadOnAnInvalidatorInUseIsRefused() {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        InvalidationRange open = world.open(0x20000, 0x21000);
        world.subscribe("a", 0x10000, 0x11000, self -> {
            inCallback.countDown();
            Uninterruptibly.await(goOn);
        });
        world.space.register(new Notifier() {
            @Override
            public boolean testYoung(AddressSpace space, long address) {
                return true;
            }
        });
        var first = PollingThread.background(() -> world.invalidate(0x10000, 0x11000));
        Uninterruptibly.await(inCallback);

        InvalidationRange other = world.range(0x50000, 0x60000);
        InvalidationBatch batch = new InvalidationBatch(1)
                .init(InvalidationEvent.CLEAR, 0, null, world.space)
                .add(0x50000, 0x60000);
        Stream.<ThrowingCallable>of(
                        () -> world.producer.invalidateRangeStart(other),
                        () -> world.producer.invalidateRangeStartNonblock(other),
                        () -> world.producer.publish(other),
                        () -> world.producer.await(open, 0),
                        () -> world.producer.invalidateRangeEnd(open),
                        () -> world.producer.invalidateRangeStart(batch),
                        () -> world.producer.testYoung(0x1000),
                        () -> world.producer.invalidateSecondaryTlbs(0x1000, 0x2000))
                .forEach(call -> assertThat(catchThrowable(call))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("invalidator producer")
                        .hasMessageContaining("at the same time"));
        goOn.countDown();
        assertThat(first.join()).isEqualTo(1);
        assertThat(world.producer.invalidateRangeStart(other)).isEqualTo(COMPLETED);
        world.end(other);
        world.end(open);
        assertThat(world.producer.testYoung(0x1000)).isTrue();
        world.assertNothingOpen();
    }

    @Test
    @DisplayName(
            "a thread that uses an invalidator while another runs its change or what frees, inside a call, is told")
    void n11AThreadThatComesInsideAChangeIsTold() {
        world.map(0x70000, 0x71000, Vma.READ);
        InvalidationRange range = world.range(0x70000, 0x71000);
        assertAnotherIsTold(within -> world.producer.change(range, within));
        assertAnotherIsTold(within -> world.producer.retire(range, within));
        assertAnotherIsTold(
                within -> world.space.unmap(world.producer, 0x70000, 0x71000, (area, s, e) -> within.run()));
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        world.end(range);
    }

    private void assertAnotherIsTold(Consumer<Runnable> call) {
        InvalidationRange other = world.range(0x50000, 0x60000);
        InvalidationBatch empty = new InvalidationBatch(1).init(InvalidationEvent.CLEAR, 0, null, world.space);
        world.producer.publish(empty);
        AtomicInteger told = new AtomicInteger();
        call.accept(() -> {
            world.producer.publish(other); // its own thread may
            world.producer.invalidateRangeEnd(other);
            PollingThread.background(() -> {
                        Stream.<ThrowingCallable>of(
                                        () -> world.producer.publish(other),
                                        () -> world.producer.testYoung(0x1000),
                                        () -> world.producer.describeLaggards(empty),
                                        () -> world.producer.invalidateRangeEnd(empty))
                                .forEach(misuse -> assertThat(catchThrowable(misuse))
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("at the same time"));
                        told.incrementAndGet();
                        return null;
                    })
                    .join();
        });
        assertThat(told).hasValue(1);
        world.producer.invalidateRangeEnd(empty);
    }

    @Test
    @DisplayName("two threads that share an invalidator by mistake are told, and hardly ever something else")
    void twoThreadsThatShareAnInvalidatorAreTold() {
        SharedByMistake both = new SharedByMistake(world).run();
        assertThat(both.refused).hasPositiveValue();
        assertThat(both.untrue)
                .as("a thread may stop in the middle of a record")
                .hasValueLessThanOrEqualTo(2);
    }

    @Test
    @DisplayName("an invalidator that is handed over between two calls is used by one thread at a time")
    void anInvalidatorMayBeHandedOver() {
        InvalidationRange range = world.open(0x20000, 0x21000);
        PollingThread.background(() -> {
                    assertThat(world.producer.await(range, 0)).isEqualTo(COMPLETED);
                    world.end(range);
                    return null;
                })
                .join();
        assertThat(world.invalidate(0x20000, 0x21000)).isZero();
        assertThatThrownBy(() -> world.end(range)).hasMessageContaining("no window");
    }
}
