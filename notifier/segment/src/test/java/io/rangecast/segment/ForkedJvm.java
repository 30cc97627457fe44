package io.rangecast.segment;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, as it may crash. */
final class ForkedJvm {
    private static final int SECONDS = 90;

    private ForkedJvm() {}

    /**
     * Its status, and what it has written.
     *
     * @param flags of the JVM, separated by spaces
     */
    static String run(String flags, Class<?> program, String argument) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+ErrorFileToStdout"));
        command.addAll(List.of(flags.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), argument));
        File output = File.createTempFile("forked", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("it does not end: " + Files.readString(output.toPath()));
            }
            return "status " + process.exitValue() + "\n" + Files.readString(output.toPath());
        } finally {
            Files.delete(output.toPath());
        }
    }
}
