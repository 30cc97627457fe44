package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.SharedByMistake;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link MisuseChecks} finds; run in a JVM that has them on. */
@Watchdog
@Tag("checked")
class CheckedModeTest {
    private final World world = new World();

    @Test
    @DisplayName("a second thread on an invalidator that is in use is rejected, and the first goes on")
    void aSecondThreadOnAnInvalidatorInUseIsRejected() {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.subscribe("a", 0x1000, 0x2000, self -> {
            inCallback.countDown();
            Uninterruptibly.await(goOn);
        });
        CompletableFuture<Integer> first = PollingThread.background(() -> world.invalidate(0x1000, 0x2000));
        Uninterruptibly.await(inCallback);

        InvalidationRange other = world.range(0x5000, 0x6000);
        assertThatThrownBy(() -> world.producer.invalidateRangeStart(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("invalidator producer")
                .hasMessageContaining("at the same time");
        goOn.countDown();
        assertThat(first.join()).isEqualTo(1);
        assertThat(world.invalidate(0x5000, 0x6000)).isZero();
    }

    @Test
    @DisplayName("two threads that share an invalidator by mistake never get COMPLETED for what nobody has taken")
    void twoThreadsThatShareAnInvalidatorNeverGetAnUntrueAnswer() {
        SharedByMistake both = new SharedByMistake(world).run();
        assertThat(both.refused).hasPositiveValue();
        assertThat(both.untrue).hasValue(0);
    }

    @Test
    @DisplayName("a thread that has died in the middle of a call, by an Error, does not use the invalidator")
    void n4AThreadThatHasDiedInACallUsesNothing() throws InterruptedException {
        MisuseChecks checks = new MisuseChecks(world.space, world.producer);
        Thread struck = new Thread(checks::enter);
        struck.start();
        struck.join();
        checks.enter();
        PollingThread.background(() -> {
                    assertThatThrownBy(checks::enter).hasMessageContaining("at the same time");
                    return null;
                })
                .join();
        checks.exit();
        PollingThread.background(() -> {
                    checks.enter();
                    checks.exit();
                    return null;
                })
                .join();
    }

    @Test
    @DisplayName("a batch that another starts behind it leaves the invalidator to a third")
    void n4ABatchBehindADeadThreadUsesTheInvalidatorNoLonger() throws InterruptedException {
        Thread struck = new Thread(world.producer.checks()::enter);
        struck.start();
        struck.join();
        InvalidationBatch batch = new InvalidationBatch(1).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(0x1000, 0x2000);
        world.producer.invalidateRangeStart(batch);
        world.producer.invalidateRangeEnd(batch);
        assertThat(PollingThread.background(() -> world.invalidate(0x1000, 0x2000))
                        .join())
                .isZero();
    }

    @Test
    @DisplayName("two threads that share a range by mistake never have it open at once")
    void twoThreadsThatShareARangeNeverHaveItOpenAtOnce() {
        InvalidationRange shared = world.range(0x1000, 0x2000);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger both = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("one", "other")) {
            Invalidator own = world.space.newInvalidator(name);
            threads.add(new Thread(() -> {
                for (int round = 0; round < 1_000 || refused.get() == 0; round++) {
                    try {
                        own.invalidateRangeStart(shared);
                    } catch (IllegalStateException misuse) {
                        refused.incrementAndGet();
                        continue;
                    }
                    both.addAndGet(open.getAndIncrement());
                    open.decrementAndGet();
                    own.invalidateRangeEnd(shared);
                }
            }));
        }
        threads.forEach(Thread::start);
        threads.forEach(Uninterruptibly::join);
        assertThat(both).hasValue(0);
    }

    @Test
    @DisplayName("an invalidator may pass from thread to thread, and windows may nest")
    void anInvalidatorMayPassFromThreadToThread() {
        world.subscribe("outer", 0x1000, 0x2000, self -> world.invalidate(0x3000, 0x4000));
        InvalidationRange range = world.open(0x1000, 0x2000);
        PollingThread.background(() -> {
                    world.end(range);
                    return null;
                })
                .join();
        assertThat(world.errors).isEmpty();
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a reader waits for a window that its thread has opened and another has gone on with")
    void aWindowThatWasHandedOnIsWaitedFor() {
        Subscription guard = world.space.guard(0x1000, 0x1000);
        guard.readBegin();
        InvalidationRange range = world.open(0x1000, 0x2000);
        InvalidationRange inner =
                PollingThread.background(() -> world.open(0x5000, 0x6000)).join();
        assertThat(guard.readBegin(1)).isEqualTo(Subscription.BUSY);
        PollingThread.background(() -> {
                    world.end(inner);
                    assertThatThrownBy(() -> guard.readBegin(1)).hasMessageContaining("its own thread holds open");
                    world.end(range);
                    return null;
                })
                .join();
        assertThat(guard.readRetry(guard.readBegin())).isFalse();
    }

    @Test
    @DisplayName("a callback may start an invalidation that calls it again, if it comes to an end")
    void n6ACallbackMayStartAnInvalidationThatCallsItAgain() {
        world.subscribe("a", 0x1000, 0x9000, self -> {
            if (world.called.size() < 3) {
                world.invalidate(0x3000, 0x4000);
            }
        });
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("a", "a", "a");
        assertThat(world.errors).isEmpty();
    }

    @Test
    @DisplayName("a reader that would wait for a window of its own thread is rejected; a try is not")
    void aReaderThatWaitsForItselfIsRejected() {
        Subscription a = world.subscribeA();
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThatThrownBy(a::readBegin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its own thread holds open")
                .hasMessageContaining("[0x1000,0x2000)");
        world.end(range);
        assertThat(a.readRetry(a.readBegin())).isFalse();
    }

    @Test
    @DisplayName("a window that its dead thread has left open is reported to whom it keeps waiting")
    void aWindowThatItsDeadThreadHasLeftOpenIsReported() throws InterruptedException {
        Subscription a = world.subscribeA();
        List<InvalidationRange> leaked = new ArrayList<>();
        Thread leaking = new Thread(() -> leaked.add(world.open(0x1000, 0x2000)), "leaking");
        leaking.start();
        leaking.join();

        assertThat(a.readBegin(1_000)).isEqualTo(Subscription.BUSY);
        assertThat(world.errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .hasMessageContaining("[0x1000,0x2000)")
                        .hasMessageContaining("leaking")
                        .hasMessageContaining("has ended"));
        world.end(leaked.get(0));
    }

    @Test
    void windowsThatAreOpenWhenTheirSpaceEndsAreReported() {
        InvalidationRange range =
                PollingThread.background(() -> world.open(0x1000, 0x2000)).join();
        world.space.release(world.space.newInvalidator("other"), MemoryChange.NONE);
        assertThat(world.errors)
                .singleElement()
                .satisfies(error -> assertThat(error).hasMessageContaining("[0x1000,0x2000)"));
        assertThat(catchThrowable(() -> world.end(range))).isNull();
    }
}
