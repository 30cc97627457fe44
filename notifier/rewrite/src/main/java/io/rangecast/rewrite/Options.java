package io.rangecast.rewrite;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Validated;

/** What options may say. Null is the default, and valid. */
final class Options {
    /** A Java identifier, as a pattern. */
    static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";

    private static final Pattern IDENTIFIER = Pattern.compile(NAME);
    private static final Pattern TYPE = Pattern.compile(NAME + "(\\." + NAME + ")*");

    private Options() {}

    static Validated<String> identifier(String option, @Nullable String value) {
        return test(option, value, IDENTIFIER, "is not a Java identifier");
    }

    static Validated<String> type(String option, @Nullable String value) {
        return test(option, value, TYPE, "is not the fully qualified name of a type");
    }

    static Validated<String> oneOf(String option, @Nullable String value, List<String> all) {
        return Validated.test(option, "\"{}\" is none of " + all, value, given -> given == null || all.contains(given));
    }

    /** A method pattern must name the type of each parameter that is known by its place from the end. */
    static Validated<String> endsIn(String option, String pattern, List<String> parameters) {
        List<String> types = parameterTypes(pattern);
        int first = types.size() - parameters.size();
        boolean named =
                first >= 0 && types.subList(first, types.size()).stream().allMatch(TYPE.asMatchPredicate());
        return Validated.test(
                option,
                "\"{}\" does not end in the types of " + String.join(", ", parameters),
                pattern,
                given -> named && !types.contains(".."));
    }

    /** The types in the parentheses of a method pattern. */
    static List<String> parameterTypes(String pattern) {
        String list = pattern.substring(
                pattern.indexOf('(') + 1, Math.max(pattern.indexOf('(') + 1, pattern.lastIndexOf(')')));
        return Pattern.compile(",").splitAsStream(list).map(String::trim).toList();
    }

    private static Validated<String> test(String option, @Nullable String value, Pattern pattern, String message) {
        return Validated.test(
                option,
                "\"{}\" " + message,
                value,
                given -> given == null || pattern.matcher(given).matches());
    }

    /** Entries of an {@link EventMapping}, to events that there are; null if these are not known. */
    static Validated<Object> events(String option, @Nullable List<String> entries, @Nullable Set<String> known) {
        try {
            for (String event : new EventMapping(entries).events()) {
                if (known != null && !known.contains(event)) {
                    return Validated.invalid(option, entries, event + " is none of the events " + known);
                }
            }
            return Validated.valid(option, entries);
        } catch (IllegalArgumentException e) {
            return Validated.invalid(option, entries, e.getMessage(), e);
        }
    }

    /** Refuses to run on what is invalid: Maven's plugin reports it, and runs all the same. */
    static void check(Validated<Object> options) {
        if (options.isInvalid()) {
            throw new IllegalArgumentException(options.failures().stream()
                    .map(failure -> failure.getProperty() + ": " + failure.getMessage())
                    .collect(Collectors.joining("; ")));
        }
    }
}
