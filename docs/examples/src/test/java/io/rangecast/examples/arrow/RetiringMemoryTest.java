package io.rangecast.examples.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.arrow.Main.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetiringMemoryTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(300);

    @Test
    void nobodyReadsWhatWasReleased() throws Exception {
        Outcome outcome = new Main(true).run(A_WHILE);

        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.released()).isPositive();
        assertThat(outcome.reads()).isPositive();
    }

    @Test
    void withoutItReleasedMemoryIsRead() throws Exception {
        assertThat(new Main(false).run(A_WHILE).wrong()).isPositive();
    }
}
