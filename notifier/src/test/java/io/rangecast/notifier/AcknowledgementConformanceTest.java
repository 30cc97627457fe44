package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static io.rangecast.notifier.Subscription.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sections I and K as far as they need no load: who is waited for, and who is not. */
@Watchdog
class AcknowledgementConformanceTest {
    private final World world = new World();
    private final List<Told> records = new ArrayList<>();
    private final Subscriber sleeper = new Subscriber("sleeper", said -> records.add(Told.by(said)));

    @Test
    void i4AWindowMayBeOpenedByOneThreadAndEndedByAnother() {
        Subscription a = world.subscribeA();
        for (int i = 0; i < 100; i++) {
            InvalidationRange range =
                    PollingThread.background(() -> world.open(0x1000, 0x2000)).join();
            assertThat(a.tryReadBegin()).isEqualTo(BUSY);
            world.end(range);
        }
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("a producer gives up waiting for a subscriber that does not poll, names it, and goes on when it polls")
    void i8AProducerGivesUpWaitingForASubscriberThatDoesNotPoll() {
        Subscription a = world.space.subscribe(0x1000, 0x1000, sleeper);
        WhileWaiting idle = WhileWaiting.idly();
        Invalidator producer = world.space.newInvalidator("patient", idle, 20_000_000);
        InvalidationRange range = world.range(0x1000, 0x2000);

        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        assertThat(idle.rounds()).isPositive();
        assertThat(producer.laggards(range)).containsExactly("sleeper");
        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        assertThat(sleeper.poll(8)).isEqualTo(1);
        assertThat(producer.laggards(range)).isEmpty();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        producer.invalidateRangeEnd(range);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
    }

    @Test
    @DisplayName("a window that timed out can be given up, and its record then keeps nobody waiting")
    void i8AWindowThatTimedOutCanBeGivenUp() {
        Subscription a = world.space.subscribe(0x1000, 0x1000, sleeper);
        Invalidator producer = world.impatient("impatient");
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        producer.invalidateRangeEnd(range);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        producer.close();
        assertThat(sleeper.poll(8)).isEqualTo(1);
    }

    @Test
    void i8OnlyThoseWhoHaveNotPolledAreNamed() {
        List<Subscriber> subscribers = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            Subscriber subscriber = new Subscriber(name, said -> {});
            world.space.subscribe(0x1000, 0x1000, subscriber);
            subscribers.add(subscriber);
        }
        Invalidator producer = world.impatient("impatient");
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.invalidateRangeStart(range);
        subscribers.get(1).poll(1);
        assertThat(producer.laggards(range)).containsExactlyInAnyOrder("first", "third");
        subscribers.get(0).poll(1);
        assertThat(producer.laggards(range)).containsExactly("third");
        subscribers.get(2).close();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("all are told before any is waited for: two that acknowledge only together do")
    void k1AllAreToldBeforeAnyIsWaitedFor() {
        CyclicBarrier bothHaveIt = new CyclicBarrier(2);
        RecordHandler handler = said -> {
            try {
                bothHaveIt.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        try (PollingThread one = new PollingThread("one", handler);
                PollingThread other = new PollingThread("other", handler)) {
            world.space.subscribe(0x1000, 0x1000, one.subscriber());
            world.space.subscribe(0x1000, 0x1000, other.subscriber());
            Invalidator producer = world.space.newInvalidator("producer", Watchdog.LONGER_NANOS);
            InvalidationRange range = world.range(0x1000, 0x2000);
            for (int i = 0; i < 100; i++) {
                assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
                producer.invalidateRangeEnd(range);
            }
        }
    }

    @Test
    void k4TwoWindowsOverOneSubscriptionAreAcknowledgedOneByOne() {
        world.space.subscribe(0x1000, 0x1000, sleeper);
        Invalidator[] producers = {world.impatient("left"), world.impatient("right")};
        InvalidationRange[] ranges = {world.range(0x1000, 0x1800), world.range(0x1400, 0x2000)};
        for (int i = 0; i < 2; i++) {
            assertThat(producers[i].invalidateRangeStart(ranges[i])).isEqualTo(TIMED_OUT);
        }

        assertThat(sleeper.poll(1)).isEqualTo(1);
        int answered = records.get(0).start() == 0x1000 ? 0 : 1;
        int open = 1 - answered;
        assertThat(producers[answered].await(ranges[answered], 0)).isEqualTo(COMPLETED);
        assertThat(producers[open].await(ranges[open], 0)).isEqualTo(TIMED_OUT);
        assertThat(producers[open].laggards(ranges[open])).containsExactly("sleeper");

        assertThat(sleeper.poll(1)).isEqualTo(1);
        assertThat(producers[open].await(ranges[open], 0)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("two windows of one producer over one subscription are acknowledged one by one")
    void k4TwoWindowsOfOneProducerAreAcknowledgedOneByOne() {
        world.space.subscribe(0x1000, 0x1000, sleeper);
        Invalidator producer = world.impatient("impatient");
        InvalidationRange first = world.range(0x1000, 0x1800);
        InvalidationRange second = world.range(0x1400, 0x2000);
        producer.invalidateRangeStart(first);
        producer.invalidateRangeStart(second);
        sleeper.poll(1);
        assertThat(producer.await(first, 0)).isEqualTo(COMPLETED);
        assertThat(producer.await(second, 0)).isEqualTo(TIMED_OUT);
        sleeper.poll(1);
        assertThat(producer.await(second, 0)).isEqualTo(COMPLETED);
    }
}
