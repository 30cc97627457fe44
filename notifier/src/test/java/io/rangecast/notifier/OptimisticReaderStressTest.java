package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several readers copy eight plain words while two producers rewrite them inside windows that overlap each other. Every
 * validated copy must be of one writing, and no older than the last that was complete when the read began.
 */
@Watchdog
@Tag("proof")
class OptimisticReaderStressTest {
    private static final int READERS = 3;
    private static final int COPIES = Effort.of(2_000_000);
    private static final int WORDS = 8;
    private static final int LONGEST_GAP = 600;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final long[] memory = new long[WORDS];

    /** The last writing whose window is over. */
    private final AtomicLong completed = new AtomicLong();

    private long lastWriting;

    @Test
    void i2NoValidatedCopyMixesTwoWritingsOrMissesACompletedOne() throws InterruptedException {
        stress.meanwhile("producer of the lower part", producer(0x1000, 0x1800));
        stress.meanwhile("producer of the upper part", producer(0x1400, 0x2000));
        for (int i = 0; i < READERS; i++) {
            Subscription subscription = world.space.subscribe(0x1600, 0x1000, (self, said) -> true);
            long[] copy = new long[WORDS];
            stress.repeat("reader " + i, COPIES, random -> read(subscription, copy, random));
        }
        stress.run();
        assertThat(completed.get()).isPositive();
    }

    private Stress.Step producer(long start, long end) {
        Invalidator invalidator = world.space.newInvalidator("producer");
        InvalidationRange range = world.range(start, end);
        return random -> {
            invalidator.invalidateRangeStart(range);
            long writing = write(random);
            invalidator.invalidateRangeEnd(range);
            completed.accumulateAndGet(writing, Math::max);
            Stress.pause(random, LONGEST_GAP);
        };
    }

    /** Windows may overlap, changes of the same memory may not. */
    private synchronized long write(SplittableRandom random) {
        lastWriting++;
        for (int i = 0; i < WORDS; i++) {
            memory[i] = lastWriting;
            Stress.pause(random, 8);
        }
        return lastWriting;
    }

    private void read(Subscription subscription, long[] copy, SplittableRandom random) {
        long known;
        long seen;
        do {
            known = completed.get();
            seen = random.nextBoolean() ? subscription.tryReadBegin() : subscription.readBegin();
            System.arraycopy(memory, 0, copy, 0, WORDS);
        } while (subscription.readRetry(seen) && stress.goesOn());
        if (!stress.goesOn()) {
            return;
        }
        stress.check(seen != BUSY, "validated a begin that said busy");
        stress.check(copy[0] >= known, "validated a copy from before a window that was over");
        for (long word : copy) {
            stress.check(word == copy[0], "validated a copy of two writings");
        }
    }
}
