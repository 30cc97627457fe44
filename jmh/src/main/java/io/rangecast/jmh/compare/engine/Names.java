package io.rangecast.jmh.compare.engine;

import java.util.Locale;

/** What things are called in questions and results. */
public final class Names {
    public static final String TREE = "IntervalTree";
    public static final String AREAS = "AreaMap";
    public static final String RED_BLACK = "red-black";
    public static final String SKIP_LIST = "skip list";

    private Names() {}

    /** A number as people write it: 1000 is 1k. */
    public static String of(int number) {
        if (number >= 1_000_000 && number % 1_000_000 == 0) {
            return number / 1_000_000 + "M";
        }
        return number >= 1_000 && number % 1_000 == 0 ? number / 1_000 + "k" : Integer.toString(number);
    }

    /** So many of something: 1 range, 10 ranges. */
    public static String count(int number, String noun) {
        return of(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** A constant as people write it: {@code VERY_LONG} is very-long. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
