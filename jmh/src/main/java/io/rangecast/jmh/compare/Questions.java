package io.rangecast.jmh.compare;

import java.util.List;
import java.util.stream.Stream;

/** All questions there are. A further one is a class that lists it with its contenders, and a line here. */
final class Questions {
    private Questions() {}

    static List<Question> all() {
        return Stream.of(
                        IntervalQueries.questions(),
                        AreaFinds.questions(),
                        IntervalUpdates.questions(),
                        QueriesBesideWriter.questions())
                .flatMap(List::stream)
                .toList();
    }

    static Question named(String name) {
        return all().stream()
                .filter(question -> question.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
