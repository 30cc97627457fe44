package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds while a start is under way, and when it fails. */
@Watchdog
class StartConformanceTest {
    private static final int OTHERS = 5_000;
    private static final int ROUNDS = 500;

    private final World world = new World();

    @Test
    @DisplayName("when a record arrives, every subscription that its window hits is closed to readers")
    void c2WhenARecordArrivesEveryHitSubscriptionIsClosedToReaders() {
        AtomicInteger begun = new AtomicInteger();
        Subscription[] last = new Subscription[1];
        try (PollingThread thread = new PollingThread("thread", record -> {
            if (last[0].tryReadBegin() != Subscription.BUSY) {
                begun.incrementAndGet();
            }
        })) {
            last[0] = world.space.subscribe(OTHERS + 1, 1, thread.subscriber());
            for (int i = 1; i <= OTHERS; i++) {
                world.space.subscribe(i, 1, (subscription, invalidation) -> true);
            }
            world.space.subscribe(0, 1, thread.subscriber());
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(world.invalidate(0, OTHERS + 2)).isEqualTo(OTHERS + 2);
            }
        }
        assertThat(begun).hasValue(0);
    }

    @Test
    @DisplayName("an error handler that throws on what it was given stops neither the others nor the window")
    void e12AnErrorHandlerThatThrowsOnStopsNeitherTheOthersNorTheWindow() {
        AddressSpace space = new AddressSpace((error, invalidation, subscription) -> {
            throw (AssertionError) error;
        });
        List<String> called = new ArrayList<>();
        Subscription thrower = space.subscribe(0x1000, 0x1000, (subscription, invalidation) -> {
            throw new AssertionError("on purpose");
        });
        space.subscribe(0x1800, 0x1000, (subscription, invalidation) -> called.add("other"));
        Invalidator invalidator = space.newInvalidator("producer");
        InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);

        assertThat(invalidator.invalidateRangeStart(range)).isEqualTo(InvalidationResult.FAILED);
        invalidator.invalidateRangeEnd(range);
        assertThat(called).containsExactly("other");
        assertThat(thrower.readRetry(thrower.tryReadBegin())).isFalse();
    }

    @Test
    void aStartWhoseWaitingThrowsLeavesNoWindowOpen() {
        Subscriber silent = new Subscriber("silent", record -> {});
        Subscription subscription = world.space.subscribe(0x1000, 0x1000, silent);
        Invalidator failing = world.space.newInvalidator(
                "failing",
                WhileWaiting.then(() -> {
                    throw new IllegalArgumentException("on purpose");
                }),
                Long.MAX_VALUE);
        InvalidationRange range = world.range(0x1000, 0x2000);

        assertThatThrownBy(() -> failing.invalidateRangeStart(range)).hasMessage("on purpose");

        assertThat(subscription.readRetry(subscription.tryReadBegin())).isFalse();
        assertThatThrownBy(() -> failing.invalidateRangeEnd(range)).isInstanceOf(IllegalStateException.class);
        failing.close();
    }

    @Test
    void c12AWindowCannotBeEndedBeforeItsStartHasReturned() {
        List<Throwable> errors = new ArrayList<>();
        InvalidationRange range = world.range(0x1000, 0x2000);
        Subscription a =
                world.subscribe("a", 0x1000, 0x2000, self -> errors.add(catchThrowable(() -> world.end(range))));

        world.producer.invalidateRangeStart(range);
        world.end(range);

        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(errors.get(0)).hasMessageContaining("[0x1000,0x2000)").hasMessageContaining("has not returned");
        a.close();
        world.producer.close();
    }

    @Test
    void aClosedSubscriberDoesNotHinderANonBlockingStart() {
        Subscriber gone = new Subscriber("gone", record -> {});
        world.space.subscribe(0x1000, 0x1000, gone);
        gone.close();
        InvalidationRange range = world.range(0x1000, 0x2000);

        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.COMPLETED);
        world.end(range);
    }

    @Test
    @DisplayName("a window cannot be ended by a handler that is served while the producer waits on")
    void c12AWindowCannotBeEndedByAHandlerServedWhileTheProducerWaitsOn() {
        List<Throwable> errors = new ArrayList<>();
        Invalidator impatient = world.impatient("impatient");
        InvalidationRange range = world.range(0x1000, 0x2000);
        Subscriber subscriber = new Subscriber(
                "ending", record -> errors.add(catchThrowable(() -> impatient.invalidateRangeEnd(range))));
        world.space.subscribe(0x1000, 0x1000, subscriber);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        subscriber.attach();

        assertThat(impatient.await(range, Long.MAX_VALUE)).isEqualTo(InvalidationResult.COMPLETED);
        impatient.invalidateRangeEnd(range);

        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
    }
}
