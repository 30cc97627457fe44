package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Patience;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The thread of a space that frees, and how it ends. */
@Watchdog
class MemoryReaperConformanceTest {
    private static final Duration LONG = Duration.ofNanos(Watchdog.LONGER_NANOS);

    private final World world = new World();
    private final Subscriber reader = new Subscriber("reader", record -> {});
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final Queue<Thread> freedBy = new ConcurrentLinkedQueue<>();

    MemoryReaperConformanceTest() {
        world.space.subscribe(0x1000, 0x1000, reader);
    }

    private void retire() {
        retire(() -> {});
    }

    private void retire(Runnable more) {
        world.producer.retire(range, () -> {
            freedBy.add(Thread.currentThread());
            more.run();
        });
    }

    private void awaitFreed(int blocks) throws InterruptedException {
        new Patience(Patience.nanos(30)).await(() -> freedBy.size() == blocks, "it does not free");
    }

    @Test
    @DisplayName("it frees in a daemon thread of its own, named after the space, whatever actions throw or interrupt")
    void r2ItFreesInAThreadOfItsOwn() throws InterruptedException {
        try (MemoryReaper reaper = world.space.startReaper(LONG)) {
            retire(() -> {
                throw new IllegalArgumentException("retired");
            });
            world.producer.publish(range);
            world.producer.quarantine(range, () -> {
                freedBy.add(Thread.currentThread());
                Thread.currentThread().interrupt();
                throw new IllegalArgumentException("quarantined");
            });
            assertThat(freedBy).isEmpty();
            reader.poll(16);
            awaitFreed(2);
            retire();
            reader.poll(16);
            awaitFreed(3);
            assertThat(freedBy)
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getName().equals("reaper of " + world.space));
            assertThat(reaper).hasToString("reaper of " + world.space);
        }
        assertThat(freedBy).noneMatch(Thread::isAlive);
        assertThat(world.errors).extracting(Throwable::getMessage).containsExactlyInAnyOrder("retired", "quarantined");
    }

    @Test
    @DisplayName("its close waits for those who hold memory, and serves its own thread's inboxes")
    void r7ItsCloseWaitsForThoseWhoHoldMemory() throws InterruptedException {
        MemoryReaper reaper = world.space.startReaper(LONG);
        CountDownLatch mayPoll = new CountDownLatch(1);
        CountDownLatch attached = new CountDownLatch(1);
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x1000, 0x1000, other);
        reader.attach();
        retire();
        CompletableFuture<Integer> polling = PollingThread.background(() -> {
            other.attach();
            attached.countDown();
            await(mayPoll);
            return other.poll(16);
        });
        attached.await();
        CompletableFuture<Void> closing = World.waiting(reaper::close);
        assertThat(closing).isNotDone();
        mayPoll.countDown();
        reaper.close(); // beside the other; this thread holds it, too
        closing.join();
        assertThat(polling.join()).isEqualTo(1);
        assertThat(freedBy).hasSize(1).noneMatch(Thread::isAlive);
        assertThat(world.errors).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    @DisplayName("when the time is over it tells once how much is held, and by whom; that waits for others to free it")
    void r7WhenTheTimeIsOverItTellsWhatIsHeld() throws InterruptedException {
        MemoryReaper reaper = world.space.startReaper(Duration.ofMillis(1));
        Thread.currentThread().interrupt();
        retire();

        reaper.close();
        reaper.close();

        assertThat(Thread.interrupted()).as("is kept").isTrue();
        assertThat(world.errors)
                .singleElement()
                .asString()
                .contains(world.space + " holds 0x1 blocks, 0x1000 bytes", "[0x1000,0x2000)", "reader");
        assertThat(freedBy).isEmpty();
        assertThat(world.space.quarantined()).hasSize(1);
        awaitEndOf(reaper); // whose last look may be late
        reader.poll(16);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freedBy).containsExactly(Thread.currentThread());
    }

    private static void awaitEndOf(MemoryReaper reaper) throws InterruptedException {
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals(reaper.toString())) {
                each.join();
            }
        }
    }

    @Test
    @DisplayName("with no time to drain it does not wait, but looks once more")
    void r7WithNoTimeItDoesNotWait() throws InterruptedException {
        MemoryReaper reaper = world.space.startReaper(Duration.ofSeconds(-1));
        retire();
        reader.poll(16);
        reaper.close();
        awaitFreed(1);
    }

    @Test
    @DisplayName("inside its own action, a callback or a handler its close is refused, and it goes on")
    void r7ItsCloseIsRefusedWhereItWouldWaitForItself() throws InterruptedException {
        MemoryReaper reaper = world.space.startReaper(LONG);
        retire(reaper::close);
        reader.poll(16);
        awaitFreed(1);
        world.subscribe(
                "a",
                0x9000,
                0xa000,
                self -> assertThatThrownBy(reaper::close).hasMessageContaining("inside a callback"));
        assertThat(world.invalidate(0x9000, 0xa000)).isEqualTo(1);
        Subscriber handling = new Subscriber(
                "handling", record -> assertThatThrownBy(reaper::close).hasMessageContaining("inside the handler"));
        world.space.subscribe(0x5000, 0x1000, handling);
        InvalidationRange other = world.range(0x5000, 0x6000);
        world.producer.publish(other);
        handling.poll(16);
        world.end(other);
        retire();
        reader.poll(16);
        awaitFreed(2);
        reaper.close();
        assertThat(world.errors).singleElement().asString().contains("inside an action that it runs");
    }

    @Test
    @DisplayName("it outlives its space, whose memory may be held still")
    void r7ItOutlivesItsSpace() {
        MemoryReaper reaper = world.space.startReaper(LONG);
        retire();
        world.space.close();
        assertThat(freedBy).isEmpty();
        reader.poll(16);
        reaper.close();
        assertThat(freedBy).hasSize(1);
        assertThat(world.errors).isEmpty();
    }
}
