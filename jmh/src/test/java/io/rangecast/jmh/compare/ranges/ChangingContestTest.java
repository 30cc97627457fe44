package io.rangecast.jmh.compare.ranges;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.Interval;
import org.junit.jupiter.api.Test;

class ChangingContestTest {
    @Test
    void structuresThatDifferFailTheComparison() {
        try (ChangingContest contest =
                (ChangingContest) IntervalUpdates.experiments().get(0).contest().open(1)) {
            contest.contenders().get(0).sample(0, 1_000_000);
            contest.verify(); // those behind catch up
            contest.changing().get(0).index().insert(new Interval(0, Long.MAX_VALUE));
            assertThatThrownBy(contest::verify).hasMessageContaining("differ");
        }
    }
}
