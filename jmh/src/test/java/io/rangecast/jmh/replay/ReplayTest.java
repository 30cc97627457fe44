package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job end to end, on the bundled trace. */
@Timeout(300)
class ReplayTest {
    @TempDir
    private Path folder;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeIntoTheFolder() {
        properties.setProperty("replay.output", folder.resolve("report").toString());
    }

    @Test
    void theBundledTraceReplaysWithoutAStaleReadAndPassesTheKernelsLists() throws Exception {
        assertThat(run()).as("%s %s", out, err).isZero();

        JsonObject report = report();
        assertThat(report.get("rows").getAsInt()).isEqualTo(316_812);
        assertThat(report.get("invalidations").getAsInt()).isEqualTo(120_996);
        assertThat(report.get("staleReads").getAsInt()).isZero();
        assertThat(report.get("kernelSnapshots").getAsInt()).isEqualTo(3);
        assertThat(report.get("recordsPublished").getAsLong())
                .isPositive()
                .isEqualTo(report.get("recordsAcknowledged").getAsLong());
        assertThat(report.get("reads").getAsLong()).isPositive();
        assertThat(report.get("rejectedReads").getAsLong()).isPositive();
        assertThat(report.get("eventsPerSecond").getAsDouble()).isPositive();
        assertThat(report.getAsJsonObject("startNanos").keySet()).containsExactly("p50", "p90", "p99", "p999", "max");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("stale reads    0", "3 of 3 matched");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(folder.resolve("report/start-latency.svg").toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    @ParameterizedTest
    @CsvSource({"gpp, 2302", "zgc17, 2042", "lmdb, 1953"})
    void theOtherBundledTracesReplayToo(String trace, long invalidations) throws Exception {
        properties.setProperty("replay.trace", trace);

        assertThat(run()).as("%s %s", out, err).isZero();

        assertThat(report().get("invalidations").getAsLong()).isEqualTo(invalidations);
        assertThat(report().get("reads").getAsLong()).isPositive();
    }

    @Test
    void withoutNotificationsItFindsStaleReads() throws Exception {
        properties.setProperty("replay.unsafe", "true");

        assertThat(run()).isEqualTo(1);

        assertThat(report().get("staleReads").getAsLong()).isPositive();
        assertThat(report().get("kernelSnapshots").getAsInt()).isEqualTo(3);
    }

    @Test
    void aMalformedLineIsNamedAndNothingIsReplayed() throws Exception {
        Path trace = folder.resolve("bad.csv");
        Files.writeString(trace, "t_us,pid,op,addr,len,a3,a4\n0,1,M,1000,1000,3,22a\n1,1,M,nonsense,1000,3,22a\n");
        properties.setProperty("replay.trace", trace.toString());

        assertThat(run()).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(trace + ":3: addr is not a hex number in \"1,1,M,nonsense,1000,3,22a\"");
        assertThat(out.size()).isZero();
        assertThat(folder.resolve("report")).doesNotExist();
    }

    @Test
    void aMissingTraceAndABadOptionAreSaidAsSuch() {
        properties.setProperty("replay.trace", folder.resolve("none.csv").toString());
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot read the trace", "none.csv");

        properties.setProperty("replay.subscribers", "0");
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("-Dreplay.subscribers=0 is not a number from 1 to 1024");
    }

    private int run() {
        return Replay.run(properties, new PrintStream(out, true), new PrintStream(err, true));
    }

    private JsonObject report() throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("report/report.json")))
                .getAsJsonObject();
    }
}
