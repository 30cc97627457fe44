package io.rangecast.jmh.compare.report;

import io.rangecast.jmh.compare.engine.Better;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results as a page in Markdown, to lie beside the plots in a repository: where and how, then a table for each group.
 * Written by the run, so that nobody copies numbers.
 */
final class ResultsPage {
    /** The name of its file. */
    static final String NAME = "results.md";

    private static final String HEAD = """
            # Results of the comparison

            Written by the run that it tells of. *Ours* and *theirs* are medians; a ratio is ours to theirs within one round, the
            median of all rounds, with its quartiles; ✗ misses what was asked for.
            """;

    private final List<Run> runs;
    private final Map<Group, List<Result>> groups;

    ResultsPage(List<Run> runs, Map<Group, List<Result>> groups) {
        this.runs = runs;
        this.groups = groups;
    }

    String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Run run : runs) {
            page.append("\n");
            run.surroundings()
                    .facts()
                    .forEach((name, value) -> page.append("- " + name + ": `" + value.replace('`', '\'') + "`\n"));
            run.failures().forEach(failure -> page.append("- Failed: " + cell(failure) + "\n"));
        }
        groups.forEach((group, rows) -> page.append("\n## " + group.title() + "\n\n" + table(rows)));
        return page.toString();
    }

    private static String table(List<Result> rows) {
        StringBuilder table = new StringBuilder("""
                | question | unit | rival | JDK | placement | ours | theirs | ratio | asked for |
                |---|---|---|---|---|---|---|---|---|
                """);
        String last = "";
        for (Result r : rows) {
            boolean same = r.question().equals(last);
            last = r.question();
            table.append(String.join(
                    " | ",
                    same ? "| " : "| " + cell(r.question()),
                    same ? "" : cell(r.unit()),
                    cell(r.rival()),
                    RowLabels.feature(r),
                    cell(r.placement()),
                    Numbers.value(r.candidateMedian()),
                    Numbers.value(r.rivalMedian()),
                    String.format(
                            Locale.ROOT,
                            "%s (%s-%s)%s",
                            Numbers.ratio(r.ratio()),
                            Numbers.ratio(r.p25()),
                            Numbers.ratio(r.p75()),
                            r.met() ? "" : " ✗"),
                    asked(r) + " |\n"));
        }
        return table.toString();
    }

    private static String asked(Result r) {
        return r.required() == null ? "" : (r.isBetter(Better.LOWER) ? "≤ " : "≥ ") + Numbers.round(r.required());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace('\n', ' ');
    }
}
