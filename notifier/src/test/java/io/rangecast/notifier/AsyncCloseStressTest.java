package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Noise;
import io.rangecast.notifier.fixture.Rendezvous;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Closing without waiting races with two producers, who do nothing afterwards: so if nobody of the three completes it,
 * nobody ever does.
 */
@Watchdog
@Tag("proof")
class AsyncCloseStressTest {
    private static final int RACES = Effort.of(100_000);
    private static final int PRODUCERS = 2;
    private static final int LONGEST_LEAD = 64;
    private static final int LONGEST_CALLBACK = 32;

    private final Stress stress = new Stress();
    private final Noise noise = new Noise();
    private final World world = new World((error, said, source) -> stress.fail(error));
    private final Rendezvous rendezvous = new Rendezvous(stress, PRODUCERS + 1);
    private final AtomicInteger completions = new AtomicInteger();

    enum Closing {
        SUBSCRIPTION,
        REGISTRATION,
        SHARED
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("whatever is closed is completed once, when the last callback has returned, or soon after")
    void whateverIsClosedIsCompletedOnceBehindTheLastCallback(Closing closing) throws InterruptedException {
        AtomicReference<Runnable> close = new AtomicReference<>();
        stress.repeat("closer", RACES, random -> {
            completions.set(0);
            close.set(open(closing, random.nextInt(LONGEST_CALLBACK)));
            rendezvous.meet();
            Stress.pause(random, LONGEST_LEAD);
            noise.read();
            close.get().run();
            rendezvous.meet();
            while (completions.get() == 0 && stress.goesOn()) { // nobody may have noticed: then the ticker does
                Thread.yield();
            }
            stress.check(completions.get() == 1, "completed " + completions + " times");
        });
        for (int i = 0; i < PRODUCERS; i++) {
            Invalidator invalidator = world.space.newInvalidator("producer");
            InvalidationRange range = world.range(0x1000, 0x2000);
            stress.repeat("producer " + i, RACES, random -> {
                rendezvous.meet();
                Stress.pause(random, LONGEST_LEAD);
                invalidator.invalidateRangeStart(range);
                invalidator.invalidateRangeEnd(range);
                rendezvous.meet();
            });
        }
        stress.run();
    }

    /** Answers how to close it. */
    private Runnable open(Closing closing, int work) {
        switch (closing) {
            case SUBSCRIPTION:
                Subscription subscription = world.space.subscribe(0x1000, 0x1000, (self, said) -> work(work));
                return () -> subscription.closeAsync().thenRun(completions::incrementAndGet);
            case REGISTRATION:
                Registration registration = world.space.register(new Working(work));
                return () -> registration.closeAsync().thenRun(completions::incrementAndGet);
            default:
                Working shared = world.space.acquireShared(Working.class, () -> new Working(work));
                return () -> world.space.releaseShared(shared);
        }
    }

    private boolean work(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
        }
        noise.write(rounds % Noise.LINES);
        stress.check(completions.get() == 0, "completed before the last callback has returned");
        return true;
    }

    private final class Working implements Notifier {
        private final int rounds;

        Working(int rounds) {
            this.rounds = rounds;
        }

        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            return work(rounds);
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            work(rounds);
        }

        @Override
        public void free() {
            completions.incrementAndGet();
        }
    }
}
