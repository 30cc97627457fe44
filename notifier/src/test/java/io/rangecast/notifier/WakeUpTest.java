package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who sleeps until something happens is woken by it: all here park for long, and fail if that is over. */
@Watchdog
class WakeUpTest {
    private static final int RING = 256;

    private final TickerAtRest ticker = new TickerAtRest();
    private final World world = new World();
    private final LongParking idle = new LongParking();
    private final AtomicReference<Runnable> handling = new AtomicReference<>(() -> {});
    private final Subscriber subscriber = new Subscriber("slow", record -> {
        if (record.sequence() != 0) {
            handling.get().run();
        }
    });
    private final Subscription subscription = world.space.subscribe(0x1000, 0x1000, subscriber);

    @AfterEach
    void goOn() {
        ticker.close();
    }

    /** A producer that sleeps in a start over the subscription. */
    private CompletableFuture<InvalidationResult> sleepingProducer() {
        Invalidator sleeper = world.space.newInvalidator("sleeper", idle, Long.MAX_VALUE);
        CompletableFuture<InvalidationResult> starting =
                PollingThread.background(() -> sleeper.invalidateRangeStart(world.range(0x1000, 0x2000)));
        idle.awaitParked();
        return starting;
    }

    @Test
    @DisplayName("a producer that sleeps is woken by the poll that it waits for")
    void i3AProducerThatSleepsIsWokenByThePoll() {
        CompletableFuture<InvalidationResult> starting = sleepingProducer();
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(starting.join()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a producer that sleeps is woken when the thread that it waits for goes offline")
    void i3AProducerThatSleepsIsWokenByOffline() {
        CompletableFuture<InvalidationResult> starting = sleepingProducer();
        subscriber.offline();
        assertThat(starting.join()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a producer that sleeps is woken when the subscriber that it waits for closes")
    void i3AProducerThatSleepsIsWokenByClose() {
        CompletableFuture<InvalidationResult> starting = sleepingProducer();
        subscriber.close();
        assertThat(starting.join()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a producer that sleeps is woken when another evicts the subscriber that it waits for")
    void i3AProducerThatSleepsIsWokenByEviction() {
        CompletableFuture<InvalidationResult> starting = sleepingProducer();
        Invalidator evictor = world.impatient("evictor");
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(evictor.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(evictor.evict(range)).isEqualTo(EVICTED);
        assertThat(starting.join()).isEqualTo(EVICTED);
    }

    @Test
    @DisplayName("a producer is woken by what was taken of its records, though the handler throws over the next")
    void i3AProducerIsWokenThoughTheHandlerThrowsOverTheNextRecord() {
        Invalidator sleeper = world.space.newInvalidator("sleeper", idle, Long.MAX_VALUE);
        CompletableFuture<InvalidationResult> waiting = PollingThread.background(() -> {
            InvalidationRange range = new InvalidationRange();
            for (int i = 0; i < RING; i++) {
                sleeper.publish(range.init(world.space, 0x1000, 0x2000));
                sleeper.invalidateRangeEnd(range);
            }
            return sleeper.invalidateRangeStart(range);
        });
        idle.awaitParked();
        handling.set(() -> {
            throw new IllegalArgumentException("a record of the ring");
        });
        assertThatThrownBy(() -> subscriber.poll(2)).hasMessage("a record of the ring");
        assertThat(waiting.join()).as("what did not fit was taken").isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a producer that sleeps is woken by a record for its own thread, and takes it")
    void i3AProducerThatSleepsIsWokenByARecordForItsOwnThread() {
        CountDownLatch taken = new CountDownLatch(1);
        Subscriber own = new Subscriber("own", record -> taken.countDown());
        world.space.subscribe(0x5000, 0x1000, own);
        Invalidator sleeper = world.space.newInvalidator("sleeper", idle, Long.MAX_VALUE);
        CompletableFuture<InvalidationResult> starting = PollingThread.background(() -> {
            own.attach();
            return sleeper.invalidateRangeStart(world.range(0x1000, 0x2000));
        });
        idle.awaitParked();
        world.impatient("another").publish(world.range(0x5000, 0x6000));
        Uninterruptibly.await(taken);
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(starting.join()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName(
            "a producer that sleeps is woken by the last exit of the sections that it waits for, and by no later one")
    void i3AProducerThatSleepsIsWokenByTheSectionsThatItWaitsFor() {
        ReaderGroup group = new ReaderGroup("searches");
        Wakes sleeper = new Wakes();
        long first = group.enter();
        long second = group.enter();
        long look = group.look();
        sleeper.announce(Thread.currentThread());
        group.announce(sleeper, look);
        for (int i = 0; i < 100; i++) {
            group.exit(group.enter());
        }
        assertThat(sleeper.wakes).as("by later sections").isZero();
        group.exit(first);
        group.exit(second);
        assertThat(sleeper.wakes).isEqualTo(1);
        assertThat(SectionCounts.isOver(group.lookAgain(look))).isTrue();
        group.retract(sleeper);
        group.exit(group.enter());
        assertThat(sleeper.wakes).isEqualTo(1);
    }

    @Test
    @DisplayName("producers that wait for different sections of a group are woken each by its own")
    void i3ProducersThatWaitForDifferentSectionsAreWoken() {
        ReaderGroup group = new ReaderGroup("searches");
        Wakes one = new Wakes();
        Wakes other = new Wakes();
        long section = group.enter();
        long look = group.look();
        long later = group.enter();
        long lookAtBoth = group.look();
        for (Wakes each : List.of(one, other)) {
            each.announce(Thread.currentThread());
        }
        group.announce(one, look);
        group.announce(other, lookAtBoth);
        group.exit(later);
        assertThat(other.wakes).isEqualTo(1);
        group.retract(one);
        group.exit(section);
        assertThat(other.wakes).isEqualTo(2);
        assertThat(SectionCounts.isOver(group.lookAgain(lookAtBoth))).isTrue();
    }

    @Test
    @DisplayName("a producer that sleeps over sections is woken when another begins a phase, which may end its wait")
    void i3AProducerThatSleepsOverSectionsIsWokenByAPhase() {
        ReaderGroup group = new ReaderGroup("searches");
        Wakes sleeper = new Wakes();
        group.enter();
        long look = group.look();
        sleeper.announce(Thread.currentThread());
        group.announce(sleeper, look);
        group.lookAgain(look);
        assertThat(sleeper.wakes).as("by a look that begins none").isZero();
        group.enter();
        group.look();
        assertThat(sleeper.wakes).isEqualTo(1);
    }

    @Test
    @DisplayName("a producer that sleeps over sections is woken when another evicts the group")
    void i3AProducerThatSleepsOverSectionsIsWokenByEviction() {
        ReaderGroup group = new ReaderGroup("searches");
        world.space.subscribe(0x5000, 0x1000, group);
        long section = group.enter();
        Invalidator sleeper = world.space.newInvalidator("sleeper", idle, Long.MAX_VALUE);
        CompletableFuture<InvalidationResult> starting =
                PollingThread.background(() -> sleeper.invalidateRangeStart(world.range(0x5000, 0x6000)));
        idle.awaitParked();
        assertThat(group.evict()).isTrue();
        assertThat(starting.join()).isEqualTo(EVICTED);
        group.exit(section);
    }

    /** Where a producer would sleep. */
    private static final class Wakes extends ParkingSpot {
        private int wakes;

        @Override
        boolean wakeIfSeen() {
            wakes++;
            return super.wakeIfSeen();
        }
    }

    /** A reader that sleeps in a begin while a window is open. */
    private CompletableFuture<Long> sleepingReader() {
        CompletableFuture<Long> reading = PollingThread.background(() -> subscription.readBegin(idle, Long.MAX_VALUE));
        idle.awaitParked();
        return reading;
    }

    @Test
    @DisplayName("a reader that sleeps is woken by the last end, not by the first")
    void i3AReaderThatSleepsIsWokenByTheLastEnd() {
        subscription.tryReadBegin(); // or who comes in a window would be the first, whom nobody wakes: it looks
        Invalidator producer = world.impatient("impatient");
        InvalidationRange[] ranges = {world.range(0x1000, 0x1800), world.range(0x1400, 0x2000)};
        producer.publish(ranges[0]);
        producer.publish(ranges[1]);
        CompletableFuture<Long> reading = sleepingReader();
        producer.invalidateRangeEnd(ranges[0]);
        assertThat(reading).isNotDone();
        producer.invalidateRangeEnd(ranges[1]);
        assertThat(subscription.readRetry(reading.join())).isFalse();
    }

    @Test
    @DisplayName("a reader that sleeps is woken when its subscription is closed")
    void i3AReaderThatSleepsIsWokenByClose() {
        assertReaderWokenBy(subscription::close);
    }

    @Test
    @DisplayName("a reader that sleeps is woken when the space is closed")
    void i3AReaderThatSleepsIsWokenByTheEndOfTheSpace() {
        assertReaderWokenBy(world.space::close);
    }

    @Test
    @DisplayName("a reader that sleeps is woken when the subscriber is closed")
    void i3AReaderThatSleepsIsWokenByTheEndOfTheSubscriber() {
        assertReaderWokenBy(subscriber::close);
    }

    private void assertReaderWokenBy(Runnable end) {
        world.impatient("impatient").publish(world.range(0x1000, 0x2000));
        CompletableFuture<Long> reading = sleepingReader();
        end.run();
        assertThat(reading.join()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
    }

    /** Lets the subscriber's thread sleep, then does something that it is to be woken by. */
    private void assertSubscriberWokenBy(Runnable event) {
        AtomicReference<Thread> sleeping = new AtomicReference<>();
        CompletableFuture<Integer> polling = PollingThread.background(() -> {
            subscriber.attach();
            subscriber.poll(RING);
            sleeping.set(Thread.currentThread());
            long begun = System.nanoTime();
            subscriber.sleep(LongParking.NANOS);
            LongParking.checkWoken(begun);
            int taken = subscriber.poll(RING);
            subscriber.detach();
            return taken;
        });
        while (sleeping.get() == null) {
            Thread.yield();
        }
        LongParking.awaitParked(sleeping.get());
        event.run();
        assertThat(polling.join()).isEqualTo(1);
    }

    @Test
    @DisplayName("a subscriber that sleeps is woken by a record, whether producers ring or not")
    void i3ASubscriberThatSleepsIsWokenByARecord() {
        for (int i = 0; i < 5; i++) {
            Invalidator producer = world.impatient("producer " + i);
            producer.publish(world.range(0x1000, 0x2000)); // the two meet
            assertSubscriberWokenBy(() -> producer.publish(world.range(0x1000, 0x2000)));
        }
    }

    @Test
    @DisplayName("a subscriber that sleeps is woken by a batch, whether producers ring or not")
    void i3ASubscriberThatSleepsIsWokenByABatch() {
        for (int i = 0; i < 5; i++) {
            Invalidator producer = world.impatient("producer " + i);
            producer.publish(world.range(0x1000, 0x2000)); // the two meet
            InvalidationBatch batch = new InvalidationBatch(1).init(InvalidationEvent.UNMAP, 0, null, world.space);
            batch.add(0x1000, 0x2000);
            assertSubscriberWokenBy(() -> producer.publish(batch));
        }
    }

    @Test
    void i3ASubscriberThatSleepsIsWokenByItsEviction() {
        assertSubscriberWokenBy(subscriber::evict);
    }
}
