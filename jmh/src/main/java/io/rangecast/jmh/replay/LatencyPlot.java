package io.rangecast.jmh.replay;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** A latency distribution as SVG: time, logarithmic, over percentiles that get nines as they go right. */
final class LatencyPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 40;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS_PER_HALF = 5;

    private final Histogram histogram;
    private final double nines;
    private final int lowDecade;
    private final int highDecade;
    private final StringBuilder svg = new StringBuilder();

    private LatencyPlot(Histogram histogram) {
        this.histogram = histogram;
        this.nines = Math.max(1, Math.ceil(Math.log10(Math.max(10, histogram.getTotalCount()))));
        this.lowDecade = (int) Math.floor(Math.log10(Math.max(1, histogram.getMinValue())));
        this.highDecade = Math.max(lowDecade + 1, (int) Math.ceil(Math.log10(Math.max(10, histogram.getMaxValue()))));
    }

    static String svg(String title, Histogram nanos) {
        return new LatencyPlot(nanos).draw(title);
    }

    private String draw(String title) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        text(WIDTH / 2.0, TOP / 2.0, "middle", title);
        for (int decade = lowDecade; decade <= highDecade; decade++) {
            double nanos = Math.pow(10, decade);
            line(LEFT, y(nanos), WIDTH - RIGHT, y(nanos));
            text(LEFT - 8, y(nanos) + 4, "end", time(nanos));
        }
        for (int nine = 0; nine <= nines; nine++) {
            double percentile = 100 - 100 * Math.pow(10, -nine);
            line(x(percentile), TOP, x(percentile), HEIGHT - BOTTOM);
            text(x(percentile), HEIGHT - BOTTOM + 18, "middle", nine == 0 ? "0 %" : percent(nine));
        }
        text(WIDTH / 2.0, HEIGHT - 10, "middle", "percentile");
        svg.append("<polyline fill=\"none\" stroke=\"#0b62a4\" stroke-width=\"2\" points=\"");
        for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
            svg.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(value.getPercentileLevelIteratedTo()), y(value.getValueIteratedTo())));
        }
        return svg.append("\"/>\n</svg>\n").toString();
    }

    private double x(double percentile) {
        double position = Math.min(nines, -Math.log10(Math.max(1e-12, 1 - percentile / 100)));
        return LEFT + (WIDTH - LEFT - RIGHT) * position / nines;
    }

    private double y(double nanos) {
        double position = (Math.log10(Math.max(1, nanos)) - lowDecade) / (highDecade - lowDecade);
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.min(1, position);
    }

    private static String percent(int nine) {
        return nine == 1 ? "90 %" : "99" + (nine > 2 ? "." + "9".repeat(nine - 2) : "") + " %";
    }

    private static String time(double nanos) {
        String[] units = {"ns", "µs", "ms", "s"};
        int unit = Math.min(units.length - 1, (int) (Math.log10(nanos) / 3 + 1e-9));
        return String.format(Locale.ROOT, "%.0f %s", nanos / Math.pow(1000, unit), units[unit]);
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private void text(double x, double y, String anchor, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped));
    }
}
