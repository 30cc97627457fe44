package io.rangecast.examples.nearcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/remote.md shows is what runs here: between {@code begin} and {@code end}, but for what is between pause and resume. */
class RemoteGuideTest {
    private static final Path SOURCES = Path.of("src/main/java/io/rangecast/examples/nearcache");

    @Test
    void thePageShowsTheExample() throws IOException {
        List<List<String>> marked = new ArrayList<>();
        for (String each : List.of("Home.java", "Peer.java", "NearCache.java")) {
            marked.addAll(parts(SOURCES.resolve(each), "// begin", "// end"));
        }
        marked.addAll(
                parts(Path.of("src/test/java/io/rangecast/examples/nearcache/LeasedReads.java"), "// begin", "// end"));
        marked.addAll(parts(SOURCES.resolve("Freshness.java"), "// begin", "// end"));
        assertThat(marked).hasSize(8);
        assertThat(parts(Path.of("../remote.md"), "```java", "```")).containsExactlyElementsOf(marked);
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
