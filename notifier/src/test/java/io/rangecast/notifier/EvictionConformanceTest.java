package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.FAILED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static io.rangecast.notifier.Subscription.CLOSED_FOR_GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row I8 goes on: giving up on a subscriber does not make memory safe; only its poll, its close or its death does. */
@Watchdog
class EvictionConformanceTest {
    private final World world = new World();
    private final List<InvalidationRecord> records = new ArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Subscriber stuck = new Subscriber("stuck", record -> {
        if (failing.get()) {
            throw new IllegalArgumentException("handler");
        }
        assertThat(record.isEverything()).isTrue();
        records.add(record);
    });
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, stuck);
    private final Subscription elsewhere = world.space.subscribe(0x8000, 0x1000, stuck);
    private final WhileWaiting idle = WhileWaiting.idly();
    private final Invalidator producer = world.impatient("impatient");
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    @BeforeEach
    void timeOut() {
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
    }

    private void evict() {
        assertThat(producer.evict(range)).isEqualTo(EVICTED);
    }

    @Test
    @DisplayName("after an eviction all say EVICTED, and none waits, until the thread has polled once more")
    void i8AfterAnEvictionAllSayEvictedUntilTheThreadHasPolled() {
        evict();
        assertThat(stuck.isEvicted()).isTrue();
        assertThat(producer.await(range, 0)).isEqualTo(EVICTED);
        assertThat(producer.laggards(range)).containsExactly("stuck");
        Invalidator patient = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
        InvalidationRange same = world.range(0x1800, 0x1900);
        InvalidationRange other = world.range(0x8000, 0x8001);
        assertThat(patient.invalidateRangeStart(same)).isEqualTo(EVICTED);
        assertThat(patient.invalidateRangeStart(other)).isEqualTo(EVICTED);
        assertThat(idle.rounds()).isZero();

        assertThat(stuck.poll(64)).as("the one record that says everything").isEqualTo(1);

        assertThat(records).hasSize(1);
        assertThat(stuck.isClosed()).isTrue();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        for (InvalidationRange each : List.of(same, other)) {
            assertThat(patient.await(each, 0)).isEqualTo(COMPLETED);
            patient.invalidateRangeEnd(each);
        }
        producer.invalidateRangeEnd(range);
        assertThat(patient.invalidateRangeStart(other)).isEqualTo(COMPLETED);
        assertThat(other.hits()).isZero();
    }

    @Test
    @DisplayName("the readers of an evicted subscriber get CLOSED_FOR_GOOD, on all its subscriptions")
    void i8TheReadersOfAnEvictedSubscriberAreClosed() {
        long seen = elsewhere.readBegin();
        evict();
        assertThat(a.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(a.readBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(elsewhere.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(elsewhere.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName("an evicted subscriber can neither subscribe nor poll again once it was told")
    void i8AnEvictedSubscriberCanNeitherSubscribeNorPollAgain() {
        evict();
        assertThatThrownBy(() -> world.space.subscribe(0x4000, 1, stuck))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stuck was evicted");
        stuck.poll(1);
        assertThatThrownBy(() -> world.space.subscribe(0x4000, 1, stuck)).hasMessageContaining("it was evicted");
        assertThatThrownBy(() -> stuck.poll(1)).hasMessage("subscriber stuck is closed: it was evicted");
        assertThatThrownBy(stuck::attach).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a handler that throws over its eviction is told again, and until then nothing is declared safe")
    void i8AHandlerThatThrowsOverItsEvictionIsToldAgain() {
        evict();
        failing.set(true);
        assertThatThrownBy(() -> stuck.poll(64)).hasMessage("handler");
        assertThatThrownBy(() -> stuck.poll(64)).hasMessage("handler");
        assertThat(producer.await(range, 0)).isEqualTo(EVICTED);
        assertThat(stuck.isClosed()).isFalse();
        failing.set(false);
        assertThat(stuck.poll(0)).isZero();
        assertThat(stuck.poll(64)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(stuck.counters()).isEqualTo(new SubscriberCounters(1, 2));
    }

    @Test
    void i8AThreadThatWaitsInTheLibraryIsToldOfItsEvictionThere() {
        stuck.attach();
        evict();
        Subscription other = world.subscribe("other", 0x1000, 0x2000);
        long seen = other.readBegin(WhileWaiting.then(() -> producer.invalidateRangeEnd(range)), Long.MAX_VALUE);
        assertThat(other.readRetry(seen)).isFalse();
        assertThat(records).hasSize(1);
        assertThat(stuck.isClosed()).isTrue();
    }

    @Test
    @DisplayName("the death of an evicted thread makes the memory safe, for whoever asks, and is counted")
    void i8TheDeathOfAnEvictedThreadMakesTheMemorySafe() throws InterruptedException {
        CountDownLatch mayDie = new CountDownLatch(1);
        CountDownLatch attached = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            stuck.attach();
            attached.countDown();
            Uninterruptibly.await(mayDie);
        });
        thread.start();
        attached.await();
        evict();
        assertThat(producer.await(range, 0)).isEqualTo(EVICTED);
        mayDie.countDown();
        thread.join();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(producer.laggards(range)).isEmpty();
        assertThat(records).isEmpty();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("an await waits for the evicted until the time is over, and then says that they are")
    void n7AnAwaitWaitsForTheEvictedUntilTheTimeIsOver() {
        evict();
        Invalidator patient = world.space.newInvalidator("patient", idle, Long.MAX_VALUE);
        InvalidationRange same = world.range(0x1800, 0x1900);
        assertThat(patient.invalidateRangeStart(same)).isEqualTo(EVICTED);
        assertThat(idle.rounds()).isZero();
        assertThat(patient.await(same, 2_000_000)).isEqualTo(EVICTED);
        assertThat(idle.rounds()).isPositive();
        assertThat(world.space.counters().timeouts()).as("of the first start").isEqualTo(1);
    }

    @Test
    @DisplayName("an await is over when the evicted thread is told, dies, or the owner closes a callback")
    void n7AnAwaitIsOverWhenTheEvictedHaveLetGo() throws InterruptedException {
        CountDownLatch mayDie = new CountDownLatch(1);
        Subscriber dying = new Subscriber("dying", record -> {});
        world.space.subscribe(0x1000, 0x1000, dying);
        Thread thread = new Thread(() -> {
            dying.attach();
            Uninterruptibly.await(mayDie);
        });
        thread.start();
        boolean[] failing = {true};
        Subscription callback = world.space.subscribe(0x1000, 0x1000, (self, said) -> !failing[0]);
        Registration notifier = world.space.register(world.notifier("x").onStart(() -> !failing[0]));
        InvalidationRange again = world.range(0x1000, 0x2000);
        assertThat(producer.invalidateRangeStart(again)).isEqualTo(TIMED_OUT);
        assertThat(producer.evict(again)).isEqualTo(EVICTED);
        var waiting = World.waiting(
                () -> assertThat(producer.await(again, Long.MAX_VALUE)).isEqualTo(COMPLETED));
        stuck.poll(1);
        mayDie.countDown();
        thread.join();
        callback.closeAsync();
        assertThat(waiting).isNotDone();
        notifier.closeAsync();
        waiting.join();
    }

    @Test
    void n7AnEvictedNotifierHasNotLetGoBeforeItsReleaseHasReturned() {
        Invalidator second = world.impatient("second");
        InvalidationRange again = world.range(0x4000, 0x5000);
        List<InvalidationResult> whileReleased = new ArrayList<>();
        Registration notifier = world.space.register(
                world.notifier("x").onStart(() -> false).onRelease(() -> whileReleased.add(second.await(again, 0))));
        assertThat(second.invalidateRangeStart(again)).isEqualTo(FAILED);
        assertThat(second.evict(again)).isEqualTo(EVICTED);
        notifier.closeAsync();
        assertThat(whileReleased).containsExactly(EVICTED);
        assertThat(second.await(again, 0)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("an evicted thread that goes offline holds nothing, and is told before it is online again")
    void i8AnEvictedThreadThatGoesOfflineHoldsNothing() {
        stuck.attach();
        evict();
        stuck.offline();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThatThrownBy(stuck::online).hasMessage("subscriber stuck is closed: it was evicted");
        assertThat(records).hasSize(1);
    }

    @Test
    @DisplayName("an eviction that comes too late completes, and a subscriber is evicted and counted once")
    void i8ASubscriberIsEvictedAndCountedOnce() {
        Invalidator second = world.impatient("second");
        InvalidationRange again = world.range(0x1000, 0x2000);
        assertThat(second.invalidateRangeStart(again)).isEqualTo(TIMED_OUT);
        evict();
        evict();
        assertThat(second.evict(again)).isEqualTo(EVICTED);
        assertThat(world.space.counters().evictions()).isEqualTo(1);
        stuck.poll(1);
        assertThat(second.evict(again)).isEqualTo(COMPLETED);
        assertThat(world.space.counters().evictions()).isEqualTo(1);
    }

    @Test
    void i8TheRecordOfAnEvictionEmptiesATranslationCache() {
        TranslationCacheWorld cached = new TranslationCacheWorld(false);
        cached.learn(0x1000, 0x9000);
        Invalidator impatient = cached.world.impatient("impatient");
        InvalidationRange range = cached.world.range(0x1000, 0x2000);
        impatient.invalidateRangeStart(range);
        impatient.evict(range);

        assertThat(cached.subscriber.poll(64)).isEqualTo(1);
        assertThat(cached.knows(0x1000)).isFalse();
        assertThat(cached.knows(0x9000)).isFalse();
    }

    @Test
    @DisplayName("closing the subscriptions of an evicted subscriber, in whatever way, does not make memory safe")
    void i8ClosingASubscriptionOfAnEvictedSubscriberChangesNothing() {
        evict();
        a.close();
        elsewhere.closeAsync();

        producer.invalidateRangeEnd(range);
        InvalidationRange other = world.range(0x8000, 0x8001);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(EVICTED);
        assertThat(producer.invalidateRangeStart(other)).isEqualTo(EVICTED);

        assertThat(stuck.poll(64)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(producer.await(other, 0)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);
        producer.invalidateRangeEnd(other);
    }

    @Test
    @DisplayName("a subscription of a thread that is not evicted is gone at once when it is closed without waiting")
    void aSubscriptionClosedWithoutWaitingIsHitNoMore() {
        producer.invalidateRangeEnd(range);

        assertThat(a.closeAsync().toCompletableFuture()).isDone();

        assertThat(a.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        assertThat(range.hits()).isZero();
        producer.invalidateRangeEnd(range);
    }
}
