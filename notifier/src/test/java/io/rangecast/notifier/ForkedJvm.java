package io.rangecast.notifier;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, which it may kill. */
final class ForkedJvm {
    /** How it ended, and what it said. */
    record End(int status, String output) {}

    private final List<String> command = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    ForkedJvm(String... options) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
    }

    /** Adds classes that this JVM does not have. */
    ForkedJvm with(Path classes) {
        classPath = classes + File.pathSeparator + classPath;
        return this;
    }

    /** Runs a main class to its end. */
    End run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("forked", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(Stress.PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " did not end: " + Files.readString(output));
            }
            return new End(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
