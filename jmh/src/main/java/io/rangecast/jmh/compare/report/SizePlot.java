package io.rangecast.jmh.compare.report;

import io.rangecast.jmh.compare.engine.SizeInName;
import io.rangecast.jmh.plot.LogScale;
import io.rangecast.jmh.plot.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each contender's values become as the size grows: lines on two logarithmic axes, each with its name at its end. */
final class SizePlot {
    private static final List<String> COLOURS =
            List.of("#d1495b", "#1d6fa5", "#2a9d8f", "#e09f3e", "#7b5ea7", "#6b7280", "#9c6644", "#4d7c0f");
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;
    private static final int LEFT = 70;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 36;
    private static final int LINE_HEIGHT = 15;

    private final Map<String, TreeMap<Double, Double>> lines;
    private final LogScale x;
    private final LogScale y;
    private final Svg svg;

    private SizePlot(String title, Map<String, TreeMap<Double, Double>> lines) {
        this.lines = lines;
        List<Double> sizes = lines.values().stream()
                .flatMap(line -> line.keySet().stream())
                .sorted()
                .toList();
        List<Double> values = lines.values().stream()
                .flatMap(line -> line.values().stream())
                .sorted()
                .toList();
        this.x = LogScale.around(sizes.get(0), last(sizes), LEFT, WIDTH - RIGHT);
        this.y = LogScale.around(values.get(0), last(values), HEIGHT - BOTTOM, TOP);
        this.svg = new Svg(title, WIDTH, HEIGHT);
        svg.text(10, 18, "start", title);
    }

    /** By the name without the size, a picture for all questions that differ in nothing but size. */
    static Map<String, String> svgs(List<Result> results) {
        Map<String, List<Result>> families = new LinkedHashMap<>();
        for (Result r : results) {
            if (SizeInName.of(r.question()).orElse(0) > 0 && r.candidateMedian() > 0 && r.rivalMedian() > 0) {
                families.computeIfAbsent(SizeInName.without(r.question()), name -> new ArrayList<>())
                        .add(r);
            }
        }
        Map<String, String> pictures = new LinkedHashMap<>();
        families.forEach((name, family) -> {
            if (family.stream().map(Result::question).distinct().count() > 1) {
                String title = name + ": " + family.get(0).unit();
                pictures.put(name, new SizePlot(title, lines(family)).draw());
            }
        });
        return pictures;
    }

    /** By contender, the value at each size; where there are several placements, that with the most rounds. */
    private static Map<String, TreeMap<Double, Double>> lines(List<Result> family) {
        boolean severalJdks = family.stream().map(RowLabels::jdk).distinct().count() > 1;
        Map<String, TreeMap<Double, Double>> lines = new LinkedHashMap<>();
        family.stream().sorted(Comparator.comparingInt(Result::rounds)).forEach(r -> {
            String suffix = severalJdks ? ", JDK " + RowLabels.feature(r) : "";
            double size = SizeInName.of(r.question()).orElseThrow();
            lines.computeIfAbsent(r.candidate() + suffix, name -> new TreeMap<>())
                    .put(size, r.candidateMedian());
            lines.computeIfAbsent(r.rival() + suffix, name -> new TreeMap<>()).put(size, r.rivalMedian());
        });
        return lines;
    }

    private String draw() {
        for (double tick : y.ticks()) {
            svg.grid(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            svg.text(LEFT - 8, y.at(tick) + 4, "end", Numbers.round(tick));
        }
        lines.values().stream()
                .flatMap(line -> line.keySet().stream())
                .distinct()
                .forEach(size -> {
                    svg.grid(x.at(size), TOP, x.at(size), HEIGHT - BOTTOM);
                    svg.text(x.at(size), HEIGHT - BOTTOM + 18, "middle", Numbers.round(size));
                });
        int colour = 0;
        Map<String, Double> labels = labels();
        for (Map.Entry<String, TreeMap<Double, Double>> line : lines.entrySet()) {
            draw(line.getValue(), COLOURS.get(colour % COLOURS.size()));
            svg.text(
                    WIDTH - RIGHT + 8,
                    labels.get(line.getKey()) + 4,
                    "start",
                    COLOURS.get(colour % COLOURS.size()),
                    line.getKey());
            colour++;
        }
        return svg.toString();
    }

    private void draw(TreeMap<Double, Double> line, String colour) {
        List<double[]> points = new ArrayList<>();
        line.forEach((size, value) -> points.add(new double[] {x.at(size), y.at(value)}));
        svg.path(points, colour);
        points.forEach(point -> svg.dot(point[0], point[1], colour));
    }

    /** Where the names go: at the ends of their lines, pushed down as far as those above need. */
    private Map<String, Double> labels() {
        Map<String, Double> labels = new LinkedHashMap<>();
        double[] free = {TOP};
        int[] below = {lines.size()};
        lines.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        line -> y.at(line.getValue().lastEntry().getValue())))
                .forEach(line -> {
                    double lowest = HEIGHT - BOTTOM - (double) --below[0] * LINE_HEIGHT;
                    double end = y.at(line.getValue().lastEntry().getValue());
                    double place = Math.max(free[0], Math.min(end, lowest));
                    labels.put(line.getKey(), place);
                    free[0] = place + LINE_HEIGHT;
                });
        return labels;
    }

    private static double last(List<Double> sorted) {
        return sorted.get(sorted.size() - 1);
    }
}
