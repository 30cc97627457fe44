package io.rangecast.jmh.compare;

import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.SizeInName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Divides the time of a whole run among its experiments, by what each could use. What one leaves over, or takes in excess
 * because it cannot do with less, is divided among those after it.
 */
final class Budget {
    /** What the start of a JVM takes. */
    private static final Duration START = Duration.ofSeconds(1);

    /** What filling one structure with a million takes, more or less: an estimate is enough to divide by. */
    private static final Duration MILLION = Duration.ofSeconds(3);

    private final CompareOptions options;
    private final List<Experiment> experiments;

    Budget(CompareOptions options, List<Experiment> experiments) {
        this.options = options;
        this.experiments = experiments;
    }

    /** The time for the experiment with a number, when all before it have taken so long. */
    Duration share(int number, Duration spent) {
        return part(number, number, spent);
    }

    /** How many forks a share is enough for, if each does half of the most that it may. */
    int forks(int number, Duration share) {
        Experiment experiment = experiments.get(number);
        return options.forks()
                .nearest(share.dividedBy(
                        building(experiment).plus(measuring(experiment).dividedBy(2))));
    }

    /** About how long this experiment and those after it will take. */
    Duration left(int number, Duration spent) {
        Duration left = Duration.ZERO;
        for (int i = number; i < experiments.size(); i++) {
            Duration share = part(i, number, spent);
            Duration most =
                    fork(experiments.get(i)).multipliedBy(options.forks().most());
            left = left.plus(share.compareTo(most) < 0 ? share : most);
        }
        return left;
    }

    /** Of the time that is left, for all from one number on. */
    private Duration part(int number, int from, Duration spent) {
        double all = experiments.subList(from, experiments.size()).stream()
                .mapToDouble(experiment -> fork(experiment).toNanos())
                .sum();
        double left = Math.max(0, options.total().minus(spent).toNanos());
        return Duration.ofNanos((long) (left * (fork(experiments.get(number)).toNanos() / all)));
    }

    /** The longest that one fork takes. */
    private Duration fork(Experiment experiment) {
        return building(experiment).plus(measuring(experiment));
    }

    private static Duration building(Experiment experiment) {
        double millions = SizeInName.of(experiment.name()).orElse(0) / 1e6;
        return START.plusNanos((long) (millions * contenders(experiment) * MILLION.toNanos()));
    }

    private Duration measuring(Experiment experiment) {
        long samples = 2L * options.warmUpTurns().most() + options.rounds().most();
        return options.sample().multipliedBy(samples * contenders(experiment));
    }

    private static int contenders(Experiment experiment) {
        Set<String> names = new HashSet<>();
        for (Question question : experiment.questions()) {
            names.add(question.candidate());
            names.addAll(question.rivals().keySet());
        }
        return names.size();
    }
}
