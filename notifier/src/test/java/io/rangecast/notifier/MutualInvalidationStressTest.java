package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two threads, each a producer and a subscriber, invalidate each other, and sometimes themselves, at the same time. */
@Watchdog
@Tag("proof")
class MutualInvalidationStressTest {
    private static final int THREADS = 2;
    private static final int ROUNDS = Effort.of(20_000);
    private static final int LIMIT = 16;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    @DisplayName("threads that invalidate each other at once all go on, as who waits serves its own inbox")
    void j4ThreadsThatInvalidateEachOtherAtOnceAllGoOn() throws InterruptedException {
        AtomicInteger handled = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            Subscriber subscriber = new Subscriber("thread " + i, said -> handled.incrementAndGet());
            world.space.subscribe(i * 0x1000, 0x1000, subscriber);
            stress.worker("thread " + i, invalidateOthers(subscriber, i));
        }
        stress.run();
        assertThat(handled.get()).isGreaterThanOrEqualTo(THREADS * ROUNDS);
    }

    private Stress.Step invalidateOthers(Subscriber subscriber, int self) {
        Invalidator invalidator = world.space.newInvalidator("thread " + self, Watchdog.LONGER_NANOS);
        InvalidationRange other = world.range((1 - self) * 0x1000, (2 - self) * 0x1000);
        InvalidationRange both = world.range(0, 0x2000);
        return random -> {
            subscriber.poll(LIMIT);
            for (int i = 0; i < ROUNDS && stress.goesOn(); i++) {
                InvalidationRange range = random.nextInt(4) == 0 ? both : other;
                InvalidationResult result = invalidator.invalidateRangeStart(range);
                stress.check(result == InvalidationResult.COMPLETED, "waited in vain: " + invalidator.laggards(range));
                invalidator.invalidateRangeEnd(range);
            }
            done.incrementAndGet();
            while (done.get() < THREADS && stress.goesOn()) {
                subscriber.poll(LIMIT);
                Thread.yield();
            }
        };
    }
}
