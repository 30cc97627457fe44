package io.rangecast.jmh.compare.report;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Placement;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Sample;
import io.rangecast.jmh.compare.engine.Statistics;
import io.rangecast.jmh.compare.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The outcome for one rival: a row of the table, an object in {@code results.json}.
 *
 * @param question its name
 * @param candidate ours
 * @param rival theirs
 * @param parameters of the question
 * @param unit of the medians
 * @param candidateMedian of the values of the rounds that count
 * @param rivalMedian likewise
 * @param ratio the median of candidate / rival, each within one round
 * @param p25 the lower quartile of these ratios
 * @param p75 the upper quartile
 * @param rounds how many counted
 * @param placement where the threads ran, with the median of the ping-pong
 * @param jdk that ran it
 * @param better {@code lower} or {@code higher}
 * @param required the ratio hoped for, or null
 */
public record Result(
        String question,
        String candidate,
        String rival,
        String parameters,
        String unit,
        double candidateMedian,
        double rivalMedian,
        double ratio,
        double p25,
        double p75,
        int rounds,
        String placement,
        String jdk,
        String better,
        Double required) {

    /** With fewer, a placement is left out. */
    private static final int LEAST_ROUNDS = 5;

    /** What two contenders did in one round, where the threads were in the same places. */
    private record Pair(double candidate, double rival, double pingPong) {}

    /** The rounds of all forks together: a result for each question, rival and placement. */
    public static List<Result> of(Experiment experiment, List<Trial> trials) {
        List<Result> results = new ArrayList<>();
        for (int index = 0; index < experiment.questions().size(); index++) {
            results.addAll(of(experiment.questions().get(index), index, trials));
        }
        return results;
    }

    private static List<Result> of(Question question, int index, List<Trial> trials) {
        List<Result> results = new ArrayList<>();
        question.rivals().keySet().stream()
                .filter(rival -> trials.get(0).samples().containsKey(rival))
                .forEach(rival -> pairs(trials, index, question.candidate(), rival)
                        .forEach((placement, pairs) -> {
                            if (pairs.size() >= LEAST_ROUNDS) {
                                results.add(of(question, rival, trials.get(0).jdk(), placement, pairs));
                            }
                        }));
        return results;
    }

    /** The pairs that ran, but too rarely in one placement. */
    public static List<String> unanswered(Experiment experiment, List<Trial> trials, List<Result> answers) {
        List<String> unanswered = new ArrayList<>();
        for (Question question : experiment.questions()) {
            question.rivals().keySet().stream()
                    .filter(rival -> trials.get(0).samples().containsKey(rival))
                    .filter(rival -> answers.stream()
                            .noneMatch(r -> r.question().equals(question.name())
                                    && r.rival().equals(rival)))
                    .forEach(rival -> unanswered.add(question.name() + " against " + rival));
        }
        return unanswered;
    }

    /** By placement, if both samples have the same. */
    private static Map<Placement, List<Pair>> pairs(List<Trial> trials, int index, String candidate, String rival) {
        Map<Placement, List<Pair>> pairs = new TreeMap<>();
        for (Trial trial : trials) {
            List<Sample> candidates = trial.samples().get(candidate);
            List<Sample> rivals = trial.samples().get(rival);
            for (int round = 0; round < candidates.size(); round++) {
                Sample ours = candidates.get(round);
                Sample theirs = rivals.get(round);
                Placement placement = ours.placement();
                if (placement == theirs.placement() && placement != Placement.MIXED) {
                    pairs.computeIfAbsent(placement, p -> new ArrayList<>())
                            .add(new Pair(ours.values()[index], theirs.values()[index], ours.pingPong()));
                }
            }
        }
        return pairs;
    }

    private static Result of(Question question, String rival, String jdk, Placement placement, List<Pair> pairs) {
        List<Double> ratios = map(pairs, pair -> pair.candidate / pair.rival);
        double required = question.rivals().get(rival);
        double pingPong = Statistics.median(map(pairs, Pair::pingPong));
        return new Result(
                question.name(),
                question.candidate(),
                rival,
                question.parameters(),
                question.unit(),
                Statistics.median(map(pairs, Pair::candidate)),
                Statistics.median(map(pairs, Pair::rival)),
                Statistics.median(ratios),
                Statistics.quantile(ratios, 0.25),
                Statistics.quantile(ratios, 0.75),
                pairs.size(),
                placement.label() + (placement == Placement.ANY ? "" : " (" + Math.round(pingPong) + " ns)"),
                jdk,
                question.better().name().toLowerCase(Locale.ROOT),
                Double.isNaN(required) ? null : required);
    }

    private static List<Double> map(List<Pair> pairs, ToDoubleFunction<Pair> to) {
        return pairs.stream().mapToDouble(to).boxed().toList();
    }

    /** Which values are the better ones. */
    boolean isBetter(Better way) {
        return way.name().equalsIgnoreCase(better);
    }

    /** Whether the required ratio is met, or none is required. */
    boolean met() {
        return required == null
                || Better.valueOf(better.toUpperCase(Locale.ROOT)).meets(ratio, required);
    }
}
