package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.CLOSED_FOR_GOOD;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections G and H: what may be subscribed, and the end of a space. */
@Watchdog
class LifeCycleConformanceTest {
    private final World world = new World();

    private void release() {
        world.space.release(world.producer, MemoryChange.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 0", "ffffffffffffffff, 1", "1000, ffffffffffffffff", "2, fffffffffffffffe"})
    @DisplayName("a subscription of no bytes or beyond the space is rejected, and its parts can be used again")
    void g1ASubscriptionOfNoBytesOrBeyondTheSpaceIsRejected(String start, String length) {
        IntervalNotifier notifier = world.logging("a");
        Subscriber subscriber = new Subscriber("own thread", said -> {});
        long first = Long.parseUnsignedLong(start, 16);
        long bytes = Long.parseUnsignedLong(length, 16);
        assertThatThrownBy(() -> world.space.subscribe(first, bytes, notifier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x" + start)
                .hasMessageContaining("0x" + length);
        assertThatThrownBy(() -> world.space.subscribe(first, bytes, subscriber))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.invalidate(0, MAX)).isZero();

        world.space.subscribe(0x1000, 0x1000, notifier);
        world.space.subscribe(0x2000, 0x1000, subscriber);
        InvalidationRange range = world.range(0, MAX);
        world.impatient("impatient").invalidateRangeStart(range);
        assertThat(range.hits()).isEqualTo(2);
        assertThat(world.called).containsExactly("a");
        assertThat(subscriber.poll(8)).isEqualTo(1);
    }

    @Test
    void g2AReleasedSpaceTakesNoSubscription() {
        release();
        Subscriber subscriber = new Subscriber("own thread", said -> {});
        assertThatThrownBy(world::subscribeA)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(world.space.toString());
        assertThatThrownBy(() -> world.space.subscribe(0x1000, 0x1000, subscriber))
                .isInstanceOf(IllegalStateException.class);
        assertThat(world.invalidate(0, MAX)).isZero();
    }

    @Test
    @DisplayName("a release is told as RELEASE, blockable, over the whole space; then the space is closed")
    void h1AReleaseIsToldOverTheWholeSpaceThenTheSpaceIsClosed() {
        world.map(0x1000, 0x2000, Vma.READ);
        Subscription a = world.subscribeA();

        world.space.release(world.producer, (area, start, end) -> {
            assertThat(world.called).containsExactly("a");
            assertThat(world.space.find(0x1000)).isSameAs(area);
        });

        assertThat(world.told)
                .containsExactly(new Told(
                        InvalidationEvent.RELEASE, Invalidation.BLOCKABLE, world.space.id(), 0, 0, 0, 0, 0, MAX));
        assertThat(a.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(a.readRetry(CLOSED_FOR_GOOD)).isTrue();
        assertThat(world.space.areas().isEmpty()).isTrue();
        assertThat(world.calledBy(0, MAX)).isEmpty();
    }

    @Test
    void h1NothingCanBeMappedInAReleasedSpace() {
        world.space.release(world.producer, MemoryChange.NONE);
        assertThatThrownBy(() -> world.map(0x1000, 0x2000, Vma.READ)).isInstanceOf(IllegalStateException.class);
        assertThat(world.space.areas().isEmpty()).isTrue();
    }

    @Test
    void h1ASecondReleaseDoesNothing() {
        world.subscribeA();
        release();
        release();
        assertThat(world.called).containsExactly("a");
    }

    @Test
    @DisplayName("a reader that waits in its begin is woken by the release, though the window never ends")
    void h5AReaderThatWaitsIsWokenByTheRelease() {
        Subscription a = world.subscribeA();
        Invalidator other = world.space.newInvalidator("never ends");
        other.invalidateRangeStart(world.range(0x1000, 0x2000));
        WhileWaiting idle = WhileWaiting.idly();
        CompletableFuture<Long> reader = PollingThread.background(() -> a.readBegin(idle, Long.MAX_VALUE));
        await().until(() -> idle.rounds() > 0);

        release();

        assertThat(reader.join()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(a.readBegin()).isEqualTo(CLOSED_FOR_GOOD);
    }

    @Test
    void h5AReaderThatWaitsForTheWindowItJoinedInIsWokenByAClose() {
        world.open(0x1000, 0x2000);
        Subscription a = world.subscribeA();
        assertThat(a.readBegin(WhileWaiting.then(a::close), Long.MAX_VALUE)).isEqualTo(CLOSED_FOR_GOOD);
    }

    @Test
    void h1TheEndOfASpaceClosesEachOfItsSubscriptions() {
        Subscription[] all = {world.subscribeA(), world.subscribe("b", 0, 1), world.subscribe("c", 0x1800, MAX)};

        world.space.close();

        assertThat(all).allMatch(each -> each.tryReadBegin() == CLOSED_FOR_GOOD);
    }

    @Test
    @DisplayName("a space made without an error handler logs what callbacks do wrong, and for what")
    void aSpaceWithoutAnErrorHandlerLogs() {
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord each) {
                logged.add(each);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AddressSpace.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            AddressSpace space = new AddressSpace();
            IllegalArgumentException thrown = new IllegalArgumentException("a callback's own");
            Subscription bad = space.subscribe(0x1000, 0x1000, (self, said) -> {
                throw thrown;
            });
            Invalidator producer = space.newInvalidator("producer");
            producer.invalidateRangeStart(new InvalidationRange().init(space, 0x1000, 0x1001));

            assertThat(logged).singleElement().satisfies(each -> {
                assertThat(each.getThrown()).isSameAs(thrown);
                assertThat(each.getMessage()).contains(bad.toString(), "UNMAP [0x1000,0x1001)");
            });
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
    }
}
