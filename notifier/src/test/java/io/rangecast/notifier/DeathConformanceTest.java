package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I9: a subscriber thread dies without closing. */
@Watchdog
class DeathConformanceTest {
    private final World world = new World();
    private final Subscriber subscriber = new Subscriber("mortal", record -> {});
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, subscriber);
    private final CountDownLatch attached = new CountDownLatch(1);
    private final CountDownLatch mayDie = new CountDownLatch(1);
    private final Thread thread = new Thread(() -> {
        subscriber.attach();
        attached.countDown();
        Uninterruptibly.await(mayDie);
    });

    private void start() {
        thread.start();
        Uninterruptibly.await(attached);
    }

    private void die() throws InterruptedException {
        mayDie.countDown();
        thread.join();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, Long.MAX_VALUE})
    @DisplayName("a producer goes on when the thread is dead, whatever its patience, and its subscriptions are gone")
    void i9AProducerGoesOnWhenTheThreadIsDead(long patience) throws InterruptedException {
        start();
        die();
        Invalidator producer = world.space.newInvalidator("producer", patience);
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        assertThat(range.hits()).isZero();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("threads come and go, and nobody invalidates what they have subscribed to: nothing grows")
    void i9ThreadsComeAndGoWithoutAnyStart() throws InterruptedException {
        List<Subscriber> forgotten = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Thread mortal = new Thread(() -> {
                Subscriber mine = new Subscriber("short", record -> {});
                mine.attach();
                world.space.subscribe(0x9000, 0x1000, mine);
                forgotten.add(mine);
            });
            mortal.start();
            mortal.join();
        }
        assertThat(forgotten).filteredOn(each -> !each.isClosed()).hasSizeLessThan(20);
        assertThat(world.space.counters().deaths()).isGreaterThan(40);
        start();
        for (int i = 0; i < 10; i++) {
            world.space.subscribe(0x9000, 0x1000, new Subscriber("another", record -> {}));
        }
        assertThat(subscriber.isClosed()).as("one whose thread lives").isFalse();
        die();
    }

    @Test
    @DisplayName("who lives is waited for, and dies in the middle of the wait")
    void i9WhoDiesInTheMiddleOfTheWaitIsNoticed() throws InterruptedException {
        start();
        Invalidator producer = world.space.newInvalidator("producer", WhileWaiting.then(mayDie::countDown), 1);
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(producer.await(range, Long.MAX_VALUE)).isEqualTo(COMPLETED);
        thread.join();
    }

    @Test
    @DisplayName("several producers that wait for one dead thread all go on, and count one death")
    void i9SeveralProducersCountOneDeath() throws InterruptedException {
        start();
        List<CompletableFuture<InvalidationResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Invalidator producer = world.space.newInvalidator("producer " + i, Long.MAX_VALUE);
            waiting.add(PollingThread.background(() -> {
                InvalidationRange range = world.range(0x1000, 0x2000);
                producer.publish(range);
                return producer.await(range);
            }));
        }
        die();
        assertThat(waiting).allMatch(each -> each.join() == COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("a start that may not wait need not wait for the dead, who are counted")
    void i9AStartThatMayNotWaitNeedNotWaitForTheDead() throws InterruptedException {
        start();
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        die();
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(COMPLETED);
        world.end(range);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("the death of a thread that was offline is noticed, though nobody waits for it")
    void i9TheDeathOfAThreadThatWasOfflineIsNoticed() throws InterruptedException {
        Thread offline = new Thread(subscriber::offline);
        offline.start();
        offline.join();
        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
        assertThat(world.invalidate(0x1000, 0x2000)).isZero();
    }
}
