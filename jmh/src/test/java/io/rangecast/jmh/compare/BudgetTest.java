package io.rangecast.jmh.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Bounds;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Question;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Experiment TWO = withRivals("two", 1);
    private static final Experiment SIX = withRivals("six", 5);
    private static final double ALONE = (2 * 100 + 61) * 0.01; // seconds, of one contender in one fork

    @Test
    void sharesAddUpToTheWholeAndFollowWhatEachCouldUse() {
        Budget budget = new Budget(options("minutes", "12"), List.of(TWO, SIX, TWO));
        Duration first = budget.share(0, Duration.ZERO);
        Duration second = budget.share(1, first);
        Duration third = budget.share(2, first.plus(second));
        assertThat(first.plus(second).plus(third)).isCloseTo(Duration.ofMinutes(12), Duration.ofMillis(1));
        assertThat(first).isCloseTo(third, Duration.ofMillis(1));
        assertThat((double) second.toNanos() / first.toNanos())
                .isCloseTo((1 + 6 * ALONE) / (1 + 2 * ALONE), within(1e-6));
    }

    @Test
    void whatOneLeavesOverIsForThoseAfterIt() {
        Budget budget = new Budget(options("minutes", "12"), List.of(TWO, SIX, TWO));
        assertThat(budget.share(2, Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void whenTheTimeIsOverTheRestGetTheLeast() {
        CompareOptions options = options("minutes", "1");
        Budget budget = new Budget(options, List.of(TWO, SIX));
        Duration share = budget.share(1, Duration.ofMinutes(2));
        assertThat(share).isZero();
        assertThat(budget.forks(1, share)).isEqualTo(1);
        assertThat(options.rounds().goesOn(10, System.nanoTime())).isTrue();
        assertThat(options.rounds().goesOn(11, System.nanoTime())).isFalse();
    }

    @Test
    void theTimeLeftIsNoMoreThanWhatTheMostRoundsTake() {
        Budget budget = new Budget(options("minutes", "20"), List.of(TWO));
        double seconds = 3 * (1 + 2 * ALONE);
        assertThat(budget.left(0, Duration.ZERO).toMillis() / 1e3).isCloseTo(seconds, within(0.01));
        assertThat(budget.left(0, Duration.ofMinutes(20).minusSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void thereAreMoreForksWhereTheShareHasRoomForThem() {
        Budget budget = new Budget(options("minutes", "20"), List.of(TWO));
        assertThat(budget.forks(0, Duration.ofSeconds(5))).isEqualTo(1);
        assertThat(budget.forks(0, Duration.ofSeconds(8))).isEqualTo(2);
        assertThat(budget.forks(0, Duration.ofHours(1))).isEqualTo(3);
    }

    @Test
    void whatTakesLongToBuildGetsMoreTimeAndNoMoreForks() {
        Budget budget = new Budget(options("minutes", "1"), List.of(withRivals("x-1M", 1), withRivals("x-1k", 1)));
        Duration large = budget.share(0, Duration.ZERO);
        Duration small = Duration.ofMinutes(1).minus(large);
        assertThat(large.minus(small)).isGreaterThan(Duration.ofSeconds(15));
        assertThat(budget.forks(0, large)).isLessThanOrEqualTo(budget.forks(1, small));
    }

    @Test
    void whatIsAskedForExplicitlyWins() {
        CompareOptions options = options("rounds", "400");
        assertThat(options.rounds()).isEqualTo(Bounds.exactly(400));
        assertThat(options.rounds().goesOn(399, System.nanoTime() - 1)).isTrue();
        assertThat(new Budget(options("forks", "7"), List.of(TWO)).forks(0, Duration.ZERO))
                .isEqualTo(7);
        assertThatThrownBy(() -> options("minutes", "soon")).hasMessageContaining("-Dcompare.minutes=soon");
    }

    @Test
    void theCuratedQuestionsAreSomeOfAllAndHaveEveryBarInItsUniformForm() {
        List<Experiment> curated = Experiments.chosen(options("only", "query-"));
        assertThat(curated).hasSizeLessThan(12).extracting(Experiment::name).contains("query-dense-1M-uniform");
        assertThat(Experiments.chosen(options("full", "true"))).hasSameSizeAs(Experiments.all());
        assertThatThrownBy(() -> Experiments.chosen(options("only", "dense-1k-clustered")))
                .hasMessageContaining("compare.full");
        assertThatThrownBy(() -> Experiments.chosen(options("only", "no such"))).hasMessageContaining("finds none");
    }

    private static CompareOptions options(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty("compare." + name, value);
        return CompareOptions.from(properties);
    }

    private static Experiment withRivals(String name, int rivals) {
        Question question = Question.of(name, "", "ns", Better.LOWER, "ours");
        for (int i : IntStream.range(0, rivals).toArray()) {
            question = question.against("rival " + i);
        }
        return Experiment.of(question, seed -> List::of);
    }
}
