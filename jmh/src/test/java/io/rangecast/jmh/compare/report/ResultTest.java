package io.rangecast.jmh.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Placement;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Sample;
import io.rangecast.jmh.compare.engine.Trial;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Question QUESTION =
            Question.of("q", "p", "ns", Better.LOWER, "ours").against("theirs", 0.5);
    private static final Experiment EXPERIMENT = Experiment.of(QUESTION, seed -> List::of);

    @Test
    void theRatioIsTheMedianWithinRoundsAndNotThatOfTheMedians() {
        Trial trial = trial(alone(1, 10, 3, 40, 5), alone(4, 20, 6, 160, 5));
        Result result = Result.of(EXPERIMENT, List.of(trial)).get(0);
        assertThat(result.ratio()).isEqualTo(0.5);
        assertThat(result.candidateMedian()).isEqualTo(5);
        assertThat(result.rivalMedian()).isEqualTo(6);
        assertThat(result.p25()).isEqualTo(0.25);
        assertThat(result.p75()).isEqualTo(0.5);
        assertThat(result.rounds()).isEqualTo(5);
        assertThat(result.placement()).isEqualTo("any");
        assertThat(result.met()).isTrue();
    }

    @Test
    void theRoundsOfAllForksCountTogether() {
        Trial slow = trial(alone(2, 2, 2), alone(2, 2, 2));
        Trial fast = trial(alone(1, 1, 1, 1, 1), alone(4, 4, 4, 4, 4));
        assertThat(Result.of(EXPERIMENT, List.of(slow, fast)).get(0).ratio()).isEqualTo(0.25);
    }

    @Test
    void onlyPairsOfOnePlacementCount() {
        List<Sample> ours = placed(Placement.SAME_CACHE, 1, 1, 1, 1, 1, 1);
        List<Sample> theirs = placed(Placement.SAME_CACHE, 2, 2, 2, 2, 2);
        theirs = Stream.concat(theirs.stream(), placed(Placement.APART, 100).stream())
                .toList();
        Result result = Result.of(EXPERIMENT, List.of(trial(ours, theirs))).get(0);
        assertThat(result.rounds()).isEqualTo(5);
        assertThat(result.placement()).isEqualTo("same L3 (120 ns)");
    }

    @Test
    void samplesDuringWhichAThreadMovedDoNotCount() {
        List<Sample> moved = placed(Placement.MIXED, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        List<Trial> trials = List.of(trial(moved, moved));
        assertThat(Result.of(EXPERIMENT, trials)).isEmpty();
        assertThat(Result.unanswered(EXPERIMENT, trials, List.of())).containsExactly("q against theirs");
        List<Trial> withoutRival = List.of(new Trial("17", Map.of("ours", moved)));
        assertThat(Result.unanswered(EXPERIMENT, withoutRival, List.of())).isEmpty();
    }

    @Test
    void aRateMustBeHigherToBeBetter() {
        assertThat(Better.HIGHER.meets(2, 1.5)).isTrue();
        assertThat(Better.HIGHER.meets(1, 1.5)).isFalse();
        assertThat(Better.LOWER.meets(1, 1.5)).isTrue();
        assertThat(Better.LOWER.meets(2, 1.5)).isFalse();
    }

    @Test
    void theFileHasTheFieldsThatItsReadersExpect() {
        Result result = Result.of(EXPERIMENT, List.of(trial(alone(1, 1, 1, 1, 1), alone(1, 1, 1, 1, 1))))
                .get(0);
        JsonObject json = new Gson().toJsonTree(result).getAsJsonObject();
        assertThat(json.keySet())
                .containsExactly(
                        "question",
                        "candidate",
                        "rival",
                        "parameters",
                        "unit",
                        "candidateMedian",
                        "rivalMedian",
                        "ratio",
                        "p25",
                        "p75",
                        "rounds",
                        "placement",
                        "jdk",
                        "better",
                        "required");
    }

    private static Trial trial(List<Sample> ours, List<Sample> theirs) {
        return new Trial("17", Map.of("ours", ours, "theirs", theirs));
    }

    private static List<Sample> alone(double... values) {
        return placed(Placement.ANY, values);
    }

    private static List<Sample> placed(Placement placement, double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> new Sample(new double[] {value}, placement, 120))
                .toList();
    }
}
