package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Compares the rows of docs/conformance.md with the tests that are named after them. */
class ConformanceRowsTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([A-Z]\\d+)[ |]", Pattern.MULTILINE);
    private static final Pattern UNTESTED = Pattern.compile("^\\| ([A-Z]\\d+) .*No test: \\w", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile(" void ([a-z]\\d+)[A-Z_]\\w*\\(");
    private static final Pattern SENTENCE = Pattern.compile("@DisplayName\\(\\s*\"((?:[A-Z]\\d+(?:, |: ))+)");
    private static final Pattern ID = Pattern.compile("[A-Z]\\d+");

    private static String page;
    private static final Set<String> NAMED = new TreeSet<>();
    private static final Set<String> SAID = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("../docs/conformance.md"));
        for (String root :
                List.of("src/test/java", "aeron/src/test/java", "segment/src/test/java", "../ranges/src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file :
                        (Iterable<Path>) files.filter(path -> path.toString().endsWith("Test.java"))::iterator) {
                    String source = Files.readString(file);
                    all(TEST, source).forEach(name -> NAMED.add(name.toUpperCase(Locale.ROOT)));
                    all(SENTENCE, source).forEach(ids -> SAID.addAll(all(ID, ids)));
                }
            }
        }
    }

    @Test
    @DisplayName("each row has a test that is named after it, or says why it has none")
    void eachRowHasATestOrAReason() {
        Set<String> untested = all(UNTESTED, page);
        Set<String> rows = all(ROW, page);
        rows.removeAll(SAID);
        assertThat(rows).hasSizeLessThan(5).isEqualTo(untested);
    }

    @Test
    @DisplayName("no test names a row that is not there")
    void noTestNamesARowThatIsNotThere() {
        assertThat(all(ROW, page)).hasSizeGreaterThan(100).containsAll(SAID).containsAll(NAMED);
    }

    @Test
    @DisplayName("what a test's name says of rows, its sentence says, too")
    void nameAndSentenceAgree() {
        assertThat(SAID).containsAll(NAMED);
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found;
    }
}
