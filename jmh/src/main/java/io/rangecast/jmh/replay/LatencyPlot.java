package io.rangecast.jmh.replay;

import io.rangecast.jmh.plot.LogScale;
import io.rangecast.jmh.plot.Svg;
import java.util.ArrayList;
import java.util.List;
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
    private final LogScale nanos;
    private final Svg svg;

    private LatencyPlot(String title, Histogram histogram) {
        this.histogram = histogram;
        this.nines = Math.max(1, Math.ceil(Math.log10(Math.max(10, histogram.getTotalCount()))));
        double low = Math.floor(Math.log10(Math.max(1, histogram.getMinValue())));
        double high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(10, histogram.getMaxValue()))));
        this.nanos = new LogScale(Math.pow(10, low), Math.pow(10, high), HEIGHT - BOTTOM, TOP);
        this.svg = new Svg(title, WIDTH, HEIGHT);
        svg.text(WIDTH / 2.0, TOP / 2.0, "middle", title);
    }

    static String svg(String title, Histogram nanos) {
        return new LatencyPlot(title, nanos).draw();
    }

    private String draw() {
        for (double decade = nanos.low(); decade < 2 * nanos.high(); decade *= 10) {
            svg.grid(LEFT, nanos.at(decade), WIDTH - RIGHT, nanos.at(decade));
            svg.text(LEFT - 8, nanos.at(decade) + 4, "end", time(decade));
        }
        for (int nine = 0; nine <= nines; nine++) {
            double x = x(100 - 100 * Math.pow(10, -nine));
            svg.grid(x, TOP, x, HEIGHT - BOTTOM);
            svg.text(x, HEIGHT - BOTTOM + 18, "middle", nine == 0 ? "0 %" : percent(nine));
        }
        svg.text(WIDTH / 2.0, HEIGHT - 10, "middle", "percentile");
        List<double[]> points = new ArrayList<>();
        for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
            points.add(new double[] {x(value.getPercentileLevelIteratedTo()), nanos.at(value.getValueIteratedTo())});
        }
        svg.path(points, "#0b62a4");
        return svg.toString();
    }

    private double x(double percentile) {
        double position = Math.min(nines, -Math.log10(Math.max(1e-12, 1 - percentile / 100)));
        return LEFT + (WIDTH - LEFT - RIGHT) * position / nines;
    }

    private static String percent(int nine) {
        return nine == 1 ? "90 %" : "99" + (nine > 2 ? "." + "9".repeat(nine - 2) : "") + " %";
    }

    private static String time(double nanos) {
        String[] units = {"ns", "µs", "ms", "s"};
        int unit = Math.min(units.length - 1, (int) (Math.log10(nanos) / 3 + 1e-9));
        return String.format(Locale.ROOT, "%.0f %s", nanos / Math.pow(1000, unit), units[unit]);
    }
}
