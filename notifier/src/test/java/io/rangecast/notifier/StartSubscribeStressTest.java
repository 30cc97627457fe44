package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Noise;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/**
 * Subscribing races with starting. A subscription that a start misses, and that misses the start's window, lets its
 * readers look at memory while it changes: a number there is odd then. Numbers are written and read in opaque mode,
 * which orders nothing, so that only the library keeps readers and producers apart. There are more threads than cores,
 * so that threads are also stopped between two steps of the protocol.
 */
@Watchdog
@Tag("proof")
class StartSubscribeStressTest {
    private static final int PRODUCERS = 2;
    private static final int SUBSCRIBERS = 2;
    private static final int SUBSCRIPTIONS = Effort.of(250_000);
    private static final int LONGEST_COPY = 64;
    private static final int LONGEST_CHANGE = 16;
    private static final int LONGEST_GAP = 32;

    private final World world = new World();
    private final Stress stress = new Stress();

    private final Noise noise = new Noise();

    /** One number for each producer. */
    private final AtomicLong[] memory = new AtomicLong[PRODUCERS];

    @RepeatedTest(4)
    @DisplayName("a subscription that races with a start is hit by the window or makes its readers wait for it")
    void d11ASubscriptionThatRacesWithAStartIsHitOrMakesItsReadersWait() throws InterruptedException {
        for (int i = 0; i < PRODUCERS; i++) {
            memory[i] = new AtomicLong();
            stress.meanwhile("producer " + i, changeInWindows(memory[i]));
        }
        for (int i = 0; i < SUBSCRIBERS; i++) {
            stress.repeat("subscriber " + i, SUBSCRIPTIONS, this::subscribeAndRead);
        }
        stress.run();
    }

    private Stress.Step changeInWindows(AtomicLong number) {
        Invalidator invalidator = world.space.newInvalidator("producer");
        InvalidationRange range = world.range(0x1000, 0x2000);
        return random -> {
            noise.write(random);
            invalidator.invalidateRangeStart(range);
            number.setOpaque(number.getOpaque() + 1);
            Stress.pause(random, LONGEST_CHANGE);
            number.setOpaque(number.getOpaque() + 1);
            invalidator.invalidateRangeEnd(range);
            Stress.pause(random, LONGEST_GAP);
        };
    }

    private void subscribeAndRead(SplittableRandom random) {
        noise.read();
        Subscription subscription = world.space.subscribe(0x1800, 0x1000, (self, said) -> true);
        long seen = random.nextInt(4) == 0 ? subscription.readBegin() : subscription.tryReadBegin();
        if (seen != BUSY) {
            AtomicLong number = memory[random.nextInt(PRODUCERS)];
            long copy = number.getOpaque();
            boolean changing = (copy & 1) != 0;
            for (int i = random.nextInt(LONGEST_COPY); i > 0; i--) {
                changing |= number.getOpaque() != copy;
            }
            stress.check(!changing || subscription.readRetry(seen), "validated a copy taken inside a window");
        }
        subscription.close();
    }
}
