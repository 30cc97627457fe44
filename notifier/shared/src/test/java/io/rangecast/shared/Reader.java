package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that reads pages, in Java or in C, as its test sees it. */
final class Reader implements AutoCloseable {
    private static final Path PROGRAM = Path.of("target", "reader").toAbsolutePath();

    private static boolean isCompiled;

    private final Process process;
    private final MappedByteBuffer report;

    private Reader(List<String> program, Path folder, String name) throws IOException {
        Path reportFile = folder.resolve("report " + name);
        report = ReaderProcess.map(reportFile, ReaderProcess.PAGE);
        List<String> command = new ArrayList<>(program);
        command.add(folder.resolve("memory").toString());
        command.add(folder.resolve("pages").toString());
        command.add(reportFile.toString());
        command.add(name);
        process = new ProcessBuilder(command).inheritIO().start();
    }

    static Reader inJava(Path folder, String name) throws IOException {
        return new Reader(ReaderProcess.java(ReaderProcess.class), folder, name);
    }

    static Reader inC(Path folder, String name) throws IOException, InterruptedException {
        return new Reader(List.of(compiled().toString()), folder, name);
    }

    /** The program in C, compiled with all warnings, once for all tests. */
    static synchronized Path compiled() throws IOException, InterruptedException {
        if (!isCompiled) {
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-std=c11",
                            "-D_GNU_SOURCE",
                            "-O2",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-Isrc/main/resources/io/rangecast/shared",
                            "-o",
                            PROGRAM.toString(),
                            "src/test/c/reader.c")
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(compiler.exitValue()).isZero();
            isCompiled = true;
        }
        return PROGRAM;
    }

    long get(int what) {
        return report.getLong(what);
    }

    /** That it has read, and copied, since it was asked: and nothing that was poison, ever. */
    void assertReads() {
        long reads = get(ReaderProcess.READS);
        long copies = get(ReaderProcess.VALIDATED);
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(ReaderProcess.READS) > reads && get(ReaderProcess.VALIDATED) > copies);
        assertThat(get(ReaderProcess.POISONED)).isZero();
        assertThat(get(ReaderProcess.TORN)).isZero();
    }

    /** That it begins nothing: it looks, and is busy. */
    void assertIsBusy() {
        long busy = get(ReaderProcess.BUSY);
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(ReaderProcess.BUSY) > busy + 2 * ReaderProcess.PAGES);
        long copies = get(ReaderProcess.VALIDATED);
        long then = get(ReaderProcess.BUSY);
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(ReaderProcess.BUSY) > then);
        assertThat(get(ReaderProcess.VALIDATED)).isEqualTo(copies);
        assertThat(get(ReaderProcess.TORN)).isZero();
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
