package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows O3, O7 and O12: what becomes of waits for those who do not poll. */
@Watchdog
class LaggardConformanceTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);

    private final World world = new World();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Subscriber stuck = new Subscriber("stuck", record -> {
        if (failing.get()) {
            throw new IllegalArgumentException("handler");
        }
    });
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, stuck);
    private final WhileWaiting idle = WhileWaiting.idly();
    private final Invalidator producer = world.space.newInvalidator("producer", idle, SHORT);
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    private int roundsOf(Runnable what) {
        int before = idle.rounds();
        what.run();
        return idle.rounds() - before;
    }

    private void timeOut(Invalidator by) {
        assertThat(by.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(by.laggards(range)).containsExactly("stuck");
        by.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("who has missed a deadline is not waited for by the next starts, and named by each")
    void o7WhoHasMissedADeadlineIsNotWaitedForByTheNextStarts() {
        assertThat(roundsOf(() -> timeOut(producer))).isPositive();
        Invalidator another = world.space.newInvalidator("another", idle, SHORT);
        assertThat(roundsOf(() -> timeOut(producer))).isZero();
        assertThat(roundsOf(() -> timeOut(another))).isZero();
        assertThat(world.space.counters().timeouts()).isEqualTo(3);
        assertThat(world.space.counters().laggards()).isEqualTo(3);
    }

    @Test
    void o7NorByThoseOfABatch() {
        timeOut(producer);
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x1100)
                .add(0x1800, 0x1900);
        assertThat(roundsOf(
                        () -> assertThat(producer.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT)))
                .isZero();
        assertThat(producer.laggards(batch)).containsExactly("stuck");
        stuck.poll(64);
        assertThat(producer.await(batch, 0)).isEqualTo(COMPLETED);
    }

    @Test
    void o7AnAwaitWaitsForItAndSoDoesAStartThatHasMorePatience() {
        timeOut(producer);
        producer.publish(range);
        assertThat(roundsOf(() -> assertThat(producer.await(range)).isEqualTo(TIMED_OUT)))
                .isPositive();
        producer.invalidateRangeEnd(range);

        Invalidator patient = world.space.newInvalidator(
                "patient", WhileWaiting.then(() -> stuck.poll(64)), TimeUnit.MINUTES.toNanos(1));
        assertThat(patient.invalidateRangeStart(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("it is waited for again once it polls, also if its handler throws")
    void o7ItIsWaitedForAgainOnceItPolls() {
        timeOut(producer);
        stuck.poll(64);
        stuck.detach(); // or this thread would serve it while it waits
        assertThat(roundsOf(() -> timeOut(producer))).isPositive();

        failing.set(true);
        assertThatThrownBy(() -> stuck.poll(64)).isInstanceOf(IllegalArgumentException.class);
        assertThat(roundsOf(() -> timeOut(producer))).isPositive();
        assertThat(roundsOf(() -> timeOut(producer))).isZero();
    }

    @Test
    @DisplayName("while others are waited for it may answer, and the start is completed then")
    void o7WhileOthersAreWaitedForItMayAnswer() throws InterruptedException {
        timeOut(producer);
        TimeUnit.NANOSECONDS.sleep(100 * SHORT);
        Subscriber late = new Subscriber("late", record -> {});
        world.space.subscribe(0x1000, 0x1000, late);
        Invalidator waiting = world.space.newInvalidator(
                "waiting",
                WhileWaiting.then(() -> {
                    stuck.poll(64);
                    late.poll(64);
                }),
                100 * SHORT);
        assertThat(waiting.invalidateRangeStart(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("to look whether all have let go is no wait and no time-out")
    void o12ToLookWhetherAllHaveLetGoIsNoTimeOut() {
        producer.publish(range);
        assertThat(producer.await(range, 0)).isEqualTo(TIMED_OUT);
        assertThat(producer.await(range, -1)).isEqualTo(TIMED_OUT);
        assertThat(world.space.counters().waits()).isZero();
        assertThat(world.space.counters().timeouts()).isZero();
        assertThat(roundsOf(() -> assertThat(producer.await(range)).isEqualTo(TIMED_OUT)))
                .as("nor does it make a laggard of anybody")
                .isPositive();
        assertThat(world.space.counters().timeouts()).isEqualTo(1);
    }

    @Test
    void aBatchIsWaitedForAtOnce() {
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x1100)
                .add(0x1800, 0x1900);
        Invalidator waiting = world.space.newInvalidator(
                "waiting", WhileWaiting.then(() -> stuck.poll(64)), TimeUnit.MINUTES.toNanos(1));
        assertThat(waiting.invalidateRangeStart(batch)).isEqualTo(COMPLETED);
        assertThat(world.space.counters().waits()).isEqualTo(1);
    }

    @Test
    @DisplayName("the end of the space ends the wait of a producer; an await that begins after it waits again")
    void o3TheEndOfTheSpaceEndsTheWaitOfAProducer() throws InterruptedException {
        Invalidator patient = world.space.newInvalidator("patient", Long.MAX_VALUE);
        InvalidationResult[] result = new InvalidationResult[1];
        CompletableFuture<Void> waiting = World.waiting(() -> result[0] = patient.invalidateRangeStart(range));
        world.space.close();
        waiting.join();
        assertThat(result[0]).isEqualTo(TIMED_OUT);
        assertThat(patient.laggards(range)).containsExactly("stuck");

        CompletableFuture<Void> awaiting = World.waiting(() -> result[0] = patient.await(range));
        assertThat(awaiting).isNotDone();
        stuck.poll(64);
        awaiting.join();
        assertThat(result[0]).isEqualTo(COMPLETED);
    }
}
