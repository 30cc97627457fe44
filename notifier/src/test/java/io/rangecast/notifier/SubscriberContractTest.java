package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link Subscriber} promises to its thread and to the producers that wait for it. */
@Watchdog
class SubscriberContractTest {
    private final World world = new World();
    private final List<Told> records = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final AtomicReference<Runnable> handling = new AtomicReference<>(() -> {});
    private final Subscriber subscriber = new Subscriber("own thread", said -> {
        records.add(Told.by(said));
        sequences.add(said.sequence());
        handling.get().run();
    });
    private final Invalidator producer = world.impatient("impatient");

    @BeforeEach
    void subscribe() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
    }

    private InvalidationRange publish(Invalidator by) {
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(by.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        return range;
    }

    @Test
    @DisplayName("a handler that throws makes poll throw, acknowledges nothing, and gets the record again")
    void aHandlerThatThrowsGetsTheRecordAgain() {
        InvalidationRange range = publish(producer);
        RuntimeException thrown = new IllegalArgumentException("handler");
        handling.set(() -> {
            throw thrown;
        });

        assertThatThrownBy(() -> subscriber.poll(8)).isSameAs(thrown);
        assertThatThrownBy(() -> subscriber.poll(8)).isSameAs(thrown);

        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        handling.set(() -> {});
        assertThat(subscriber.poll(8)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(records).hasSize(3).containsOnly(records.get(0));
        assertThat(subscriber.poll(8)).isZero();
    }

    @Test
    void aHandlerThatThrowsOverWhatDidNotFitGetsItAgain() {
        for (int i = 0; i < 10_000; i++) {
            producer.invalidateRangeEnd(publish(producer));
        }
        InvalidationRange range = publish(producer);
        handling.set(() -> {
            throw new IllegalArgumentException("handler");
        });
        assertThatThrownBy(() -> subscriber.poll(8)).hasMessage("handler");
        assertThat(sequences).containsExactly(0L);
        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        handling.set(() -> {});
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
    }

    @Test
    void aRecordIsNotAcknowledgedWhileItsHandlerRuns() {
        InvalidationRange range = publish(producer);
        handling.set(() -> assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT));
        assertThat(subscriber.poll(8)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a poll in the own handler is rejected, and the next poll works")
    void aPollInTheOwnHandlerIsRejected() {
        publish(producer);
        handling.set(() -> subscriber.poll(1));
        assertThatThrownBy(() -> subscriber.poll(8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("own thread");
        handling.set(() -> {});
        assertThat(subscriber.poll(8)).isEqualTo(1);
    }

    @Test
    @DisplayName("a poll takes no more than its limit, oldest first, and says how many")
    void aPollTakesNoMoreThanItsLimit() {
        InvalidationRange range = new InvalidationRange();
        for (int i = 0; i < 10; i++) {
            producer.invalidateRangeStart(range.init(world.space, 0x1000 + i, 0x2000));
            producer.invalidateRangeEnd(range);
        }
        assertThat(subscriber.poll(0)).isZero();
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(subscriber.poll(6)).isEqualTo(6);
        assertThat(subscriber.poll(6)).isEqualTo(3);
        assertThat(subscriber.poll(6)).isZero();
        assertThat(records)
                .extracting(Told::start)
                .containsExactly(
                        0x1000L, 0x1001L, 0x1002L, 0x1003L, 0x1004L, 0x1005L, 0x1006L, 0x1007L, 0x1008L, 0x1009L);
    }

    @Test
    @DisplayName("polls with a small limit take turns between producers that all have more")
    void pollsWithASmallLimitTakeTurnsBetweenProducers() {
        AddressSpace space = new AddressSpace();
        space.subscribe(0x1000, 0x1000, subscriber);
        InvalidationRange range = new InvalidationRange();
        for (int owner = 1; owner <= 4; owner++) {
            Invalidator one = space.newInvalidator("producer", 0);
            for (int i = 0; i < 100; i++) {
                one.invalidateRangeStart(
                        range.initOwner(InvalidationEvent.CLEAR, 0, null, space, 0x1000, 0x2000, owner));
                one.invalidateRangeEnd(range);
            }
        }
        for (int i = 0; i < 40; i++) {
            assertThat(subscriber.poll(1)).isEqualTo(1);
        }
        for (long owner = 1; owner <= 4; owner++) {
            long wanted = owner;
            assertThat(records).filteredOn(told -> told.owner() == wanted).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    @DisplayName("records of several producers all arrive, and each producer has its own acknowledgement")
    void recordsOfSeveralProducersAllArrive() {
        List<Invalidator> producers = new ArrayList<>();
        List<InvalidationRange> ranges = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            producers.add(world.impatient("producer " + i));
            ranges.add(publish(producers.get(i)));
        }
        assertThat(subscriber.poll(100)).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            assertThat(producers.get(i).await(ranges.get(i), 0)).isEqualTo(COMPLETED);
        }
    }

    @Test
    @DisplayName("records are delivered even though their producer has closed, however few at a time")
    void recordsAreDeliveredThoughTheirProducerHasClosed() {
        for (int i = 0; i < 3; i++) {
            producer.invalidateRangeEnd(publish(producer));
        }
        producer.close();
        for (int i = 0; i < 3; i++) {
            assertThat(subscriber.poll(1)).isEqualTo(1);
        }
        assertThat(subscriber.poll(8)).isZero();
    }

    @Test
    @DisplayName("a closed subscriber is not waited for, neither by a window that is open nor by later ones")
    void aClosedSubscriberIsNotWaitedFor() {
        InvalidationRange range = publish(producer);
        subscriber.close();
        subscriber.close();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(producer.laggards(range)).isEmpty();
        producer.invalidateRangeEnd(range);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        assertThatThrownBy(() -> subscriber.poll(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("own thread");
    }

    @Test
    @DisplayName("one record serves all subscriptions of a subscriber that a range hits")
    void oneRecordServesAllSubscriptionsOfASubscriber() {
        world.space.subscribe(0x1800, 0x1000, subscriber);
        InvalidationRange range = world.range(0x1000, 0x9000);
        producer.invalidateRangeStart(range);
        assertThat(range.hits()).isEqualTo(2);
        assertThat(range.records()).isEqualTo(1);
        assertThat(subscriber.poll(8)).isEqualTo(1);
    }

    @Test
    @DisplayName("a producer that hits the subscriber of its own thread serves it while it waits")
    void aProducerThatHitsTheSubscriberOfItsOwnThreadServesIt() {
        assertThat(subscriber.poll(8)).isZero();
        Invalidator patient = world.space.newInvalidator("patient");
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(patient.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        assertThat(records).hasSize(1);
        patient.invalidateRangeEnd(range);
        assertThat(subscriber.poll(8)).isZero();
    }

    @Test
    void aReaderThatWaitsServesTheSubscriberOfItsOwnThread() {
        subscriber.poll(8);
        Subscription a = world.subscribeA();
        InvalidationRange range = publish(producer);
        long seen = a.readBegin(WhileWaiting.then(() -> producer.invalidateRangeEnd(range)), Long.MAX_VALUE);
        assertThat(a.readRetry(seen)).isFalse();
        assertThat(records).hasSize(1);
    }

    @Test
    @DisplayName("what a handler throws while its thread waits is not passed on, and the record comes again")
    void whatAHandlerThrowsWhileItsThreadWaitsIsNotPassedOn() {
        subscriber.poll(8);
        handling.set(() -> {
            throw new IllegalArgumentException("handler");
        });
        WhileWaiting idle = WhileWaiting.then(() -> handling.set(() -> {}));
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator patient = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
        assertThat(patient.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        assertThat(records).hasSizeGreaterThan(1).containsOnly(records.get(0));
    }

    @Test
    @DisplayName("what waits for callbacks is rejected in a handler, which may be what they wait for")
    void whatWaitsForCallbacksIsRejectedInAHandler() {
        Subscription called = world.subscribe("called", 0x8000, 0x9000);
        Registration registration = world.register("notifier");
        List<Throwable> thrown = new ArrayList<>();
        handling.set(() -> {
            thrown.add(catchThrowable(called::close));
            thrown.add(catchThrowable(registration::close));
            thrown.add(catchThrowable(world.space::synchronizeAll));
        });
        InvalidationRange range = publish(producer);

        assertThat(subscriber.poll(1)).isEqualTo(1);

        assertThat(thrown).hasSize(3).allMatch(each -> each instanceof IllegalStateException);
        producer.invalidateRangeEnd(range);
        world.called.clear();
        world.invalidate(0x8000, 0x9000);
        assertThat(world.called)
                .as("who is still there")
                .contains("called")
                .anyMatch(each -> each.contains("notifier"));
    }

    @Test
    @DisplayName("closing a space that would have to wait for a release callback is rejected in a handler")
    void closingASpaceThatWouldHaveToWaitIsRejectedInAHandler() {
        CountDownLatch releasing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Registration registration = world.space.register(world.notifier("x").onRelease(() -> {
            releasing.countDown();
            Uninterruptibly.await(goOn);
        }));
        publish(producer);
        CompletableFuture<Void> closing = PollingThread.background(() -> {
            registration.close();
            return null;
        });
        Uninterruptibly.await(releasing);
        handling.set(world.space::close);

        assertThatThrownBy(() -> subscriber.poll(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside the handler of subscriber own thread");

        goOn.countDown();
        closing.join();
    }

    @Test
    @DisplayName("what a handler publishes to its own subscriber comes next, and is awaited behind the handler")
    void whatAHandlerPublishesToItsOwnSubscriberComesNext() {
        Invalidator inner = world.space.newInvalidator("inner", 1_000_000);
        InvalidationRange range = world.range(0x1800, 0x1900);
        handling.set(() -> {
            handling.set(() -> {});
            assertThat(inner.publish(range)).isFalse();
            assertThat(inner.await(range, 0)).isEqualTo(TIMED_OUT);
        });
        publish(producer);

        assertThat(subscriber.poll(1)).isEqualTo(1);

        assertThat(subscriber.poll(8)).isEqualTo(1);
        assertThat(records).extracting(Told::start).containsExactly(0x1000L, 0x1800L);
        assertThat(inner.await(range)).isEqualTo(COMPLETED);
    }
}
