package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primitive on which all waits stand, with conditions that count how often they are looked at. */
@Watchdog
class SpinThenParkTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(300);

    /** Spins and yields at the beginning, and then some tens; a wait that spins looks a million times. */
    private static final int FEW = 10_000;

    private final World world = new World();

    /** What this thread polls, and would serve in the waits of other tests. */
    private Subscriber own;

    @AfterEach
    void cleanUp() {
        Thread.interrupted();
        if (own != null) {
            own.close();
        }
    }

    /** What is over at some look, and announced by nobody. */
    private static final class Looked implements SpinThenPark.Condition {
        private final IntPredicate over;
        private int looks;
        private int announcements;
        private int looksBeforeSleep;
        private boolean mayAllRun = true;
        private long spinNanos;
        private boolean retracted;

        Looked(IntPredicate over) {
            this.over = over;
        }

        @Override
        public boolean isOver() {
            return over.test(++looks);
        }

        @Override
        public void announce(Thread current) {
            announcements++;
            looksBeforeSleep = announcements == 1 ? looks : looksBeforeSleep;
        }

        @Override
        public boolean mayAllRun() {
            return mayAllRun;
        }

        @Override
        public long spinNanos() {
            return spinNanos;
        }

        @Override
        public void retract() {
            retracted = true;
        }

        @Override
        public long longestSleep(long waitedNanos) {
            return SpinThenPark.unannounced(waitedNanos);
        }

        @Override
        public Alarm alarm() {
            return new Alarm();
        }
    }

    private static void standStill(long nanos) {
        for (long begun = System.nanoTime(), left = nanos; left > 0; left = nanos - (System.nanoTime() - begun)) {
            LockSupport.parkNanos(left);
        }
    }

    /** In a thread that polls nothing, and so has nothing to serve: each test leaves this one something. */
    private static boolean awaitElsewhere(SpinThenPark.Condition condition, long nanos) {
        return PollingThread.background(() -> SpinThenPark.await(condition, null, nanos))
                .join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row("O2")
    @DisplayName("a wait that lasts looks some hundred times, interrupted or not, and keeps the interrupt")
    void o1AWaitThatLastsLooksSomeHundredTimes(boolean interrupted) {
        Looked never = new Looked(look -> false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(SpinThenPark.await(never, null, A_WHILE)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isEqualTo(interrupted);
        assertThat(never.looks).isLessThan(FEW);
        assertThat(never.announcements).isPositive();
        assertThat(never.retracted).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a wait spins before it sleeps, unless those who are waited for cannot all run meanwhile")
    void o10AWaitSpinsOnlyBesideThoseWhoMayRun(boolean mayAllRun) {
        Looked never = new Looked(look -> false);
        never.mayAllRun = mayAllRun;
        assertThat(SpinThenPark.await(never, new SleepingMillisIdleStrategy(1), A_WHILE / 10))
                .isFalse();
        assertThat(never.announcements).isPositive();
        assertThat(never.looksBeforeSleep > 100).isEqualTo(mayAllRun);
    }

    @Test
    @DisplayName("a wait that may spin for so long does not sleep before, though it yields no more")
    void o10AWaitThatMaySpinForSoLongDoesNotSleepBefore() {
        Looked late = new Looked(look -> look > 50_000);
        late.spinNanos = Watchdog.LONGER_NANOS;
        assertThat(awaitElsewhere(late, Long.MAX_VALUE)).isTrue();
        assertThat(late.announcements).isZero();
    }

    @Test
    @DisplayName("an interrupt in the middle of a wait ends one sleep, and is kept")
    void o1AnInterruptInTheMiddleOfAWaitIsKept() {
        Thread waiting = Thread.currentThread();
        Looked never = new Looked(look -> {
            if (look == 1_000) {
                waiting.interrupt();
            }
            return false;
        });
        while (never.looks < 1_000) { // as yields may be dear, one wait may look less often
            assertThat(SpinThenPark.await(never, null, A_WHILE)).isFalse();
        }
        assertThat(waiting.isInterrupted()).isTrue();
        assertThat(never.looks).isLessThan(FEW);
    }

    @Test
    void o6TheTimeInWhichEverythingStoodStillIsGivenBack() {
        Looked innocent = new Looked(look -> {
            if (look == 150) { // while it spins
                standStill(2 * A_WHILE);
            }
            return look >= 200;
        });
        assertThat(awaitElsewhere(innocent, A_WHILE)).isTrue();
    }

    @Test
    void o6AWaitEndsThoughEverythingStandsStillAgainAndAgain() {
        Looked never = new Looked(look -> {
            if (look > 150) {
                standStill(TimeUnit.MILLISECONDS.toNanos(20));
            }
            return false;
        });
        assertThat(awaitElsewhere(never, TimeUnit.MILLISECONDS.toNanos(10))).isFalse();
        assertThat(never.looks).isLessThan(FEW);
    }

    @Test
    @DisplayName("a deadline is kept beside a backlog of records: the clock is read before each of them")
    void o3ADeadlineIsKeptBesideABacklogOfRecords() {
        long deadline = TimeUnit.MILLISECONDS.toNanos(1);
        own = new Subscriber("own", record -> standStill(10 * deadline));
        world.space.subscribe(0x1000, 0x1000, own);
        own.attach();
        Invalidator producer = world.impatient("impatient");
        for (int i = 0; i < 64; i++) {
            InvalidationRange range = world.range(0x1000, 0x2000);
            producer.publish(range);
            producer.invalidateRangeEnd(range);
        }
        assertThat(SpinThenPark.await(new Looked(look -> false), null, deadline))
                .isFalse();
        assertThat(own.counters().records()).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("a deadline is kept beside a handler that takes longer, and throws")
    void o3ADeadlineIsKeptBesideAHandlerThatTakesLongAndThrows() {
        long deadline = TimeUnit.MILLISECONDS.toNanos(5);
        int[] calls = new int[1];
        own = new Subscriber("own", record -> {
            calls[0]++;
            standStill(10 * deadline);
            throw new IllegalStateException("handler");
        });
        world.space.subscribe(0x1000, 0x1000, own);
        own.attach();
        InvalidationRange range = world.range(0x1000, 0x2000);
        world.producer.publish(range);
        assertThat(SpinThenPark.await(new Looked(look -> false), null, deadline))
                .isFalse();
        assertThat(calls[0]).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("a deadline is kept by an idle strategy that sleeps for longer, whatever wakes it")
    void o3ADeadlineIsKeptByAStrategyThatSleepsForLonger() {
        long deadline = TimeUnit.MILLISECONDS.toNanos(5);
        Overslept slow = new Overslept(10 * deadline);
        assertThat(SpinThenPark.await(new Looked(look -> false), slow, deadline))
                .isFalse();
        assertThat(slow.sleeps).isEqualTo(1);
    }

    @Test
    @DisplayName("who had no time to run while a strategy of the user's was asleep is looked at again when it had")
    void o6WhatIsLeftOfTheTimeIsWaitedForBehindAStrategyThatOversleeps() {
        Overslept slow = new Overslept(2 * A_WHILE);
        Looked innocent = new Looked(look -> slow.sleeps > 0 && ++slow.looksBehind > 3);
        assertThat(PollingThread.background(() -> SpinThenPark.await(innocent, slow, A_WHILE))
                        .join())
                .isTrue();
        assertThat(slow.sleeps).isEqualTo(1);
    }

    /** Sleeps for longer than it should, whoever wakes it. */
    private static final class Overslept implements IdleStrategy {
        private final long nanos;
        private int sleeps;
        private int looksBehind;

        Overslept(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void idle() {
            sleeps++;
            standStill(nanos);
        }

        @Override
        public void idle(int workCount) {
            idle();
        }

        @Override
        public void reset() {}
    }

    @Test
    @DisplayName("a record over which its handler throws is tried again seldom while its thread waits")
    void aRecordOverWhichItsHandlerThrowsIsTriedAgainSeldom() {
        own = new Subscriber("own", record -> {
            throw new IllegalArgumentException("poison");
        });
        world.space.subscribe(0x1000, 0x1000, own);
        own.attach();
        world.impatient("impatient").publish(world.range(0x1000, 0x2000));
        assertThat(SpinThenPark.await(new Looked(look -> false), null, A_WHILE)).isFalse();
        assertThat(own.counters().failures()).isBetween(2L, 50L);
    }
}
