package io.rangecast.jmh.compare.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is required of one question against one rival on one JDK. It counts as met if it is in every placement.
 *
 * @param question its name
 * @param rival theirs
 * @param jdk that ran it, without the build
 */
record Bar(String question, String rival, String jdk) {
    /** Each bar among the results, and whether it is met. */
    static Map<Bar, Boolean> of(List<Result> results) {
        Map<Bar, Boolean> bars = new LinkedHashMap<>();
        for (Result r : results) {
            if (r.required() != null) {
                bars.merge(new Bar(r.question(), r.rival(), RowLabels.jdk(r)), r.met(), Boolean::logicalAnd);
            }
        }
        return bars;
    }

    /** Those that are not met. */
    static List<Bar> missed(List<Result> results) {
        List<Bar> missed = new ArrayList<>();
        of(results).forEach((bar, met) -> {
            if (!met) {
                missed.add(bar);
            }
        });
        return missed;
    }
}
