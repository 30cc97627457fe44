package io.rangecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, as it may crash. */
public final class ForkedJvm {
    private static final long SECONDS = 60;

    /** Part of the error in place of a crash, where a mapping is still there and its file ends before. */
    private static final String BEHIND_ITS_FILE = "a fault occurred in ";

    private ForkedJvm() {}

    /**
     * Runs a program until it has died of reading memory that is gone, or fails.
     *
     * @param directory for its files, and what it says
     */
    public static void assertCrashes(Class<?> main, Path directory, String argument)
            throws IOException, InterruptedException {
        File output = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(command(main, directory, argument))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("it ends within %d seconds", SECONDS)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        assertThat(Files.readString(output.toPath())).containsAnyOf("SIGSEGV", BEHIND_ITS_FILE);
    }

    /** With the modules of this JVM opened as they are here, and compiled as soon. */
    private static List<String> command(Class<?> main, Path directory, String argument) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:Tiered"))
                .forEach(command::add);
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + directory.resolve("hs_err.log"));
        command.add("-Djava.io.tmpdir=" + directory);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), argument));
        return command;
    }
}
