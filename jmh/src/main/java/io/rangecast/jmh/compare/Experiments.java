package io.rangecast.jmh.compare;

import java.util.List;
import java.util.stream.Stream;

/** All experiments there are. A further one is a class that lists it with its contenders, and a line here. */
final class Experiments {
    private Experiments() {}

    static List<Experiment> all() {
        return Stream.of(
                        IntervalQueries.experiments(),
                        AreaFinds.experiments(),
                        IntervalUpdates.experiments(),
                        QueriesBesideWriter.experiments())
                .flatMap(List::stream)
                .toList();
    }

    static Experiment named(String name) {
        return all().stream()
                .filter(experiment -> experiment.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
