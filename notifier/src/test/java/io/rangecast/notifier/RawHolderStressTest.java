package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.RawHolders;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers take blocks away from {@link RawHolders}: start, poison the old block, put a new one in its place, end. */
@Watchdog
@Tag("proof")
class RawHolderStressTest {
    private static final int HOLDERS = 2;
    private static final int WINDOWS = Effort.of(20_000);
    private static final int LONGEST_GAP = 400;

    private final RawHolders all = new RawHolders();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("a thread never sees poison in what it holds before its handler was told to let go")
    void i7AThreadNeverSeesPoisonInWhatItHolds(int producers) throws InterruptedException {
        RawHolders.Holder[] holders = all.start(HOLDERS);
        for (int i = 0; i < producers; i++) {
            int share = RawHolders.PAGES / producers;
            all.stress.repeat("producer " + i, WINDOWS / producers, replacePages(i * share, share));
        }
        all.stress.run();
        assertThat(holders).allMatch(RawHolders.Holder::hasHeld);
    }

    /** Producers own pages of their own; ranges reach beyond them now and then. */
    private Stress.Step replacePages(int firstPage, int share) {
        Invalidator invalidator = all.world.space.newInvalidator("producer of " + firstPage);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = firstPage + random.nextInt(share);
            all.init(range, page, 1 + random.nextInt(2));
            InvalidationResult result = invalidator.invalidateRangeStart(range);
            all.stress.check(
                    result == InvalidationResult.COMPLETED, "not acknowledged by " + invalidator.laggards(range));
            if (result == InvalidationResult.COMPLETED) {
                all.poison(all.replace(page));
            }
            invalidator.invalidateRangeEnd(range);
            Stress.pause(random, LONGEST_GAP);
        };
    }
}
