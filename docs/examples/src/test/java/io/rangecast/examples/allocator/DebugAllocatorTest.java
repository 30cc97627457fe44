package io.rangecast.examples.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.allocator.Main.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DebugAllocatorTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(300);

    @Test
    void namesWhoKeepsAnAddressForTooLongAndLetsNobodyReadPoison() throws Exception {
        Outcome outcome = new Main(true).run(A_WHILE);

        assertThat(outcome.poisoned()).isZero();
        assertThat(outcome.replaced()).isPositive();
        assertThat(outcome.reports())
                .anySatisfy(report -> assertThat(report).contains("worker with a fault", "exportSlowly"));
    }

    @Test
    void withoutItPoisonIsRead() throws Exception {
        assertThat(new Main(false).run(A_WHILE).poisoned()).isPositive();
    }
}
