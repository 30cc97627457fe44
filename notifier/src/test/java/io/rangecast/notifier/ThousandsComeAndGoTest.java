package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.IdleStrategy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A thousand producers and a thousand subscribers, each in a thread of its own, a few of each at one time. */
@Watchdog
class ThousandsComeAndGoTest {
    private static final int EACH = 1_000;
    private static final int AT_ONE_TIME = 4;
    private static final int PAGES = 8;
    private static final long PAGE = 0x1000;

    /** What a few rings take, and what is still garbage; a thousand rings take twice as much. */
    private static final long FEW_BYTES = 8 << 20;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    @DisplayName("a thousand producers and a thousand subscribers come and go, and leave no memory behind")
    void aThousandOfEachComeAndGo() throws InterruptedException {
        long before = DirectMemory.used();
        for (int i = 0; i < AT_ONE_TIME; i++) {
            stress.repeat("producers " + i, EACH / AT_ONE_TIME, inOwnThread(this::produce));
            stress.repeat("subscribers " + i, EACH / AT_ONE_TIME, inOwnThread(this::subscribe));
        }
        stress.run();
        assertThat(taken).hasPositiveValue();
        assertThat(world.invalidate(0, PAGES * PAGE))
                .as("those who died are noticed")
                .isNotNegative();
        assertThat(world.invalidate(0, PAGES * PAGE)).isZero();
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(DirectMemory.used()).isLessThan(before + FEW_BYTES);
        });
        assertThat(world.errors).isEmpty();
    }

    private Stress.Step inOwnThread(Stress.Step life) {
        return random -> {
            Thread thread = stress.thread("life", life);
            thread.start();
            thread.join();
        };
    }

    private void produce(SplittableRandom random) {
        try (Invalidator producer = world.space.newInvalidator("producer", Long.MAX_VALUE)) {
            InvalidationRange range = new InvalidationRange();
            for (int i = 0; i < 4; i++) {
                long page = random.nextInt(PAGES) * PAGE;
                producer.invalidateRangeStart(range.init(world.space, page, page + PAGE));
                producer.invalidateRangeEnd(range);
            }
        }
    }

    /** Every fourth dies with its subscriptions. */
    private void subscribe(SplittableRandom random) {
        Subscriber subscriber = new Subscriber("subscriber", record -> taken.incrementAndGet());
        subscriber.attach();
        for (int page = 0; page < PAGES; page++) {
            world.space.subscribe(page * PAGE, PAGE, subscriber);
        }
        IdleStrategy idle = subscriber.newIdleStrategy();
        for (int i = 0; i < 150; i++) {
            idle.idle(subscriber.poll(4));
        }
        if (random.nextInt(4) > 0) {
            subscriber.close();
        }
    }
}
