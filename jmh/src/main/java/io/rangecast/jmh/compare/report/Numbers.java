package io.rangecast.jmh.compare.report;

import java.util.Locale;

/** Numbers for people. */
final class Numbers {
    private static final double MILLION = 1e6;

    private Numbers() {}

    /** A time or a rate, to about three digits. */
    static String value(double value) {
        if (value >= MILLION) {
            return String.format(Locale.ROOT, "%,.2f M", value / MILLION);
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%,.0f", value);
    }

    /** A ratio, to about three digits. */
    static String ratio(double ratio) {
        if (ratio > 0 && ratio < 0.01) {
            return String.format(Locale.ROOT, "%.4f", ratio);
        }
        return String.format(Locale.ROOT, ratio < 1 ? "%.3f" : ratio < 100 ? "%.2f" : "%,.0f", ratio);
    }

    /** A round number: 1k, 20M, 0.5. */
    static String round(double value) {
        if (value >= 1e9) {
            return trimmed(value / 1e9) + "G";
        }
        if (value >= MILLION) {
            return trimmed(value / MILLION) + "M";
        }
        return value >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }
}
