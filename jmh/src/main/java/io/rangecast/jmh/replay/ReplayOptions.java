package io.rangecast.jmh.replay;

import java.nio.file.Path;

/**
 * What to replay and how.
 *
 * @param trace a file, or null for the bundled trace
 * @param subscribers how many threads hold addresses and read
 * @param safe whether changes are announced
 * @param memoryMiB how much real memory stands behind all mappings
 * @param seed of the readers' choices
 * @param output where the report goes
 */
record ReplayOptions(Path trace, int subscribers, boolean safe, int memoryMiB, long seed, Path output) {
    private static final int DEFAULT_MEMORY_MIB = 256;
    private static final int MAX_MEMORY_MIB = 2047;

    /** Read from the system properties {@code replay.*}. */
    static ReplayOptions fromSystemProperties() {
        String trace = System.getProperty("replay.trace");
        return new ReplayOptions(
                trace == null ? null : Path.of(trace),
                number("replay.subscribers", Runtime.getRuntime().availableProcessors(), 1024),
                !Boolean.getBoolean("replay.unsafe"),
                number("replay.memory", DEFAULT_MEMORY_MIB, MAX_MEMORY_MIB),
                Long.getLong("replay.seed", 1),
                Path.of(System.getProperty("replay.output", "target/replay")));
    }

    private static int number(String property, int otherwise, int most) {
        String value = System.getProperty(property, Integer.toString(otherwise));
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > most) {
            throw new IllegalArgumentException("-D" + property + "=" + value + " is not a number from 1 to " + most);
        }
        return Integer.parseInt(value);
    }
}
