package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissPredictorTest {
    private final MissPredictor miss = new MissPredictor();

    @Test
    void noMissIsLikelyBeforeTheFirst() {
        assertThat(miss.isMissLikely()).isFalse();
        miss.learn(true);
        assertThat(miss.isMissLikely()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "5, false", "8, false"})
    void aMissIsLikelyIfMoreThanOneInFourIs(int startsForAMiss, boolean likely) {
        IntStream.range(0, 1000).forEach(i -> miss.learn(i % startsForAMiss == 0));
        miss.learn(startsForAMiss == 1);

        assertThat(miss.isMissLikely()).isEqualTo(likely);
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        IntStream.range(0, 1000).forEach(i -> miss.learn(true));
        IntStream.range(0, 50).forEach(i -> miss.learn(false));
        assertThat(miss.isMissLikely()).isFalse();

        IntStream.range(0, 1000).forEach(i -> miss.learn(false));
        IntStream.range(0, 20).forEach(i -> miss.learn(true));
        assertThat(miss.isMissLikely()).isTrue();
    }
}
