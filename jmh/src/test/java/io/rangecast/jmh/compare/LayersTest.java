package io.rangecast.jmh.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {
    private static final String PACKAGE = "io.rangecast.jmh.compare";
    private static final Path FOLDER = Path.of("src/main/java", PACKAGE.split("\\."));
    private static final Pattern USE = Pattern.compile(Pattern.quote(PACKAGE) + "\\.(\\w+)");

    @Test
    @DisplayName("the engine uses nothing else of the comparison")
    void theEngineUsesNothingElse() throws IOException {
        assertThat(usedBy("engine")).containsExactly("engine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "ranges", "notify", "records", "memory", "remote"})
    @DisplayName("a report and the questions use the engine, and not each other")
    void theOthersUseTheEngineOnly(String name) throws IOException {
        assertThat(usedBy(name)).containsExactlyInAnyOrder("engine", name);
    }

    private static Set<String> usedBy(String name) throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
            for (Path file : files.toList()) {
                for (Matcher use = USE.matcher(Files.readString(file)); use.find(); ) {
                    used.add(use.group(1));
                }
            }
        }
        return used;
    }
}
