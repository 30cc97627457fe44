package io.rangecast.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API of this module, written down: it changes only together with that file. */
class SegmentApiTest {
    private static final Path RECORDED = Path.of("src/test/resources/public-api.txt");
    private static final Path FOUND = Path.of("target/public-api.txt");

    @Test
    void isWhatIsWrittenDown() throws IOException {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        List<String> types = Stream.of(
                        RevocableArena.class,
                        RevocableSegment.class,
                        SegmentGroup.class,
                        SegmentReader.class,
                        SegmentSection.class)
                .map(Class::getName)
                .toList();
        Stream<String> arguments = Stream.concat(Stream.of("-public", "-cp", "target/classes"), types.stream());
        int status = ToolProvider.findFirst("javap").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        assertThat(status).as(printed.toString()).isZero();
        List<String> found = printed.toString()
                .lines()
                .filter(line -> !line.startsWith("Compiled from"))
                .toList();
        Files.write(FOUND, found);
        assertThat(found)
                .as(
                        "the public API; if the change is meant, copy notifier/segment/%s to notifier/segment/%s",
                        FOUND, RECORDED)
                .containsExactlyElementsOf(Files.readAllLines(RECORDED));
    }
}
