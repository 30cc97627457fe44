package io.rangecast.jmh.compare;

import io.rangecast.jmh.compare.engine.Bounds;
import io.rangecast.jmh.compare.engine.Contender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How to compare.
 *
 * @param only finds the names of the questions to ask
 * @param full whether to ask those, too, that would make an everyday run too long
 * @param total how long the whole run may take, about; {@link Budget} divides it
 * @param forks how many JVMs ask each question, one after the other: a small method is sometimes compiled in two ways
 * @param rounds in each fork
 * @param sample how long one contender runs in one round
 * @param warmUpTurns how often each contender runs for the time of two samples beforehand
 * @param otherUses whether the warm-up also uses the structures in other ways: see {@link Contender#useOtherwise}
 * @param seed of the first fork; each further fork adds one
 * @param jvmArgs of the forks
 * @param forkLimit after which a fork is taken to hang, and is killed
 * @param output where the results go
 * @param report the {@code results.json} of runs that are over: show them, and measure nothing
 */
record CompareOptions(
        Pattern only,
        boolean full,
        Duration total,
        Bounds forks,
        Bounds rounds,
        Duration sample,
        Bounds warmUpTurns,
        boolean otherUses,
        long seed,
        List<String> jvmArgs,
        Duration forkLimit,
        Path output,
        List<Path> report) {

    /** Reads the properties {@code compare.*}; an empty one counts as none. What is said there wins over the budget. */
    static CompareOptions from(Properties properties) {
        boolean quick = flag(properties, "quick", false);
        boolean full = flag(properties, "full", false);
        return new CompareOptions(
                Pattern.compile(text(properties, "only", "")),
                full,
                Duration.ofMinutes(number(properties, "minutes", quick ? 4 : full ? 120 : 20)),
                bounds(properties, "forks", quick ? Bounds.exactly(1) : new Bounds(1, 3)),
                bounds(properties, "rounds", quick ? new Bounds(7, 15) : new Bounds(11, 61)),
                Duration.ofMillis(number(properties, "sampleMillis", quick ? 4 : 10)),
                bounds(properties, "warmUpTurns", quick ? new Bounds(10, 50) : new Bounds(15, 100)),
                flag(properties, "otherUses", true),
                number(properties, "seed", 1),
                List.of(text(properties, "jvmArgs", "-Xms2g -Xmx2g -XX:+AlwaysPreTouch")
                        .split(" +")),
                Duration.ofMinutes(number(properties, "forkMinutes", full ? 15 : 5)),
                Path.of(text(properties, "output", "target/compare")),
                Stream.of(text(properties, "report", "").split(","))
                        .filter(file -> !file.isBlank())
                        .map(file -> Path.of(file.strip()))
                        .toList());
    }

    private static String text(Properties properties, String name, String otherwise) {
        String value = properties.getProperty("compare." + name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static boolean flag(Properties properties, String name, boolean otherwise) {
        return Boolean.parseBoolean(text(properties, name, Boolean.toString(otherwise)));
    }

    private static Bounds bounds(Properties properties, String name, Bounds otherwise) {
        return text(properties, name, "").isEmpty()
                ? otherwise
                : Bounds.exactly(number(properties, name, otherwise.most()));
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
