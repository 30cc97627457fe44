package io.rangecast.jcstress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What jcstress has said, in a JVM of its own. */
record JcstressRun(String output) {
    private static final String RESULTS = "RUN RESULTS:";

    static JcstressRun of(String tests, String options) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", "jcstress"));
        Path output = folder.resolve("output.txt").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", // as the JVMs that it forks do: they take over its options
                "-cp",
                System.getProperty("java.class.path"),
                OnceEach.class.getName(),
                "-t",
                tests,
                "-r",
                "report"));
        command.addAll(List.of(options.split(" +")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.waitFor(); // its exit code says only that something failed, as what is broken must
            return new JcstressRun(Files.readString(output));
        } finally {
            process.destroy();
        }
    }

    /** What jcstress says at its end, or all of it if it did not get there. */
    String results() {
        return output.substring(Math.max(0, output.indexOf(RESULTS)));
    }

    /** The tests that saw what is forbidden. */
    List<String> failed() {
        return listed("Failed tests:", "Error tests:");
    }

    /** The tests that could not run, or threw. */
    List<String> errors() {
        return listed("Error tests:", "All remaining tests:");
    }

    /** How many tests saw nothing but what is allowed. */
    int passed() {
        Matcher passed = Pattern.compile("All remaining tests: (\\d+)").matcher(results());
        return passed.find() ? Integer.parseInt(passed.group(1)) : 0;
    }

    private List<String> listed(String from, String to) {
        String results = results();
        String section = results.substring(results.indexOf(from), results.indexOf(to)); // fails if it did not get there
        return Pattern.compile("^\\.+ \\[.*] (\\S+)$", Pattern.MULTILINE)
                .matcher(section)
                .results()
                .map(line -> line.group(1))
                .toList();
    }
}
