package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The code that a page shows, beside the code of the test that runs it. A test marks what is shown by the comments
 * {@code begin} and {@code end}; between {@code pause} and {@code resume} it does what the page leaves out.
 */
final class DocumentedCode {
    private DocumentedCode() {}

    /** Fails unless the page shows just what the test marks, in this order. */
    static void assertShows(Path page, Class<?> test) throws IOException {
        Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
        List<List<String>> marked = parts(source, "// begin", "// end");
        assertThat(marked).isNotEmpty();
        assertThat(parts(page, "```java", "```")).containsExactlyElementsOf(marked);
    }

    /** The lines from one mark to the other, without indentation, blank lines and pauses. */
    private static List<List<String>> parts(Path file, String begin, String end) throws IOException {
        List<List<String>> parts = new ArrayList<>();
        List<String> part = null;
        boolean paused = false;
        for (String line : Files.readAllLines(file).stream().map(String::strip).toList()) {
            if (part == null) {
                part = line.equals(begin) ? new ArrayList<>() : null;
            } else if (line.equals(end)) {
                parts.add(part);
                part = null;
            } else if (line.equals("// pause") || line.equals("// resume")) {
                paused = line.equals("// pause");
            } else if (!paused && !line.isEmpty()) {
                part.add(line);
            }
        }
        return parts;
    }
}
