package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.Subscription.BUSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.AllocatedBytes;
import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows F5 and Q8: in a space that nobody has subscribed to, and when somebody does. */
@Watchdog
@Tag("proof")
class FirstSubscriptionTest {
    private static final int SPACES = Effort.of(5_000);
    private static final int READS = 64;

    /** A table of windows that is full: the next one makes it grow. */
    private static final int SLOTS = 1 << 16;

    private static final int GROWING_TABLES = Effort.of(80);
    private static final int LONGEST_DELAY = 60_000;

    private static final int FIRST_SUBSCRIPTIONS = 100;
    private static final int BYSTANDERS = 100;
    private static final int DEPTH = 50;

    private final Stress stress = new Stress();

    /** A space that nobody has subscribed to yet, and a number that is odd inside windows. */
    private static final class Fresh {
        final AddressSpace space = new AddressSpace();
        final AtomicLong number = new AtomicLong();
    }

    private volatile Fresh current = new Fresh();

    @Test
    @DisplayName("in a space that nobody has subscribed to windows open and end, and hit nobody")
    void f5InASpaceWithoutSubscriptionsWindowsOpenAndEnd() {
        World world = new World();
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(range.hits()).isZero();
        assertThatThrownBy(() -> world.producer.invalidateRangeStart(range)).hasMessageContaining("open already");
        assertThatThrownBy(world.producer::close).hasMessageContaining("open windows");
        assertThat(world.producer.await(range)).isEqualTo(COMPLETED);
        world.end(range);
        assertThatThrownBy(() -> world.end(range)).isInstanceOf(IllegalStateException.class);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(COMPLETED);
        world.end(range);
        assertThat(world.space.counters().windows()).isEqualTo(2);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("the first subscription waits for an open window, and is called by the next one")
    void f5TheFirstSubscriptionWaitsForAnOpenWindow() {
        World world = new World();
        InvalidationRange range = world.open(0x1000, 0x2000);
        InvalidationRange elsewhere = world.open(0x4000, 0x5000);
        Subscription a = world.subscribeA();
        assertThat(a.tryReadBegin()).isEqualTo(BUSY);
        world.end(range);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        world.end(elsewhere);
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("a");
        world.assertNothingOpen(a);
    }

    /** A dump of all threads, the way to halt them that a library has, takes memory for each frame of each. */
    @Test
    @DisplayName("the first subscription of a space costs as much beside a hundred threads as beside none")
    void q8TheFirstSubscriptionDoesNotGrowWithThreadsAndTheirStacks() throws InterruptedException {
        long alone = AllocatedBytes.by(FIRST_SUBSCRIPTIONS, FirstSubscriptionTest::subscribeInANewSpace);
        CountDownLatch parked = new CountDownLatch(BYSTANDERS);
        List<Thread> bystanders = new ArrayList<>();
        for (int i = 0; i < BYSTANDERS; i++) {
            Thread bystander = new Thread(() -> parkAtDepth(DEPTH, parked), "bystander " + i);
            bystander.setDaemon(true);
            bystander.start();
            bystanders.add(bystander);
        }
        parked.await();
        long beside = AllocatedBytes.by(FIRST_SUBSCRIPTIONS, FirstSubscriptionTest::subscribeInANewSpace);
        bystanders.forEach(Thread::interrupt);
        assertThat(beside).isLessThan(alone + alone / 2);
    }

    private static void subscribeInANewSpace() {
        new AddressSpace().subscribe(0x1000, 0x1000, (self, said) -> true);
    }

    private static void parkAtDepth(int depth, CountDownLatch parked) {
        if (depth > 0) {
            parkAtDepth(depth - 1, parked);
            return;
        }
        parked.countDown();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    @Test
    @DisplayName("the first subscription does not miss a window whose start takes long, as its table grows")
    void f5TheFirstSubscriptionDoesNotMissAWindowWhoseStartTakesLong() throws InterruptedException {
        InvalidationRange[] others =
                Stream.generate(InvalidationRange::new).limit(SLOTS).toArray(InvalidationRange[]::new);
        for (int round = 0; round < GROWING_TABLES; round++) {
            AddressSpace space = new AddressSpace();
            Invalidator producer = space.newInvalidator("producer");
            for (InvalidationRange other : others) {
                producer.invalidateRangeStart(other.init(space, 0x8000, 0x9000));
            }
            InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);
            CountDownLatch ready = new CountDownLatch(1);
            Stress race = new Stress();
            race.worker("producer", random -> {
                ready.await();
                producer.invalidateRangeStart(range);
            });
            Subscription[] first = new Subscription[1];
            race.worker("subscriber", random -> {
                ready.countDown();
                Stress.pause(random, LONGEST_DELAY);
                first[0] = space.subscribe(0x1800, 0x1000, (self, said) -> true);
            });
            race.run();
            assertThat(first[0].tryReadBegin()).as("the window is open").isEqualTo(BUSY);
            producer.invalidateRangeEnd(range);
            assertThat(first[0].readRetry(first[0].tryReadBegin())).isFalse();
            for (InvalidationRange other : others) {
                producer.invalidateRangeEnd(other);
            }
        }
    }

    @Test
    @DisplayName("the first subscription is hit by a window that it races with, or makes its readers wait for it")
    void f5TheFirstSubscriptionMissesNoWindow() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            stress.meanwhile("producer " + i, random -> {
                Fresh fresh = current;
                try (Invalidator producer = fresh.space.newInvalidator("producer")) {
                    InvalidationRange range = new InvalidationRange().init(fresh.space, 0x1000, 0x2000);
                    while (fresh == current && stress.goesOn()) {
                        producer.invalidateRangeStart(range);
                        synchronized (fresh) {
                            fresh.number.setOpaque(fresh.number.getOpaque() + 1);
                            Stress.pause(random, 16);
                            fresh.number.setOpaque(fresh.number.getOpaque() + 1);
                        }
                        producer.invalidateRangeEnd(range);
                        Stress.pause(random, 32);
                    }
                }
            });
        }
        stress.repeat("subscriber", SPACES, random -> {
            Fresh fresh = new Fresh();
            current = fresh;
            Stress.pause(random, 4000);
            Subscription subscription = fresh.space.subscribe(0x1800, 0x1000, (self, said) -> true);
            for (int i = 0; i < READS; i++) {
                long seen = subscription.tryReadBegin();
                if (seen != BUSY) {
                    long copy = fresh.number.getOpaque();
                    boolean changing = (copy & 1) != 0 || fresh.number.getOpaque() != copy;
                    stress.check(!changing || subscription.readRetry(seen), "validated a copy taken inside a window");
                }
            }
        });
        stress.run();
    }
}
