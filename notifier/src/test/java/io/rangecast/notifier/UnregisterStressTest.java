package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Noise;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Unregistering races with all that producers call: once it is over, what the notifier works on may be freed. */
@Watchdog
@Tag("proof")
class UnregisterStressTest {
    private static final int SECONDS = Effort.of(10);
    private static final int PRODUCERS = 2;
    private static final int CLOSERS = 2;

    private final Stress stress = new Stress();
    private final Noise noise = new Noise();
    private final World world = new World((error, said, source) -> stress.fail(error));

    private final class Freeable implements Notifier {
        private final int work;
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean freed;

        Freeable(int work) {
            this.work = work;
        }

        private boolean work() {
            boolean touchedFreed = freed;
            for (int i = 0; i < work; i++) {
                Thread.onSpinWait();
                touchedFreed |= freed;
            }
            stress.check(!touchedFreed, "a callback runs after its unregister is over");
            return true;
        }

        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            stress.check(open.incrementAndGet() <= PRODUCERS, "a start without the end of the one before");
            return work();
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            stress.check(open.getAndDecrement() > 0, "an end without a start");
            work();
        }

        @Override
        public boolean testYoung(AddressSpace space, long address) {
            return !work();
        }

        @Override
        public void release(AddressSpace space) {
            work();
        }
    }

    @Test
    @DisplayName("no callback of a notifier touches what was freed after its unregister")
    void g5NoCallbackTouchesWhatWasFreedAfterItsUnregister() throws InterruptedException {
        run(random -> {
            Freeable notifier = new Freeable(random.nextInt(64));
            Registration registration = world.space.register(notifier);
            Stress.pause(random, 128);
            noise.read();
            registration.close();
            notifier.freed = true;
        });
    }

    @Test
    @DisplayName("no callback of a notifier touches what is freed when its asynchronous unregister is completed")
    void g5NoCallbackTouchesWhatIsFreedWhenItsAsynchronousUnregisterIsCompleted() throws InterruptedException {
        run(random -> {
            Freeable notifier = new Freeable(random.nextInt(64));
            AtomicInteger completions = new AtomicInteger();
            Registration registration = world.space.register(notifier);
            Stress.pause(random, 128);
            noise.read();
            registration.closeAsync().thenRun(() -> {
                notifier.freed = true;
                completions.incrementAndGet();
            });
            world.space.synchronizeAll();
            stress.check(completions.get() == 1, "completed " + completions + " times");
        });
    }

    private void run(Stress.Step comeAndGo) throws InterruptedException {
        for (int i = 0; i < PRODUCERS; i++) {
            stress.meanwhile("producer " + i, producing());
        }
        for (int i = 0; i < CLOSERS; i++) {
            stress.meanwhile("closer " + i, comeAndGo);
        }
        stress.forSeconds(SECONDS).run();
        assertThat(world.space.notifiers().list().all()).isEmpty();
    }

    private Stress.Step producing() {
        Invalidator invalidator = world.space.newInvalidator("producer");
        InvalidationRange range = world.range(0, World.MAX);
        return random -> {
            invalidator.invalidateRangeStart(range);
            pauseOrAsk(invalidator, random);
            noise.write(random);
            invalidator.invalidateRangeEnd(range);
            Stress.pause(random, 32);
        };
    }

    private void pauseOrAsk(Invalidator invalidator, SplittableRandom random) {
        if (random.nextBoolean()) {
            stress.check(!invalidator.testYoung(0x1000), "nobody is young");
        } else {
            Stress.pause(random, 32);
        }
    }
}
