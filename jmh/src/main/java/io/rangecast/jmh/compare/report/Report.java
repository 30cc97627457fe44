package io.rangecast.jmh.compare.report;

import static io.rangecast.jmh.plot.Svg.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page that shows results to someone who has never heard of the project. It needs no other file; its plots, and its
 * tables as {@link ResultsPage}, are also written one by one, for use elsewhere.
 */
public final class Report {
    public static final String PAGE = "index.html";

    private static final String TITLE = "Rangecast beside its rivals";
    private static final String INTRODUCTION = """
            <p class="lead">Rangecast brings Linux's MMU notifiers to off-heap memory on the JVM: before a range of memory is
            freed, moved or protected, everyone who holds an address into it is told, and the one who changes it knows when
            nobody uses it any more. This page shows how long its parts take beside what a Java program could use
            instead.</p>
            """;
    private static final String HOW_TO_READ = """
            <details open><summary>How to read this page</summary><ul>
            <li><b>Rounds.</b> Ours and its rivals work in one JVM. In each round everybody runs once, for some milliseconds
            and in a new order, so that whatever slows the machine slows all of them.</li>
            <li><b>Ratio.</b> Ours divided by theirs, within one round; shown is the median of all rounds and, in brackets,
            the quartiles: half of the rounds lie between them. For times less is better (0.5 is twice as fast), for rates more. The
            medians of the values themselves are beside it. Absolute times differ from host to host, ratios much less.</li>
            <li><b>Required.</b> The bar that was set before anything was measured. What misses it is called
            <span class="missed">✗ missed</span> and stays on the page.</li>
            <li><b>Placement.</b> The host moves virtual cores about, and two threads then share a core, a cache (L3) or
            neither: what they cost one another differs up to ninefold. A ping-pong between them, before and after each
            sample, tells; only samples of the same placement are compared, and its median is given. <i>Any</i>: one
            thread, or more than two.</li></ul></details>
            """;

    private final List<Run> runs;
    private final List<Result> results;
    private final Map<String, String> plots = new LinkedHashMap<>();
    private final StringBuilder html = new StringBuilder();

    private Report(List<Run> runs) {
        this.runs = runs;
        this.results = together(runs.stream().flatMap(run -> run.results().stream()), Result::question)
                .flatMap(question -> together(question.stream(), Result::rival))
                .flatMap(List::stream)
                .toList();
    }

    /** What has the same key, in the order in which the keys came. */
    private static Stream<List<Result>> together(Stream<Result> results, Function<Result, String> key) {
        return results.collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList())).values().stream();
    }

    /**
     * Writes the page, its plots and its tables.
     *
     * @param runs one, or one for each JDK, say: they come side by side
     * @return the page
     */
    public static Path write(List<Run> runs, Path folder) throws IOException {
        Report report = new Report(runs);
        String page = report.page();
        Files.createDirectories(folder);
        for (Map.Entry<String, String> plot : report.plots.entrySet()) {
            Files.writeString(folder.resolve(plot.getKey() + ".svg"), plot.getValue());
        }
        Files.writeString(
                folder.resolve(ResultsPage.NAME), new ResultsPage(runs, Group.groups(report.results)).markdown());
        return Files.writeString(folder.resolve(PAGE), page);
    }

    /** The page alone. */
    static String page(List<Run> runs) {
        return new Report(runs).page();
    }

    private String page() {
        Map<Group, List<Result>> groups = Group.groups(results);
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>" + TITLE + "</title>\n<style>\n" + style() + "</style></head>\n<body><main>\n")
                .append("<h1>" + TITLE + "</h1>\n" + INTRODUCTION)
                .append(new Summary(runs, groups).html())
                .append(HOW_TO_READ);
        groups.forEach(this::section);
        runs.forEach(run -> surroundings(run.surroundings()));
        return html.append("</main></body></html>\n").toString();
    }

    private void section(Group group, List<Result> rows) {
        html.append("<section id=\"" + group.id() + "\">\n<h2>" + escape(group.title()) + "</h2>\n<p>"
                + escape(group.asked()) + "</p>\n" + new GroupTable(rows).html());
        Map<String, String> pictures = new LinkedHashMap<>(RatioPlot.svgs(group.id(), group.title(), rows));
        pictures.putAll(SizePlot.svgs(rows));
        pictures.values().forEach(svg -> html.append("<figure>" + svg + "</figure>\n"));
        html.append("</section>\n");
        plots.putAll(pictures);
    }

    private void surroundings(Surroundings surroundings) {
        html.append("<section><h2>Where and how</h2><dl>\n");
        surroundings
                .facts()
                .forEach((name, value) -> html.append("<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>\n"));
        html.append("</dl></section>\n");
    }

    private static String style() {
        try (InputStream css = Report.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
