package io.rangecast.jmh.compare.report;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.plot.LogScale;
import io.rangecast.jmh.plot.Svg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Ratios as bars that begin at 1 and go to the left or to the right, logarithmically: half and double are equally far. A
 * whisker goes from the lower quartile to the upper one, a mark stands at what is required.
 */
final class RatioPlot {
    static final String GOOD = "#2a9d8f";
    static final String MISSED = "#d1495b";
    static final String UNASKED = "#8d99ae";
    private static final String INK = "#222";

    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int RIGHT = 70;
    private static final int TOP = 72;
    private static final int BOTTOM = 34;
    private static final int ROW = 20;

    private final List<Result> results;
    private final RowLabels labels;
    private final LogScale scale;
    private final Svg svg;
    private final int height;

    /** All of the same direction. */
    private RatioPlot(String title, List<Result> results) {
        this.results = results;
        this.labels = new RowLabels(results);
        double[] values = results.stream()
                .flatMapToDouble(r -> DoubleStream.of(1, r.p25(), r.p75(), r.required() == null ? 1 : r.required()))
                .filter(value -> value > 0)
                .toArray();
        double low = DoubleStream.of(values).min().orElse(1);
        double high = DoubleStream.of(values).max().orElse(1);
        this.scale = LogScale.around(low, high, LEFT, WIDTH - RIGHT);
        long questions = results.stream().map(Result::question).distinct().count();
        this.height = TOP + BOTTOM + (int) (questions + results.size()) * ROW;
        this.svg = new Svg(title, WIDTH, height);
        svg.text(10, 18, "start", title);
        legend();
    }

    /** A picture for each direction that occurs, as what is better must not change within one; by names for files. */
    static Map<String, String> svgs(String id, String title, List<Result> results) {
        Map<String, String> pictures = new LinkedHashMap<>();
        for (Better better : Better.values()) {
            List<Result> some = results.stream().filter(r -> r.isBetter(better)).toList();
            if (!some.isEmpty()) {
                String way = better == Better.LOWER ? "times, left is better" : "rates, right is better";
                String picture = new RatioPlot(title + ": ours / theirs; " + way, some).draw();
                pictures.put(id + (better == Better.LOWER ? "-times" : "-rates"), picture);
            }
        }
        return pictures;
    }

    private void legend() {
        int x = 10;
        x = key(x, GOOD, "meets what is required");
        x = key(x, MISSED, "misses it");
        x = key(x, UNASKED, "nothing is required");
        svg.line(x + 5, 27, x + 5, 41, INK, 2.5);
        svg.text(x + 16, 38, "start", "required");
        svg.line(x + 80, 34, x + 100, 34, INK, 1.5);
        svg.text(x + 106, 38, "start", "from quartile to quartile");
    }

    private int key(int x, String colour, String words) {
        svg.box(x, 29, 10, 10, colour);
        svg.text(x + 16, 38, "start", words);
        return x + 34 + 6 * words.length();
    }

    private String draw() {
        for (double tick : scale.ticks()) {
            svg.grid(scale.at(tick), TOP - 8, scale.at(tick), height - BOTTOM);
            svg.text(scale.at(tick), TOP - 14, "middle", Numbers.round(tick));
            svg.text(scale.at(tick), height - BOTTOM + 16, "middle", Numbers.round(tick));
        }
        int y = TOP;
        String question = "";
        for (Result r : results) {
            if (!r.question().equals(question)) {
                question = r.question();
                svg.text(10, y + 14, "start", question);
                y += ROW;
            }
            row(r, y);
            y += ROW;
        }
        svg.line(scale.at(1), TOP - 8, scale.at(1), height - BOTTOM, INK, 1);
        return svg.toString();
    }

    private void row(Result r, int y) {
        String colour = r.required() == null ? UNASKED : r.met() ? GOOD : MISSED;
        double one = scale.at(1);
        double end = scale.at(r.ratio());
        double middle = y + ROW / 2.0;
        svg.text(LEFT - 10, middle + 4, "end", "#555", labels.of(r));
        svg.box(Math.min(one, end), y + 4, Math.abs(one - end), ROW - 8, colour);
        svg.dot(end, middle, colour);
        svg.line(scale.at(r.p25()), middle, scale.at(r.p75()), middle, INK, 1.5);
        if (r.required() != null) {
            double mark = scale.at(r.required());
            svg.line(mark, y + 1, mark, y + ROW - 1, INK, 2.5);
        }
        String verdict = r.met() ? INK : MISSED;
        svg.text(WIDTH - RIGHT + 8, middle + 4, "start", verdict, Numbers.ratio(r.ratio()) + (r.met() ? "" : " ✗"));
    }
}
