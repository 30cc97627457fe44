package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is woken in a wait queue, and by whom. */
@Watchdog
class WaitQueueTest {
    private final WaitQueue queue = new WaitQueue();
    private final List<ParkingSpot> sleepers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger woken = new AtomicInteger();

    /** Threads that park once and then are gone, without waking others. */
    private void park(int count) {
        for (int i = 0; i < count; i++) {
            CountDownLatch ready = new CountDownLatch(1);
            ParkingSpot parkingSpot = new ParkingSpot();
            Thread thread = new Thread(() -> {
                parkingSpot.announce(Thread.currentThread());
                queue.add(parkingSpot);
                ready.countDown();
                LockSupport.parkNanos(LongParking.NANOS);
                woken.incrementAndGet();
            });
            thread.setDaemon(true);
            thread.start();
            Uninterruptibly.await(ready);
            LongParking.awaitParked(thread);
            sleepers.add(parkingSpot);
            threads.add(thread);
        }
    }

    private void assertParked(int... those) {
        for (int i : those) {
            assertThat(threads.get(i).getState()).as("thread %d", i).isEqualTo(Thread.State.TIMED_WAITING);
        }
    }

    private void assertWoken(int... those) throws InterruptedException {
        for (int i : those) {
            threads.get(i).join();
        }
        assertThat(woken).hasValue(those.length);
    }

    @Test
    @DisplayName("whoever ends the wait of many wakes the first, however often, until that one is gone")
    void o5WhoeverEndsTheWaitWakesTheFirst() throws InterruptedException {
        park(4);
        queue.wakeFirst();
        queue.wakeFirst();
        assertWoken(0);
        assertParked(1, 2, 3);
        queue.remove(sleepers.get(0));
        queue.wakeFirst();
        assertWoken(0, 1);
        assertParked(2, 3);
    }

    @Test
    void o5WhoeverGoesWakesTwo() throws InterruptedException {
        park(4);
        queue.remove(sleepers.get(0));
        queue.wakeNext();
        assertWoken(1, 2);
        assertParked(0, 3);
    }

    @Test
    @DisplayName("one that sleeps no more but could not leave the queue keeps nobody from being woken")
    void oneThatCouldNotLeaveTheQueueKeepsNobodyFromBeingWoken() throws InterruptedException {
        park(4);
        sleepers.get(0).retract();
        queue.wakeFirst();
        assertWoken(1);
        assertThat(queue.isFirst(sleepers.get(1))).isTrue();
        queue.remove(sleepers.get(1));
        sleepers.get(2).retract();
        queue.wakeNext();
        assertWoken(1, 3);
    }
}
