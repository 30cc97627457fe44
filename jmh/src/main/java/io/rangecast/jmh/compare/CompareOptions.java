package io.rangecast.jmh.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * How to compare.
 *
 * @param only finds the names of the questions to ask
 * @param forks how many JVMs ask each question, one after the other: a small method is sometimes compiled in two ways
 * @param rounds in each fork
 * @param sample how long one contender runs in one round
 * @param warmUpTurns how often each contender runs for the time of two samples beforehand
 * @param otherUses whether the warm-up also uses the structures in other ways: see {@link Contender#useOtherwise}
 * @param seed of the first fork; each further fork adds one
 * @param jvmArgs of the forks
 * @param output where the results go
 */
record CompareOptions(
        Pattern only,
        int forks,
        int rounds,
        Duration sample,
        int warmUpTurns,
        boolean otherUses,
        long seed,
        List<String> jvmArgs,
        Path output) {

    /** Reads the properties {@code compare.*}; an empty one counts as none. */
    static CompareOptions from(Properties properties) {
        boolean quick = Boolean.parseBoolean(properties.getProperty("compare.quick"));
        return new CompareOptions(
                Pattern.compile(text(properties, "only", "")),
                number(properties, "forks", quick ? 1 : 3),
                number(properties, "rounds", quick ? 15 : 61),
                Duration.ofMillis(number(properties, "sampleMillis", quick ? 4 : 10)),
                number(properties, "warmUpTurns", quick ? 50 : 100),
                Boolean.parseBoolean(text(properties, "otherUses", "true")),
                number(properties, "seed", 1),
                List.of(text(properties, "jvmArgs", "-Xms2g -Xmx2g -XX:+AlwaysPreTouch")
                        .split(" +")),
                Path.of(text(properties, "output", "target/compare")));
    }

    private static String text(Properties properties, String name, String otherwise) {
        String value = properties.getProperty("compare." + name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static int number(Properties properties, String name, int otherwise) {
        String value = text(properties, name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new IllegalArgumentException("-Dcompare." + name + "=" + value + " is not a number from 1 up");
    }
}
