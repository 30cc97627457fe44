package io.rangecast.jmh.compare.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the size in a question's name: its last part that is a number, maybe of thousands, {@code k}, or millions. */
public final class SizeInName {
    private static final Pattern NUMBER = Pattern.compile("(\\d+)([kM]?)");

    private SizeInName() {}

    /** The size: 100,000 for {@code query-100k-uniform}. */
    public static OptionalDouble of(String name) {
        List<String> parts = List.of(name.split("-"));
        int at = indexIn(parts);
        return at < 0 ? OptionalDouble.empty() : OptionalDouble.of(number(parts.get(at)));
    }

    /** What is left of the name without it: {@code query-uniform}. Questions that only differ in size have it in common. */
    public static String without(String name) {
        List<String> parts = new ArrayList<>(List.of(name.split("-")));
        int at = indexIn(parts);
        if (at >= 0) {
            parts.remove(at);
        }
        return String.join("-", parts);
    }

    private static int indexIn(List<String> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (NUMBER.matcher(parts.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    private static double number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " is not a number");
        }
        double unit = matcher.group(2).equals("k") ? 1e3 : matcher.group(2).equals("M") ? 1e6 : 1;
        return Double.parseDouble(matcher.group(1)) * unit;
    }
}
