package io.rangecast.jmh.compare.report;

import io.rangecast.jmh.compare.engine.Question;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The results as people read them, in groups as they come. */
public final class ResultTable {
    private static final String ROW = "  %-14s %-14s %12s %12s %7s  %-13s %-10s %6s  %s%n";

    private final PrintStream out;

    public ResultTable(PrintStream out) {
        this.out = out;
    }

    /** Those of the results that answer one question. */
    public void print(Question question, List<Result> results) {
        out.printf(Locale.ROOT, "%s: %s; %s is better%n", question.name(), question.unit(), better(question));
        out.printf(
                ROW, "candidate", "rival", "median", "median", "ratio", "p25-p75", "required", "rounds", "placement");
        for (Result r : results) {
            if (!r.question().equals(question.name())) {
                continue;
            }
            out.printf(
                    ROW,
                    r.candidate(),
                    r.rival(),
                    Numbers.value(r.candidateMedian()),
                    Numbers.value(r.rivalMedian()),
                    Numbers.ratio(r.ratio()),
                    Numbers.ratio(r.p25()) + "-" + Numbers.ratio(r.p75()),
                    r.required() == null ? "" : Numbers.ratio(r.required()) + (r.met() ? "" : " MISSED"),
                    r.rounds(),
                    r.placement());
        }
        out.flush();
    }

    private static String better(Question question) {
        return question.better().name().toLowerCase(Locale.ROOT);
    }
}
