package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.Interval;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.agrona.concurrent.IdleStrategy;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars as a user meets them: modules of an application, without any flag of the JVM's, and without a warning. */
class ModulePathIT {
    private static final List<Class<?>> ONE_OF_EACH_JAR = List.of(
            AddressSpace.class,
            Interval.class,
            IdleStrategy.class,
            MpmcVarHandleArrayQueue.class,
            MessagePassingQueue.class);

    private static final String MODULE = "module com.acme.consumer {%n    requires io.rangecast.notifier;%n}%n";

    private static final String MAIN = """
            package com.acme.consumer;

            import io.rangecast.notifier.AddressSpace;
            import io.rangecast.notifier.InvalidationRange;
            import io.rangecast.notifier.Invalidator;
            import io.rangecast.notifier.Subscriber;
            import io.rangecast.ranges.RangeSet;

            public final class Main {
                public static void main(String[] args) {
                    AddressSpace space = new AddressSpace();
                    RangeSet told = new RangeSet(4);
                    Subscriber subscriber = new Subscriber("own", record -> told.add(record.start(), record.end()));
                    subscriber.attach();
                    space.subscribe(0x1000, 0x1000, subscriber);
                    Invalidator invalidator = space.newInvalidator("main");
                    InvalidationRange range = new InvalidationRange().init(space, 0x1800, 0x2800);
                    System.out.println(invalidator.invalidateRangeStart(range) + " " + told);
                    invalidator.invalidateRangeEnd(range);
                    System.out.println(space.getClass().getModule().getName()
                            + " reads " + told.getClass().getModule().getName());
                }
            }
            """;

    @TempDir
    private Path folder;

    private String modulePath;
    private Path main;

    @BeforeEach
    void write() throws IOException {
        modulePath = ONE_OF_EACH_JAR.stream().map(ModulePathIT::jarOf).collect(Collectors.joining(File.pathSeparator));
        main = Files.createDirectories(folder.resolve("com/acme/consumer")).resolve("Main.java");
        Files.writeString(main, MAIN);
        Files.writeString(folder.resolve("module-info.java"), String.format(MODULE));
    }

    @Test
    void aModuleCompilesAndRunsWithTheJarsOnItsModulePath() throws IOException, InterruptedException {
        compile();

        assertThat(output(
                        "--module-path",
                        modulePath + File.pathSeparator + folder,
                        "-m",
                        "com.acme.consumer/com.acme.consumer.Main"))
                .containsExactly("COMPLETED {[0x1800,0x2800)}", "io.rangecast.notifier reads io.rangecast.ranges");
    }

    @Test
    void theDescriptorsSayWhatTheModulesAre() throws IOException, InterruptedException {
        assertThat(describe("io.rangecast.ranges"))
                .contains("exports io.rangecast.ranges", "exports io.rangecast.records")
                .noneMatch(line -> line.startsWith("requires") && !line.startsWith("requires java.base"));
        assertThat(describe("io.rangecast.notifier"))
                .contains(
                        "exports io.rangecast.notifier",
                        "requires io.rangecast.ranges transitive",
                        "requires org.agrona transitive automatic",
                        "requires org.jctools.core.jdk11");
    }

    private void compile() {
        String source = folder.resolve("module-info.java").toString();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all",
                        "-Werror",
                        "-d",
                        folder.toString(),
                        "--module-path",
                        modulePath,
                        source,
                        main.toString());
        assertThat(status).as("exit status of javac").isZero();
    }

    private List<String> describe(String module) throws IOException, InterruptedException {
        return output("--module-path", modulePath, "--describe-module", module);
    }

    /** What java prints, warnings included, when it ends well. */
    private List<String> output(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path printed = folder.resolve("printed.txt");
        Process java = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(java.waitFor())
                .as(() -> command + " printed " + lines(printed))
                .isZero();
        return lines(printed);
    }

    private static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String jarOf(Class<?> type) {
        try {
            String place = Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            assertThat(place).as("where %s is", type).endsWith(".jar");
            return place;
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
