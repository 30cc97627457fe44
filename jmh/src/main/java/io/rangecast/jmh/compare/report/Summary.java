package io.rangecast.jmh.compare.report;

import static io.rangecast.jmh.plot.Svg.escape;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The top of the page: how many bars are met, which are missed, and what failed. */
final class Summary {
    private final List<Run> runs;
    private final Map<Group, List<Result>> groups;
    private final StringBuilder html = new StringBuilder();

    Summary(List<Run> runs, Map<Group, List<Result>> groups) {
        this.runs = runs;
        this.groups = groups;
    }

    String html() {
        List<Result> results =
                runs.stream().flatMap(run -> run.results().stream()).toList();
        int bars = Bar.of(results).size();
        List<Bar> missed = Bar.missed(results);
        html.append("<div class=\"summary\"><p><strong>" + (bars - missed.size()) + " of " + bars
                + " bars met</strong>"
                + (missed.isEmpty() ? "" : ", <span class=\"missed\">" + missed.size() + " missed</span>") + ", "
                + escape(jdks(results)) + ".</p>\n");
        html.append("<table class=\"overview\">\n");
        groups.forEach(this::row);
        html.append("</table>\n");
        missed(missed);
        failures();
        return html.append("</div>\n").toString();
    }

    private static String jdks(List<Result> results) {
        return results.stream().map(RowLabels::jdk).distinct().collect(Collectors.joining(" and ", "JDK ", ""));
    }

    private void row(Group group, List<Result> rows) {
        int bars = Bar.of(rows).size();
        int met = bars - Bar.missed(rows).size();
        String width = bars == 0 ? "0" : Integer.toString(100 * met / bars);
        html.append(
                "<tr><td><a href=\"#" + group.id() + "\">" + escape(group.title()) + "</a></td><td class=\"number\">"
                        + (bars == 0 ? "no bars" : met + " of " + bars) + "</td><td class=\"share\">"
                        + (bars == 0 ? "" : "<div><div style=\"width:" + width + "%\"></div></div>") + "</td></tr>\n");
    }

    private void missed(List<Bar> missed) {
        if (!missed.isEmpty()) {
            html.append("<details><summary class=\"missed\">The bars that are missed</summary><ul>\n");
            for (Bar bar : missed) {
                html.append("<li><a href=\"#" + escape(GroupTable.id(bar.question())) + "\">" + escape(bar.question())
                        + "</a> against " + escape(bar.rival()) + ", JDK " + escape(bar.jdk()) + "</li>\n");
            }
            html.append("</ul></details>\n");
        }
    }

    private void failures() {
        for (Run run : runs) {
            for (String failure : run.failures()) {
                html.append("<p class=\"missed\">Failed, without results: " + escape(failure) + "</p>\n");
            }
            for (String pair : run.unanswered()) {
                html.append("<p>No answer, as the threads moved too often: " + escape(pair) + "</p>\n");
            }
        }
    }
}
