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

    private static final long EACH_MILLIS = 100;

    private final List<String> command = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    ForkedJvm(String... options) {
        command.add(tool("java"));
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
            Patience patience = new Patience(Stress.PATIENCE_NANOS);
            while (!process.waitFor(EACH_MILLIS, TimeUnit.MILLISECONDS)) {
                if (patience.isOver()) {
                    String threads = threadsOf(process);
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(command + " did not end: " + Files.readString(output) + threads);
                }
            }
            return new End(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static String threadsOf(Process process) throws IOException {
        ProcessBuilder asking = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "Thread.print");
        return new String(
                asking.redirectErrorStream(true).start().getInputStream().readAllBytes());
    }
}
