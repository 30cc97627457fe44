package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.LongParking;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads go to sleep while that happens which they sleep for. All park for long, so that a lost wake-up fails the
 * test.
 */
@Watchdog
@Tag("proof")
class WakeUpStressTest {
    private static final int ROUNDS = Effort.of(50_000);
    private static final int READERS = 5;
    private static final int SUBSCRIBERS = 2;
    private static final int LIMIT = 16;
    private static final int LONGEST_PAUSE = 1_000;

    private final TickerAtRest ticker = new TickerAtRest();
    private final World world = new World();
    private final Stress stress = new Stress();
    private final LongParking parking = new LongParking();
    private final AtomicInteger reading = new AtomicInteger();
    private volatile int opened;

    @AfterEach
    void goOn() {
        ticker.close();
    }

    @Test
    void i3NoReaderThatGoesToSleepWhileTheLastWindowEndsSleepsOn() throws InterruptedException {
        Subscription subscription = world.space.subscribe(0x1000, 0x1000, (self, said) -> true);
        // The first to begin is not told of the end of a window that was open before: the ticker wakes it, which rests
        // here.
        subscription.tryReadBegin();
        for (int i = 0; i < READERS; i++) {
            stress.worker("reader " + i, random -> readInEachWindow(subscription));
        }
        stress.worker("producer", random -> {
            InvalidationRange[] ranges = {world.range(0x1000, 0x1800), world.range(0x1400, 0x2000)};
            for (int round = 1; round <= ROUNDS && stress.goesOn(); round++) {
                world.producer.invalidateRangeStart(ranges[0]);
                world.producer.invalidateRangeStart(ranges[1]);
                opened = round;
                Stress.pause(random, LONGEST_PAUSE);
                world.end(ranges[0]);
                world.end(ranges[1]);
                while (reading.get() < round * READERS && stress.goesOn()) {
                    Thread.yield();
                }
            }
        });
        stress.run();
    }

    private void readInEachWindow(Subscription subscription) {
        for (int round = 1; round <= ROUNDS && stress.goesOn(); round++) {
            while (opened < round && stress.goesOn()) {
                Thread.yield();
            }
            stress.check(!subscription.readRetry(subscription.readBegin(parking, Long.MAX_VALUE)), "retry");
            reading.incrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @DisplayName("no producer sleeps on over an answer, and no subscriber over a record")
    void i3NoProducerAndNoSubscriberSleepsOn(int producers) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(producers);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            stress.worker("subscriber " + i, new Sleepy("subscriber " + i)::pollUntilTheEnd);
        }
        for (int i = 0; i < producers; i++) {
            Invalidator producer = world.space.newInvalidator("producer", new LongParking(), Long.MAX_VALUE);
            InvalidationRange range = world.range(0x1000, 0x2000);
            stress.worker("producer " + i, random -> {
                for (int round = 0; round < ROUNDS / producers && stress.goesOn(); round++) {
                    stress.check(producer.invalidateRangeStart(range) == COMPLETED, "not completed");
                    producer.invalidateRangeEnd(range);
                    Stress.pause(random, LONGEST_PAUSE);
                }
                if (left.decrementAndGet() == 0) {
                    range.init(InvalidationEvent.RELEASE, 0, null, world.space, 0x1000, 0x2000);
                    producer.invalidateRangeStart(range);
                }
            });
        }
        stress.run();
    }

    /** A thread that polls, parks until there is something to poll, and is offline now and then. */
    private final class Sleepy {
        private final Subscriber subscriber;
        private boolean released;

        Sleepy(String name) {
            subscriber = new Subscriber(name, record -> released |= record.event() == InvalidationEvent.RELEASE);
            world.space.subscribe(0x1000, 0x1000, subscriber);
        }

        void pollUntilTheEnd(SplittableRandom random) {
            while (!released && stress.goesOn()) {
                if (subscriber.poll(LIMIT) == 0) {
                    sleep();
                } else {
                    Stress.pause(random, LONGEST_PAUSE);
                }
                if (random.nextInt(16) == 0) {
                    subscriber.offline();
                    Stress.pause(random, LONGEST_PAUSE);
                    subscriber.online();
                }
            }
            subscriber.close();
        }

        private void sleep() {
            long begun = System.nanoTime();
            subscriber.sleep(LongParking.NANOS);
            LongParking.checkWoken(begun);
        }
    }
}
