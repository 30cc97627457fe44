package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.ForkedJvm;
import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section O: a wait costs nothing, and ends. */
@Watchdog
class WaitingConformanceTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(200);

    /** The row asks for ten; a wait that spins comes to no more than two, and one that parks to a hundred. */
    private static final int TIMES_LESS = 4;

    private static final int MANY = 200;

    private final World world = new World();
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final Invalidator impatient = world.impatient("impatient");

    /** Something that waits, for {@link #A_WHILE}, for what does not come sooner. */
    enum Wait {
        START {
            @Override
            Runnable of(WaitingConformanceTest test) {
                test.world.space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
                Invalidator producer = test.world.space.newInvalidator("producer", A_WHILE);
                return () ->
                        assertThat(producer.invalidateRangeStart(test.range)).isEqualTo(TIMED_OUT);
            }
        },
        AWAIT {
            @Override
            Runnable of(WaitingConformanceTest test) {
                test.world.space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
                test.impatient.publish(test.range);
                return () ->
                        assertThat(test.impatient.await(test.range, A_WHILE)).isEqualTo(TIMED_OUT);
            }
        },
        READ_BEGIN {
            @Override
            Runnable of(WaitingConformanceTest test) {
                Subscription subscription = test.subscribeAndRead();
                test.world.producer.invalidateRangeStart(test.range);
                return () -> assertThat(subscription.readBegin(A_WHILE)).isEqualTo(Subscription.BUSY);
            }
        },
        READ_BEGIN_IN_A_MISSED_WINDOW {
            @Override
            Runnable of(WaitingConformanceTest test) {
                test.world.producer.invalidateRangeStart(test.range);
                Subscription newcomer = test.world.subscribeA();
                return () -> assertThat(newcomer.readBegin(A_WHILE)).isEqualTo(Subscription.BUSY);
            }
        },
        CLOSE {
            @Override
            Runnable of(WaitingConformanceTest test) {
                Subscription called = test.world.subscribe("called", 0x1000, 0x2000, test::sleep);
                test.startElsewhere();
                return called::close;
            }
        },
        CLOSE_OF_A_REGISTRATION {
            @Override
            Runnable of(WaitingConformanceTest test) {
                Registration registration = test.world.register("registered");
                test.world.subscribe("called", 0x1000, 0x2000, test::sleep);
                test.startElsewhere();
                return registration::close;
            }
        },
        SYNCHRONIZE_ALL {
            @Override
            Runnable of(WaitingConformanceTest test) {
                Subscription called = test.world.subscribe("called", 0x1000, 0x2000, test::sleep);
                test.startElsewhere();
                called.closeAsync();
                return test.world.space::synchronizeAll;
            }
        },
        RELEASE_OF_A_NOTIFIER_ELSEWHERE {
            @Override
            Runnable of(WaitingConformanceTest test) {
                test.world.space.register(new Notifier() {
                    @Override
                    public void release(AddressSpace space) {
                        test.sleep(null);
                    }
                });
                PollingThread.background(() -> {
                    test.world.space.close();
                    return null;
                });
                Uninterruptibly.await(test.sleeping);
                return test.world.space::close;
            }
        },
        IDLE_SUBSCRIBER {
            @Override
            Runnable of(WaitingConformanceTest test) {
                Subscriber subscriber = new Subscriber("idle", record -> {});
                return () -> {
                    IdleStrategy idle = subscriber.newIdleStrategy();
                    subscriber.attach();
                    long begun = System.nanoTime();
                    while (System.nanoTime() - begun < A_WHILE) {
                        idle.idle(subscriber.poll(1));
                    }
                    subscriber.close();
                };
            }
        };

        /** Prepares it. */
        abstract Runnable of(WaitingConformanceTest test);
    }

    private final CountDownLatch sleeping = new CountDownLatch(1);

    /** A subscription that has had a reader: it misses no window. */
    private Subscription subscribeAndRead() {
        Subscription subscription = world.subscribeA();
        subscription.tryReadBegin();
        return subscription;
    }

    private void sleep(Subscription called) {
        sleeping.countDown();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < A_WHILE) {
            LockSupport.parkNanos(A_WHILE);
        }
    }

    private void startElsewhere() {
        PollingThread.background(() -> world.producer.invalidateRangeStart(range));
        Uninterruptibly.await(sleeping);
    }

    /** Nanoseconds of processor and of time. */
    private record Cost(long processor, long time, boolean interrupted) {}

    private static CompletableFuture<Cost> costOf(Runnable what, boolean interrupted) {
        return PollingThread.background(() -> {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            long processor = threads.getCurrentThreadCpuTime();
            long time = System.nanoTime();
            what.run();
            return new Cost(
                    threads.getCurrentThreadCpuTime() - processor,
                    System.nanoTime() - time,
                    Thread.currentThread().isInterrupted());
        });
    }

    @ParameterizedTest
    @EnumSource
    void o2AThreadThatWaitsTakesASmallPartOfAProcessor(Wait wait) {
        Cost cost = costOf(wait.of(this), false).join();
        assertThat(cost.processor * TIMES_LESS).isLessThan(cost.time);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("so does one that is interrupted, and it stays interrupted")
    void o1SoDoesOneThatIsInterrupted(Wait wait) {
        Cost cost = costOf(wait.of(this), true).join();
        assertThat(cost.processor * TIMES_LESS).isLessThan(cost.time);
        assertThat(cost.interrupted).isTrue();
    }

    @Test
    @DisplayName("two hundred readers of one window together take no more")
    void o2ManyReadersOfOneWindowTakeNoMore() {
        Subscription subscription = subscribeAndRead();
        world.producer.invalidateRangeStart(range);
        assertManyTakeNoMore(() -> subscription.readBegin(4 * A_WHILE));
    }

    @Test
    @DisplayName("nor do two hundred readers of a window that their subscription has missed")
    void o2ManyReadersOfAMissedWindowTakeNoMore() {
        world.producer.invalidateRangeStart(range);
        Subscription subscription = world.subscribeA();
        assertManyTakeNoMore(() -> subscription.readBegin(4 * A_WHILE));
    }

    private static void assertManyTakeNoMore(Runnable wait) {
        List<CompletableFuture<Cost>> costs = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            costs.add(costOf(wait, false));
        }
        long processor = costs.stream().mapToLong(each -> each.join().processor).sum();
        long time = costs.stream().mapToLong(each -> each.join().time).max().orElseThrow();
        assertThat(processor).isLessThan(time);
    }

    /** A strategy that would sleep for ever. */
    private static IdleStrategy sleepingForEver() {
        return new IdleStrategy() {
            @Override
            public void idle(int workCount) {
                idle();
            }

            @Override
            public void idle() {
                LockSupport.park(this);
            }

            @Override
            public void reset() {}
        };
    }

    @Test
    void o3AWaitEndsAtItsDeadlineThoughItsIdleStrategySleepsForEver() {
        Subscription subscription = world.space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
        Invalidator producer = world.space.newInvalidator("producer", sleepingForEver(), A_WHILE);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(producer.await(range, A_WHILE)).isEqualTo(TIMED_OUT);
        assertThat(subscription.readBegin(sleepingForEver(), A_WHILE)).isEqualTo(Subscription.BUSY);
    }

    @Test
    void o3ItEndsWithTheDeathOfTheOtherSide() throws InterruptedException {
        Subscriber mortal = new Subscriber("mortal", record -> {});
        world.space.subscribe(0x1000, 0x1000, mortal);
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            mortal.attach();
            attached.countDown();
            Uninterruptibly.await(mayDie);
        });
        thread.start();
        Uninterruptibly.await(attached);
        Invalidator producer = world.space.newInvalidator("producer", sleepingForEver(), Long.MAX_VALUE);
        CompletableFuture<InvalidationResult> starting =
                PollingThread.background(() -> producer.invalidateRangeStart(range));
        TimeUnit.NANOSECONDS.sleep(A_WHILE / 10); // it sleeps by now, at least mostly
        mayDie.countDown();
        assertThat(starting.join()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    void o3ItEndsWithWindowsThatTheSubscriptionHasMissed() throws InterruptedException {
        world.producer.invalidateRangeStart(range);
        Subscription newcomer = world.subscribeA();
        CompletableFuture<Long> byTheLibrary = PollingThread.background(newcomer::readBegin);
        CompletableFuture<Long> sleeping =
                PollingThread.background(() -> newcomer.readBegin(sleepingForEver(), Long.MAX_VALUE));
        TimeUnit.NANOSECONDS.sleep(A_WHILE / 10);
        world.end(range);
        assertThat(newcomer.readRetry(byTheLibrary.join())).isFalse();
        assertThat(newcomer.readRetry(sleeping.join())).isFalse();
    }

    @Test
    @DisplayName("a wait for callbacks ends with them, or at its deadline, though its idle strategy sleeps for ever")
    void o3AWaitForCallbacksEndsWithThem() {
        Subscription called = world.subscribe("called", 0x1000, 0x2000, this::sleep);
        startElsewhere();
        called.closeAsync();
        assertThat(world.space.synchronizeAll(sleepingForEver(), A_WHILE / 100)).isFalse();
        assertThat(world.space.synchronizeAll(sleepingForEver(), Long.MAX_VALUE))
                .isTrue();
    }

    @Test
    @DisplayName("all of 32 readers that sleep are woken by one end, each but the first by another reader")
    void o5AllReadersThatSleepAreWokenByOneEnd() {
        Subscription subscription = subscribeAndRead();
        world.producer.invalidateRangeStart(range);
        List<CompletableFuture<Long>> reading = new ArrayList<>();
        TickerAtRest ticker = new TickerAtRest();
        try {
            for (int i = 0; i < 32; i++) {
                LongParking parking = new LongParking();
                reading.add(PollingThread.background(() -> subscription.readBegin(parking, Long.MAX_VALUE)));
                parking.awaitParked();
            }
            world.end(range);
            assertThat(reading)
                    .allSatisfy(each ->
                            assertThat(subscription.readRetry(each.join())).isFalse());
        } finally {
            ticker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {StoppedProcess.BY_DEFAULT, StoppedProcess.OWN_STRATEGY, StoppedProcess.REAPER})
    @DisplayName("who is in time is not late because the process was stopped for longer than the deadline")
    void o6WhoIsInTimeIsNotLateBecauseTheProcessWasStopped(String who) throws Exception {
        ForkedJvm.End end = new ForkedJvm().run(StoppedProcess.class, who);
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output().strip()).isEqualTo(who.equals(StoppedProcess.REAPER) ? "drained" : COMPLETED.name());
    }
}
