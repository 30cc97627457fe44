package io.rangecast.jmh.compare.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Statistics.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void quantilesOfSortedRanksAreTheRanks() {
        List<Double> values = List.of(5.0, 3.0, 1.0, 2.0, 4.0);
        assertThat(Statistics.quantile(values, 0)).isEqualTo(1);
        assertThat(Statistics.quantile(values, 0.25)).isEqualTo(2);
        assertThat(Statistics.quantile(values, 0.75)).isEqualTo(4);
        assertThat(Statistics.quantile(values, 1)).isEqualTo(5);
    }

    @Test
    void oneValueIsItsOwnQuantile() {
        assertThat(Statistics.quantile(List.of(7.0), 0.25)).isEqualTo(7);
    }
}
