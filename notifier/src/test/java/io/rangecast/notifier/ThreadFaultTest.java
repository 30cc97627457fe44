package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Threads that fail in the middle of something: errors, deaths and interrupts. */
@Watchdog
class ThreadFaultTest {
    private final World world = new World();
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private boolean failing = true;
    private int handled;
    private final Subscriber subscriber = new Subscriber("failing", record -> {
        if (failing) {
            throw new StackOverflowError("on purpose");
        }
        handled++;
    });
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, subscriber);

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    @DisplayName("a record over which the handler has thrown an Error is not answered, and comes again")
    void aRecordOverWhichTheHandlerHasThrownAnErrorComesAgain() {
        Invalidator producer = world.impatient("impatient");
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThatThrownBy(() -> subscriber.poll(1)).isInstanceOf(StackOverflowError.class);
        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        assertThat(producer.laggards(range)).containsExactly("failing");
        failing = false;
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("an Error of a handler that is served in a wait ends neither the wait nor the record")
    void anErrorOfAHandlerThatIsServedInAWaitEndsNeither() {
        subscriber.attach();
        Invalidator producer = world.space.newInvalidator("producer", WhileWaiting.idly(), 1_000);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        failing = false;
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);
    }

    @Test
    void i9AThreadThatDiesOfItsOwnHandlerIsNotWaitedFor() throws InterruptedException {
        Invalidator producer = world.space.newInvalidator("producer", Long.MAX_VALUE);
        producer.publish(range);
        AtomicReference<Throwable> cause = new AtomicReference<>();
        Thread dying = new Thread(() -> subscriber.poll(1));
        dying.setUncaughtExceptionHandler((thread, thrown) -> cause.set(thrown));
        dying.start();
        assertThat(producer.await(range)).isEqualTo(COMPLETED);
        dying.join();
        assertThat(cause.get()).isInstanceOf(StackOverflowError.class);
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
        producer.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("windows whose producer has died keep their range closed, and nothing else, until another ends them")
    void windowsWhoseProducerHasDiedKeepTheirRangeClosed() throws InterruptedException {
        failing = false;
        Invalidator orphaned = world.impatient("orphaned");
        Thread dying = new Thread(() -> orphaned.publish(range));
        dying.start();
        dying.join();

        Subscription newcomer = world.subscribe("newcomer", 0x1800, 0x3000);
        Subscription elsewhere = world.subscribe("elsewhere", 0x5000, 0x6000);
        assertThat(a.readBegin(1_000)).isEqualTo(Subscription.BUSY);
        assertThat(newcomer.readBegin(1_000)).isEqualTo(Subscription.BUSY);
        assertThat(elsewhere.readRetry(elsewhere.readBegin())).isFalse();
        subscriber.attach();
        assertThat(world.invalidate(0x1000, 0x6000)).isEqualTo(3);
        assertThat(handled).isEqualTo(2);

        assertThat(orphaned.await(range)).isEqualTo(COMPLETED);
        orphaned.invalidateRangeEnd(range);
        world.assertNothingOpen(a, newcomer, elsewhere);
        orphaned.close();
    }

    @Test
    @DisplayName("a subscriber that is interrupted while it polls or parks takes its records, and stays interrupted")
    void aSubscriberThatIsInterruptedTakesItsRecords() throws InterruptedException {
        failing = false;
        CountDownLatch polling = new CountDownLatch(1);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            IdleStrategy idle = subscriber.newIdleStrategy();
            subscriber.attach();
            polling.countDown();
            while (handled < 100) {
                idle.idle(subscriber.poll(1));
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        polling.await();
        LongParking.awaitParked(thread);
        thread.interrupt();
        for (int i = 0; i < 100; i++) {
            world.invalidate(0x1000, 0x2000);
        }
        thread.join();
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    @DisplayName("an interrupted thread that closes waits for the callback that runs, and stays interrupted")
    void anInterruptedThreadThatClosesWaitsForTheCallback() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        AtomicReference<String> returned = new AtomicReference<>();
        Subscription called = world.subscribe("b", 0x3000, 0x4000, self -> {
            inside.countDown();
            Uninterruptibly.await(mayReturn);
            returned.set("before the close");
        });
        var opening = PollingThread.background(() -> world.invalidate(0x3000, 0x4000));
        inside.await();
        var closing = World.waiting(() -> {
            Thread.currentThread().interrupt();
            called.close();
            assertThat(returned.get()).isEqualTo("before the close");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        mayReturn.countDown();
        closing.join();
        opening.join();
    }
}
