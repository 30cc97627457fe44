package io.rangecast.jmh.compare.report;

import static io.rangecast.jmh.plot.Svg.escape;

import io.rangecast.jmh.compare.engine.Better;
import java.util.List;

/** The results of a group as a table of the page: a head for each question, a row for each rival under it. */
final class GroupTable {
    private static final String HEAD = """
            <div class="wide"><table class="results">
            <thead><tr><th>rival</th><th class="number">ours</th><th class="number">theirs</th>\
            <th class="number">ratio</th><th>quartiles</th><th class="number">required</th><th></th>\
            <th class="number">rounds</th><th>placement</th>%s</tr></thead>
            """;
    private static final String JDK = "<th>JDK</th>";

    private final List<Result> results;
    private final boolean severalJdks;

    /** Some results; they keep their order, but those of one question come together. */
    GroupTable(List<Result> results) {
        this.results = results;
        this.severalJdks = results.stream().map(RowLabels::jdk).distinct().count() > 1;
    }

    String html() {
        StringBuilder html = new StringBuilder(String.format(HEAD, severalJdks ? JDK : ""));
        List<String> questions =
                results.stream().map(Result::question).distinct().toList();
        for (String question : questions) {
            List<Result> rows =
                    results.stream().filter(r -> r.question().equals(question)).toList();
            html.append("<tbody id=\"" + escape(id(question)) + "\">\n" + head(rows.get(0)));
            rows.forEach(r -> html.append(row(r)));
            html.append("</tbody>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    /** The anchor of a question. */
    static String id(String question) {
        return "q-" + question.replaceAll("[^\\w-]", "_");
    }

    private static String head(Result r) {
        return "<tr class=\"question\"><th colspan=\"10\"><code>" + escape(r.question()) + "</code> "
                + escape(r.parameters()) + "<span> — " + escape(r.candidate()) + " in " + escape(r.unit()) + ", "
                + escape(r.better()) + " is better</span></th></tr>\n";
    }

    private String row(Result r) {
        return "<tr" + (r.met() ? "" : " class=\"miss\"") + "><td>" + escape(r.rival()) + "</td>"
                + number(Numbers.value(r.candidateMedian()))
                + number(Numbers.value(r.rivalMedian()))
                + number("<b>" + Numbers.ratio(r.ratio()) + "</b>")
                + "<td class=\"quartiles\">(" + Numbers.ratio(r.p25()) + "–" + Numbers.ratio(r.p75()) + ")</td>"
                + number(required(r))
                + "<td>" + verdict(r) + "</td>"
                + number(Integer.toString(r.rounds()))
                + "<td>" + escape(r.placement()) + "</td>"
                + (severalJdks ? "<td>" + escape(RowLabels.jdk(r)) + "</td>" : "") + "</tr>\n";
    }

    private static String number(String html) {
        return "<td class=\"number\">" + html + "</td>";
    }

    private static String required(Result r) {
        String way = r.isBetter(Better.LOWER) ? "≤ " : "≥ ";
        return r.required() == null ? "" : way + Numbers.round(r.required());
    }

    private static String verdict(Result r) {
        if (r.required() == null) {
            return "";
        }
        return r.met() ? "<span class=\"met\">✓ met</span>" : "<span class=\"missed\">✗ missed</span>";
    }
}
