package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Main;

/**
 * Runs the tests of this package: jcstress forks a JVM for each, and there lets its two actors meet some hundred thousand
 * times. All it says is in {@code target/jcstress}.
 *
 * <p>The default takes about a minute. {@code -Djcstress.args="-m default"} gives other options and takes hours,
 * {@code -Djcstress.tests=} a part of a name.
 */
class JcstressTest {
    private static final String PACKAGE = "io.rangecast.notifier.";
    private static final String TESTS = System.getProperty("jcstress.tests", PACKAGE + "[A-Z]");

    /**
     * Few and small strides, as it takes long to make what the actors meet at. One way to compile, the one that reorders
     * most; it begins in the interpreter. With all of them this would take several times as long.
     */
    private static final String QUICK = "-m quick -time 300 -iters 1 -f 1 -sc false -fsm 0 -pth false -strideSize 128"
            + " -strideCount 2 -jvmArgs -XX:-TieredCompilation";

    private static final int ALL_PASSED = 0;

    @Test
    void nothingIsSeenThatARuleForbids() throws Exception {
        Run run = Run.of(TESTS, System.getProperty("jcstress.args", QUICK));

        assertThat(run.exitCode).as(run::results).isEqualTo(ALL_PASSED);
        assertThat(run.results()).containsPattern("All remaining tests: [1-9]"); // not just none
    }

    @Test
    void aSleeperWithoutFencesIsCaught() throws Exception {
        Run run = Run.of(PACKAGE + "broken.SleeperWithoutFence", QUICK);

        assertThat(run.exitCode).as(run::results).isNotEqualTo(ALL_PASSED);
        assertThat(run.results()).contains("Observed forbidden state: false, true");
    }

    private record Run(int exitCode, String output) {
        static Run of(String tests, String options) throws IOException, InterruptedException {
            Path folder = Files.createDirectories(Path.of("target", "jcstress", tests.replaceAll("\\W+", "-")));
            Path output = folder.resolve("output.txt").toAbsolutePath();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
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
                return new Run(process.waitFor(), Files.readString(output));
            } finally {
                process.destroy();
            }
        }

        /** What jcstress says at its end, or all of it if it did not get there. */
        String results() {
            return output.substring(Math.max(0, output.indexOf("RUN RESULTS:")));
        }
    }
}
