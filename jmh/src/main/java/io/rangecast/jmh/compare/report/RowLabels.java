package io.rangecast.jmh.compare.report;

import java.util.List;

/** What tells the rows of one question apart: the rival, and the JDK and the placement where there are several. */
final class RowLabels {
    private final List<Result> results;
    private final boolean severalJdks;

    RowLabels(List<Result> results) {
        this.results = results;
        this.severalJdks = results.stream().map(RowLabels::jdk).distinct().count() > 1;
    }

    String of(Result result) {
        boolean severalPlacements = results.stream()
                .anyMatch(r -> r.question().equals(result.question())
                        && r.rival().equals(result.rival())
                        && jdk(r).equals(jdk(result))
                        && !r.placement().equals(result.placement()));
        return result.rival()
                + (severalJdks ? ", JDK " + feature(result) : "")
                + (severalPlacements ? ", " + result.placement().replaceAll(" \\(.*", "") : "");
    }

    /** 17. */
    static String feature(Result result) {
        return result.jdk().split("[.+-]")[0];
    }

    /** Without the build: 17.0.15. */
    static String jdk(Result result) {
        return result.jdk().split("\\+")[0];
    }
}
