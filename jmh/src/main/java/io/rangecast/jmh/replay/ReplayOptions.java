package io.rangecast.jmh.replay;

import java.nio.file.Path;
import java.util.Properties;

/**
 * What to replay and how.
 *
 * @param trace the name of a bundled trace, or a file
 * @param subscribers how many threads hold addresses and read
 * @param safe whether changes are announced
 * @param memoryMiB how much real memory stands behind all mappings
 * @param seed of the readers' choices
 * @param output where the report goes
 */
record ReplayOptions(String trace, int subscribers, boolean safe, int memoryMiB, long seed, Path output) {
    private static final int MAX_SUBSCRIBERS = 1024;
    private static final int DEFAULT_MEMORY_MIB = 256;
    private static final int MAX_MEMORY_MIB = 2047;

    /** Reads the properties {@code replay.*}. */
    static ReplayOptions from(Properties properties) {
        return new ReplayOptions(
                properties.getProperty("replay.trace", TraceSource.DEFAULT),
                (int) number(
                        properties, "replay.subscribers", Runtime.getRuntime().availableProcessors(), MAX_SUBSCRIBERS),
                !Boolean.parseBoolean(properties.getProperty("replay.unsafe")),
                (int) number(properties, "replay.memory", DEFAULT_MEMORY_MIB, MAX_MEMORY_MIB),
                number(properties, "replay.seed", 1, Long.MAX_VALUE),
                Path.of(properties.getProperty("replay.output", "target/replay")));
    }

    private static long number(Properties properties, String name, long otherwise, long most) {
        String value = properties.getProperty(name, Long.toString(otherwise));
        try {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new IllegalArgumentException("-D" + name + "=" + value + " is not a number from 1 to " + most);
    }
}
