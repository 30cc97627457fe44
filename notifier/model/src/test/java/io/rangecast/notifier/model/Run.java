package io.rangecast.notifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one of the tools has said. Each run is a JVM of its own: the tools are full of static state, and end by
 * {@code System.exit}.
 */
record Run(int exitCode, String output) {
    static final int GOOD = 0;
    static final int UNSAFE = 12;
    static final int NOT_LIVE = 13;

    private static final int MINUTES = 10;
    private static final int ATTEMPTS = 3;

    /** What works takes more of a processor in a minute, however busy the machine is. */
    private static final int HANGS_MILLIS = 500;

    /**
     * Runs a tool.
     *
     * @param isLong whether it takes so long that it pays to compile it well; most runs are over before
     */
    static Run of(Path folder, boolean isLong, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-XX:ParallelGCThreads=1",
                "-XX:TieredStopAtLevel=" + (isLong ? 4 : 1),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder, // where it puts its standard modules
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        for (int attempt = 1; ; attempt++) {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                if (ends(process, output)) {
                    return new Run(process.exitValue(), Files.readString(output));
                }
            } finally {
                process.destroyForcibly();
            }
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(mainClass + " hangs each time: see " + output);
            }
        }
    }

    /**
     * Waits; returns false if the process hangs. TLC does so now and then, when its main thread and its worker wait for each
     * other at the first look at the queue; then it takes no time of any processor, and is to be started again.
     */
    private static boolean ends(Process process, Path output) throws InterruptedException {
        long before = 0;
        for (int i = 0; i < MINUTES; i++) {
            if (process.waitFor(1, TimeUnit.MINUTES)) {
                return true;
            }
            long now = process.info().totalCpuDuration().map(Duration::toMillis).orElse(Long.MAX_VALUE);
            if (now - before < HANGS_MILLIS) {
                return false;
            }
            before = now == Long.MAX_VALUE ? 0 : now; // else nobody knows
        }
        throw new IllegalStateException("not ended after " + MINUTES + " minutes: see " + output);
    }

    /** The states that module Witness was to look out for, and those that were met. */
    Set<String> toReach() {
        return printed("to reach");
    }

    Set<String> reached() {
        return printed("reached");
    }

    /** The steps without which module WithoutEachStep has met a state that must not be. */
    Set<String> refuted() {
        return printed(WithoutEachStep.REFUTED);
    }

    /** Whether nothing was left to look at. */
    boolean sawAllStates() {
        return output.contains(" distinct states found, 0 states left on queue.");
    }

    private Set<String> printed(String what) {
        return Pattern.compile("<<\\s*\"" + what + "\",\\s*\"([^\"]+)\"\\s*>>") // long ones are broken into lines
                .matcher(output.replaceAll("\\s+", " "))
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
    }
}
