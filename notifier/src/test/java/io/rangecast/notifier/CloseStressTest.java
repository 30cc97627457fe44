package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Closing races with starting: once a close has returned, what the callback works on may be freed. */
@Watchdog
@Tag("proof")
class CloseStressTest {
    private static final int SECONDS = Effort.of(10);
    private static final int PRODUCERS = 2;
    private static final int CLOSERS = 2;

    private final Stress stress = new Stress();
    private final World world = new World((error, said, subscription) -> stress.fail(error));

    @Test
    void i1NoCallbackEverTouchesWhatWasFreedAfterAClose() throws InterruptedException {
        for (int i = 0; i < PRODUCERS; i++) {
            Invalidator invalidator = world.space.newInvalidator("producer");
            InvalidationRange range = world.range(0, World.MAX);
            stress.meanwhile("producer " + i, random -> {
                invalidator.invalidateRangeStart(range);
                invalidator.invalidateRangeEnd(range);
                Stress.pause(random, 32);
            });
        }
        for (int i = 0; i < CLOSERS; i++) {
            stress.meanwhile("closer " + i, this::subscribeCloseAndFree);
        }
        stress.forSeconds(SECONDS).run();
    }

    private void subscribeCloseAndFree(SplittableRandom random) {
        AtomicBoolean freed = new AtomicBoolean();
        int work = random.nextInt(64);
        Subscription subscription = world.space.subscribe(0x1000, 0x1000, (self, said) -> {
            boolean touchedFreed = freed.get();
            for (int i = 0; i < work; i++) {
                Thread.onSpinWait();
                touchedFreed |= freed.get();
            }
            stress.check(!touchedFreed, "a callback runs after its close has returned");
            return true;
        });
        Stress.pause(random, 64);
        subscription.close();
        freed.set(true);
    }
}
