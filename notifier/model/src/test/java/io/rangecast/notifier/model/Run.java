package io.rangecast.notifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static Run of(Path folder, String outputName, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        Path output = folder.resolve(outputName);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-XX:ParallelGCThreads=1",
                "-XX:TieredStopAtLevel=1", // most runs are over before more would pay
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder, // where it puts its standard modules
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        mainClass + " has not ended after " + MINUTES + " minutes: see " + output);
            }
            return new Run(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The states that module Witness was to look out for, and those that were met. */
    Set<String> toReach() {
        return printed("to reach");
    }

    Set<String> reached() {
        return printed("reached");
    }

    /** Whether nothing was left to look at. */
    boolean sawAllStates() {
        return output.contains(" distinct states found, 0 states left on queue.");
    }

    private Set<String> printed(String what) {
        return Pattern.compile("<<\"" + what + "\", \"([^\"]+)\">>")
                .matcher(output.replaceAll("\\s+", " ")) // long ones are broken into lines
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
    }
}
