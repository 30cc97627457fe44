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

/** Users of one notifier come and go, while a producer calls it. */
@Watchdog
@Tag("proof")
class SharedNotifierStressTest {
    private static final int USERS = 3;
    private static final int USES = Effort.of(60_000);

    private final Stress stress = new Stress();
    private final World world = new World((error, said, source) -> stress.fail(error));
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();

    private final class Freeable implements Notifier {
        private final AtomicInteger frees = new AtomicInteger();

        void checkAlive(String what) {
            stress.check(frees.get() == 0, what + " after the free");
        }

        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            checkAlive("start");
            return true;
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            checkAlive("end");
        }

        @Override
        public void free() {
            freed.incrementAndGet();
            stress.check(frees.incrementAndGet() == 1, "freed twice");
        }
    }

    private Freeable allocate() {
        made.incrementAndGet();
        return new Freeable();
    }

    @Test
    @DisplayName("who uses a notifier has a live one, and each that was made is freed once")
    void g3WhoUsesANotifierHasALiveOneAndEachIsFreedOnce() throws InterruptedException {
        Invalidator invalidator = world.space.newInvalidator("producer");
        InvalidationRange range = world.range(0, World.MAX);
        stress.meanwhile("producer", random -> {
            invalidator.invalidateRangeStart(range);
            Stress.pause(random, 32);
            invalidator.invalidateRangeEnd(range);
        });
        for (int i = 0; i < USERS; i++) {
            stress.repeat("user " + i, USES, random -> {
                Freeable used = world.space.acquireShared(Freeable.class, this::allocate);
                Stress.pause(random, 64);
                used.checkAlive("use");
                world.space.releaseShared(used);
            });
        }
        stress.run();

        world.space.synchronizeAll();
        assertThat(freed.get()).isEqualTo(made.get());
    }
}
