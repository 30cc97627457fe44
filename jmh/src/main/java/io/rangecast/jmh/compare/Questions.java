package io.rangecast.jmh.compare;

import java.util.List;

/** All questions there are. */
final class Questions {
    private Questions() {}

    static List<Question> all() {
        return IntervalQueries.questions();
    }

    static Question named(String name) {
        return all().stream()
                .filter(question -> question.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
