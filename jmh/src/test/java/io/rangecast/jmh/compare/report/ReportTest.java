package io.rangecast.jmh.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Result MET = result("query-1k", "TreeMap", 0.4, 0.5, "any", "17.0.1+2");
    private static final Result MISSED = result("query-100k", "TreeMap", 0.6, 0.5, "any", "17.0.1+2");
    private static final Result UNASKED = result("query-100k", "other", 3.5, null, "any", "17.0.1+2");

    @TempDir
    Path folder;

    @Test
    void missedBarsAreMarkedListedAndCounted() {
        String page = page(MET, MISSED, UNASKED);
        assertThat(page)
                .contains("1 of 2 bars met", "1 missed")
                .contains("<a href=\"#q-query-100k\">query-100k</a> against TreeMap")
                .containsPattern("<tr class=\"miss\"><td>TreeMap</td>.*0\\.600.*✗ missed");
        assertThat(page(MET, UNASKED)).contains("1 of 1 bars met").doesNotContain("class=\"miss\"");
    }

    @Test
    void aBarThatIsMissedInOnePlacementIsMissed() {
        Result near = result("update-1k", "TreeMap", 0.4, 0.5, "same L3 (120 ns)", "17");
        Result far = result("update-1k", "TreeMap", 0.6, 0.5, "other L3 (450 ns)", "17");
        assertThat(Bar.missed(List.of(near, far))).containsExactly(new Bar("update-1k", "TreeMap", "17"));
        assertThat(Bar.missed(List.of(far, near))).hasSize(1);
        assertThat(Bar.missed(List.of(near))).isEmpty();
    }

    @Test
    void whatComesFromOutsideIsEscaped() throws Exception {
        String rival = "a<b> & \"c\" 'd'";
        String page =
                page(result("odd?-1k", rival, 0.6, 0.5, "<any>", "17"), result("odd?-2k", rival, 1, 0.5, "", "17"));
        assertThat(page)
                .doesNotContain("<b> &", "<any>")
                .contains("a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")
                .contains("Further questions");
        for (Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page); svg.find(); ) {
            parse(svg.group());
        }
    }

    @Test
    void failuresAreOnThePage() {
        Run run = new Run(
                new Surroundings(Map.of("JDK", "17")),
                List.of("update-1k: hung <here>"),
                List.of("moved"),
                List.of(MET));
        assertThat(Report.page(List.of(run))).contains("update-1k: hung &lt;here&gt;", "too often: moved");
    }

    @Test
    void runsOnTwoJdksComeSideBySide() {
        Result newer = result("query-1k", "TreeMap", 0.3, 0.5, "any", "25.0.3+9");
        Run first = new Run(new Surroundings(Map.of()), List.of(), List.of(), List.of(MET, MISSED));
        Run second = new Run(new Surroundings(Map.of()), List.of(), List.of(), List.of(newer));
        assertThat(Report.page(List.of(first, second)))
                .contains("JDK 17.0.1 and 25.0.3", "<td>17.0.1</td>", "TreeMap, JDK 25")
                .containsOnlyOnce("<tbody id=\"q-query-1k\">");
    }

    @Test
    void theTablesSayWhereAndHowAndMarkWhatMisses() {
        Run run = new Run(
                new Surroundings(Map.of("JDK", "17")), List.of("x: hung"), List.of(), List.of(MET, MISSED, UNASKED));
        assertThat(new ResultsPage(List.of(run), Group.groups(run.results())).markdown())
                .contains("- JDK: `17`", "- Failed: x: hung", "## Queries for overlapping intervals")
                .contains("| query-1k | ns | TreeMap | 17 | any | 10.0 | 25.0 | 0.400 (0.360-0.440) | ≤ 0.5 |")
                .contains("0.600 (0.540-0.660) ✗ | ≤ 0.5 |")
                .contains("|  |  | other | 17 | any | 10.0 | 2.86 | 3.50 (3.15-3.85) |  |");
    }

    @Test
    void allThatIsDrawnLiesInThePicture() {
        List<Result> rows = List.of(
                MET,
                MISSED,
                result("query-10M", "TreeMap", 1e-9, 0.5, "any", "17"),
                result("query-1", "TreeMap", 1e9, 2.0, "any", "17"));
        RatioPlot.svgs("id", "title", rows).values().forEach(ReportTest::assertInside);
        SizePlot.svgs(rows).values().forEach(ReportTest::assertInside);
        assertThat(SizePlot.svgs(rows)).containsOnlyKeys("query");
        assertThat(SizePlot.svgs(List.of(MET))).isEmpty();
    }

    @Test
    void aRunReadsAsItWasWritten() throws IOException {
        Run run = new Run(new Surroundings(Map.of("JDK", "17")), List.of("x: y"), List.of(), List.of(MET, UNASKED));
        run.write(folder);
        assertThat(Run.read(folder.resolve("results.json"))).isEqualTo(run);
        Files.delete(folder.resolve("run.json"));
        assertThat(Run.read(folder.resolve("results.json")).results()).isEqualTo(run.results());
        assertThat(Report.write(List.of(run), folder)).isRegularFile();
        assertThat(folder.resolve("query-times.svg")).isRegularFile();
        assertThat(folder.resolve("results.md")).content().contains("query-1k");
    }

    private static void assertInside(String svg) {
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertThat(box.find()).isTrue();
        assertNumbers(svg, "\\b(?:x|x1|x2|cx)=\"([^\"]*)\"", Double.parseDouble(box.group(1)));
        assertNumbers(svg, "\\b(?:y|y1|y2|cy)=\"([^\"]*)\"", Double.parseDouble(box.group(2)));
        assertNumbers(svg, "([-.\\w]+),[-.\\w]+[ \"]", Double.parseDouble(box.group(1)));
    }

    private static void assertNumbers(String svg, String pattern, double most) {
        for (Matcher number = Pattern.compile(pattern).matcher(svg); number.find(); ) {
            assertThat(Double.parseDouble(number.group(1))).isBetween(0.0, most);
        }
    }

    private static String page(Result... results) {
        return Report.page(
                List.of(new Run(new Surroundings(Map.of("JDK", "17")), List.of(), List.of(), List.of(results))));
    }

    private static void parse(String xml) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static Result result(
            String question, String rival, double ratio, Double required, String placement, String jdk) {
        return new Result(
                question,
                "ours",
                rival,
                "p",
                "ns",
                10,
                10 / ratio,
                ratio,
                ratio * 0.9,
                ratio * 1.1,
                61,
                placement,
                jdk,
                "lower",
                required);
    }
}
