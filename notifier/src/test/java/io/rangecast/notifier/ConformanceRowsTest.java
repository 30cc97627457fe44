package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Compares the rows of docs/conformance.md with the tests. A test's name begins with its row; further ones are said by
 * {@link io.rangecast.notifier.fixture.Row}.
 */
class ConformanceRowsTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([A-Z]\\d+)[ |]", Pattern.MULTILINE);
    private static final Pattern UNTESTED = Pattern.compile("^\\| ([A-Z]\\d+) .*No test: \\w", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile(" void ((?:[a-z]\\d+)+)[A-Z_]\\w*\\(");
    private static final Pattern FURTHER = Pattern.compile("@Row\\(([^)]*)\\)");
    private static final Pattern SENTENCE = Pattern.compile("@DisplayName\\(\\s*\"(.*)");
    private static final Pattern ID = Pattern.compile("([A-Z]\\d+)");

    private static String page;
    private static String tests;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("../docs/conformance.md"));
        StringBuilder sources = new StringBuilder();
        for (String root : List.of(
                "src/test/java",
                "aeron/src/test/java",
                "shared/src/test/java",
                "segment/src/test/java",
                "../ranges/src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file :
                        (Iterable<Path>) files.filter(path -> path.toString().endsWith("Test.java"))::iterator) {
                    sources.append(Files.readString(file));
                }
            }
        }
        tests = sources.toString();
    }

    @Test
    @DisplayName("each row has a test that is named after it, or says why it has none")
    void eachRowHasATestOrAReason() {
        Set<String> rows = all(ROW, page);
        rows.removeAll(tested());
        assertThat(rows).hasSizeLessThan(5).isEqualTo(all(UNTESTED, page));
    }

    @Test
    void noTestNamesARowThatIsNotThere() {
        assertThat(all(ROW, page)).hasSizeGreaterThan(100).containsAll(tested());
    }

    @Test
    @DisplayName("a test's sentence does not say again which row it is about")
    void noSentenceSaysARow() {
        assertThat(all(SENTENCE, tests)).hasSizeGreaterThan(100).noneMatch(said -> said.matches("[A-Z]\\d+[:,].*"));
    }

    private static Set<String> tested() {
        String names = String.join(" ", all(NAME, tests)).toUpperCase(Locale.ROOT);
        return all(ID, names + all(FURTHER, tests));
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().map(result -> result.group(1)).forEach(found::add);
        return found;
    }
}
