package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row O9: a report about those who have not let go says where they stand. */
@Watchdog
class LaggardReportTest {
    private final World world = new World();
    private final Invalidator producer = world.space.newInvalidator("producer", TimeUnit.MILLISECONDS.toNanos(1));
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final ReentrantLock lock = new ReentrantLock();

    /** A subscriber whose thread does something instead of polling, for which it has to wait. */
    private CompletableFuture<Thread> stuck(Runnable inThread) {
        CompletableFuture<Thread> attached = new CompletableFuture<>();
        PollingThread.background(() -> {
            Subscriber subscriber = new Subscriber("stuck", record -> {});
            world.space.subscribe(0x1000, 0x1000, subscriber);
            subscriber.attach();
            attached.complete(Thread.currentThread());
            inThread.run();
            subscriber.close();
            return null;
        });
        return attached;
    }

    private void standsInTheSection() {
        lock.lock();
        lock.unlock();
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.yield();
        }
    }

    @Test
    @DisplayName("it names the lock that the producer holds, both threads, and where the laggard stands")
    void o9ItNamesTheLockThatTheProducerHolds() {
        lock.lock();
        try {
            Thread laggard = stuck(this::standsInTheSection).join();
            awaitState(laggard, Thread.State.WAITING);
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
            assertThat(producer.describeLaggards(range))
                    .startsWith("subscriber stuck: thread \"" + laggard.getName() + "\" is WAITING, waiting for "
                            + ReentrantLock.class.getName())
                    .contains("which is held by \"" + Thread.currentThread().getName()
                            + "\", the thread that waits for it\n    at ")
                    .contains(LaggardReportTest.class.getName() + ".standsInTheSection(");
        } finally {
            lock.unlock();
        }
    }

    @Test
    @DisplayName("also the monitor that another thread holds, for a batch")
    void o9AlsoTheMonitorThatAnotherThreadHolds() {
        Object monitor = new Object();
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x1100)
                .add(0x1800, 0x1900);
        CompletableFuture<Void> reported = new CompletableFuture<>();
        CompletableFuture<Thread> holding = new CompletableFuture<>();
        PollingThread.background(() -> {
            synchronized (monitor) {
                holding.complete(Thread.currentThread());
                return reported.join();
            }
        });
        try {
            Thread holder = holding.join();
            Thread laggard = stuck(() -> {
                        synchronized (monitor) {
                            assertThat(Thread.holdsLock(monitor)).isTrue();
                        }
                    })
                    .join();
            awaitState(laggard, Thread.State.BLOCKED);
            assertThat(producer.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);
            assertThat(producer.describeLaggards(batch))
                    .containsOnlyOnce("subscriber stuck: thread \"" + laggard.getName() + "\" is BLOCKED, waiting for "
                            + Object.class.getName())
                    .contains("which is held by \"" + holder.getName() + "\"\n    at ")
                    .doesNotContain("the thread that waits for it");
        } finally {
            reported.complete(null);
        }
    }

    @Test
    @DisplayName("and says if no thread polls it, and nothing about those who have let go")
    void o9AndSaysIfNoThreadPollsIt() {
        Subscriber nobodys = new Subscriber("nobody's", record -> {});
        world.space.subscribe(0x1000, 0x1000, nobodys);
        producer.publish(range);
        assertThat(producer.describeLaggards(range))
                .isEqualTo("subscriber nobody's: no thread polls it; one is to poll, or to close it\n"
                        + "  it was made, subscribed or read under by this thread\n");
        nobodys.poll(1);
        assertThat(producer.describeLaggards(range)).isEmpty();
        nobodys.close();
    }
}
