package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.RawHolders;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Producers put a new block in the place of one that {@link RawHolders} hold, retire that, and go on; what frees poisons it.
 * There are more threads than cores.
 */
@Watchdog
@Tag("proof")
class RetireStressTest {
    private static final int HOLDERS = 2;
    private static final int PRODUCERS = 2;
    private static final int BLOCKS = Effort.of(100_000);

    private final RawHolders all = new RawHolders();
    private final World world = all.world;
    private final AtomicInteger retired = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    @Row("R2")
    @DisplayName("no holder sees poison in what it holds, and each block is freed once, whoever frees")
    void r1NoHolderSeesPoisonAndEachBlockIsFreedOnce(Reclaimer reclaimer) throws InterruptedException {
        world.space.reclaimer(reclaimer);
        RawHolders.Holder[] holders = all.start(HOLDERS);
        for (int i = 0; i < PRODUCERS; i++) {
            all.stress.repeat("producer " + i, BLOCKS / PRODUCERS, replacePages(i * RawHolders.PAGES / PRODUCERS));
        }
        if (reclaimer == Reclaimer.REAPER) {
            all.stress.meanwhile("reaper", random -> world.space.reaper().doWork());
        }
        all.stress.run();
        for (RawHolders.Holder holder : holders) {
            holder.close(); // its thread has ended
        }
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(retired.get());
        assertThat(later.get()).isPositive();
        assertThat(world.errors).isEmpty();
        assertThat(world.space.counters().held()).isZero();
        assertThat(holders).allMatch(RawHolders.Holder::hasHeld);
    }

    /** Producers own pages of their own. */
    private Stress.Step replacePages(int firstPage) {
        Invalidator invalidator = world.space.newInvalidator("producer of " + firstPage);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = firstPage + random.nextInt(RawHolders.PAGES / PRODUCERS);
            int[] old = all.replace(page);
            retired.getAndIncrement();
            InvalidationResult result = invalidator.retire(all.init(range, page, 1), () -> free(old));
            if (result == InvalidationResult.RETIRED) {
                later.getAndIncrement();
            }
            Stress.pause(random, 400);
        };
    }

    private void free(int[] block) {
        all.poison(block);
        freed.getAndIncrement();
    }
}
