package io.rangecast.jmh.compare;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Divides the time of a whole run among its experiments, by the number of their contenders. What one leaves over, or takes
 * in excess because it cannot do with less, is divided among those after it.
 */
final class Budget {
    /** What the start of a JVM and the building of the contest take, in the time of so many contenders. */
    private static final int BUILDING = 2;

    /** With less, a fork would mostly start and warm up. */
    private static final Duration LEAST_FORK = Duration.ofSeconds(8);

    /** For the start of one JVM and what it builds: a rough guess, for the time left only. */
    private static final Duration START = Duration.ofSeconds(3);

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

    /** How many forks a share is enough for. */
    int forks(Duration share) {
        return options.forks().nearest(share.dividedBy(LEAST_FORK));
    }

    /** About how long this experiment and those after it will take. */
    Duration left(int number, Duration spent) {
        Duration left = Duration.ZERO;
        for (int i = number; i < experiments.size(); i++) {
            Duration share = part(i, number, spent);
            Duration most = most(experiments.get(i));
            left = left.plus(share.compareTo(most) < 0 ? share : most);
        }
        return left;
    }

    /** Of the time that is left, for all from one number on. */
    private Duration part(int number, int from, Duration spent) {
        double weights = experiments.subList(from, experiments.size()).stream()
                .mapToDouble(Budget::weight)
                .sum();
        double left = Math.max(0, options.total().minus(spent).toNanos());
        return Duration.ofNanos((long) (left * weight(experiments.get(number)) / weights));
    }

    private static double weight(Experiment experiment) {
        return contenders(experiment) + BUILDING;
    }

    private Duration most(Experiment experiment) {
        long samples = 2L * options.warmUpTurns().most() + options.rounds().most();
        return options.sample()
                .multipliedBy(samples * contenders(experiment))
                .plus(START)
                .multipliedBy(options.forks().most());
    }

    private static int contenders(Experiment experiment) {
        Set<String> names = new LinkedHashSet<>();
        for (Question question : experiment.questions()) {
            names.add(question.candidate());
            names.addAll(question.rivals().keySet());
        }
        return names.size();
    }
}
