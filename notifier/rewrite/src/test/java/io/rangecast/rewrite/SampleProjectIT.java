package io.rangecast.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.ranges.Interval;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs rewrite-maven-plugin on a small project, as its users do, with the JDK of this test: the one line converts it, a
 * second run finds nothing to do, and the converted project compiles and passes its tests.
 *
 * <p>Maven gets a local repository of its own, which consists of links to what is in the user's, and of the artifacts
 * that this build has just made. So nothing is installed, and nothing is downloaded that is there.
 */
class SampleProjectIT {
    private static final String VERSION = System.getProperty("rangecast.version");
    private static final Path BASE = Path.of("").toAbsolutePath();
    private static final Path WORK = BASE.resolve("target/sample");

    /** Not in our own folder: the plugin leaves out what git ignores. */
    @TempDir
    private Path project;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void oneLineConvertsAProjectThatThenCompilesAndPassesItsTests() throws Exception {
        delete(WORK);
        copy(BASE.resolve("src/test/resources/sample"), project);
        Path source = project.resolve("src/main/java/com/acme/PagePool.java");
        Path repository = repository(WORK.resolve("repository"));
        String plugin = "org.openrewrite.maven:rewrite-maven-plugin:" + System.getProperty("rewrite.plugin.version");

        String output = maven(
                repository,
                plugin + ":run",
                plugin + ":dryRun",
                "test",
                "-Drewrite.recipeArtifactCoordinates=io.rangecast:rangecast-rewrite:" + VERSION,
                "-Drewrite.activeRecipes=io.rangecast.ContextualInvalidationWithEvents",
                "-Drewrite.failOnDryRunResults=true");

        assertThat(Files.readString(source))
                .contains(
                        "import io.rangecast.notifier.InvalidationEvent;",
                        "        // the whole area\n"
                                + "        range.init(InvalidationEvent.UNMAP, 0, vma, vma.space(), vma.start(), vma.end());",
                        "range.init(InvalidationEvent.UNMAP, 0, vma, space, vma.start(), vma.start() + length);",
                        "    range.init(InvalidationEvent.UNMAP, 0, vma, space, address, address + length);",
                        "range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);",
                        "range.init(InvalidationEvent.CLEAR, 0, vma, vma.space(), vma.start(), vma.end());")
                .doesNotContain("init(vma.space()", "init(space");
        assertThat(output).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
    }

    /** Maven's output, if it succeeds. */
    private String maven(Path repository, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", File.separatorChar == '/' ? "mvn" : "mvn.cmd")
                        .toString(),
                "-B",
                "-ntp",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + repository,
                "-Drangecast.version=" + VERSION));
        if (System.getProperty("maven.mode").equals("offline=true")) {
            command.add("-o");
        }
        command.addAll(List.of(arguments));

        Path log = WORK.resolve("maven.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1"); // over before more would pay
        Process process = builder.start();
        try {
            int exit = process.waitFor();
            String output = Files.readString(log);
            assertThat(exit).as(output).isZero();
            return output;
        } finally {
            process.destroy();
        }
    }

    /** A local repository: links to all that is in the user's, but for our own artifacts, which are those just built. */
    private static Path repository(Path repository) throws IOException {
        Path users = Path.of(System.getProperty("maven.local.repository"));
        link(users, repository, "io");
        link(users.resolve("io"), repository.resolve("io"), "rangecast");
        Path ours = repository.resolve("io/rangecast");
        put(ours, "rangecast", BASE.resolve("../../pom.xml"), null);
        put(ours, "rangecast-ranges", BASE.resolve("../../ranges/pom.xml"), Interval.class);
        put(ours, "rangecast-notifier", BASE.resolve("../pom.xml"), InvalidationRange.class);
        put(ours, "rangecast-rewrite", BASE.resolve("pom.xml"), ContextualInvalidation.class);
        return repository;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!entry.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static void put(Path group, String artifact, Path pom, Class<?> oneOfTheJar) throws IOException {
        Path folder = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
        Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
        if (oneOfTheJar != null) {
            Path jar = Javac.locationOf(oneOfTheJar);
            assertThat(jar).as("the artifact of this build").isRegularFile();
            Files.copy(jar, folder.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Deletes links, and not what they lead to. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException error) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
