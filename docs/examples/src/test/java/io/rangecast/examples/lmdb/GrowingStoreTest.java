package io.rangecast.examples.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.lmdb.Main.Outcome;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingStoreTest {
    @Test
    void growsUnderReadersWhoHoldAddresses() throws Exception {
        Outcome outcome = Main.run(Gate.RANGECAST, 60, 100_000_000);

        assertThat(outcome.growths()).hasSize(60);
        assertThat(outcome.reads()).isGreaterThanOrEqualTo(100_000_000);
        assertThat(outcome.wrong()).isZero();
    }

    @Test
    void readsTheSameUnderAReadLock() throws Exception {
        Outcome outcome = Main.run(Gate.READ_LOCK, 3, 100_000);

        assertThat(outcome.reads()).isPositive();
        assertThat(outcome.wrong()).isZero();
    }

    @Test
    void withoutItTheJvmDies(@TempDir Path directory) throws Exception {
        File output = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(command(directory, "-ungated"))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isNotZero();
        assertThat(Files.readString(output.toPath())).contains("SIGSEGV");
    }

    /** With this JVM's flags, but for what belongs to it alone. */
    private static List<String> command(Path directory, String argument) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + directory.resolve("hs_err.log"));
        command.add("-Djava.io.tmpdir=" + directory);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), argument));
        return command;
    }
}
