package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sequences of random calls with random arguments, good ones and bad ones, by one thread that is producer, subscriber
 * and reader at once. Each call works, or throws what is documented and has changed nothing; in the end all that was
 * opened can be ended. A failure names the sequence: {@code -Dseed=} runs the same again, {@code -Deffort=} more.
 */
@Watchdog
@Tag("proof")
class RandomCallsTest {
    private static final int SEQUENCES = Effort.of(2_000);
    private static final int CALLS = 60;

    @Test
    void everyCallWorksOrIsRejectedAndChangesNothing() {
        SplittableRandom seeds = new SplittableRandom(Stress.SEED);
        long rejected = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            RandomCaller caller = new RandomCaller(seeds.split());
            try {
                for (int i = 0; i < CALLS; i++) {
                    caller.call();
                }
                caller.endAll();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dseed=" + Stress.SEED + ", sequence " + sequence + ": " + caller.calls() + ": " + e, e);
            }
            rejected += caller.rejected();
        }
        assertThat(rejected)
                .as("rejected calls")
                .isBetween((long) SEQUENCES * CALLS / 20, (long) SEQUENCES * CALLS * 2 / 3);
    }
}
