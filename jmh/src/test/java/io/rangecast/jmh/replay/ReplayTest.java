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
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job end to end, on the bundled trace. */
@Timeout(300)
class ReplayTest {
    private static final int RUNS = 10;
    private static final long SEED =
            Long.getLong("seed", ThreadLocalRandom.current().nextLong());

    @TempDir
    private Path folder;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeIntoTheFolder() {
        properties.setProperty("replay.output", folder.resolve("report").toString());
    }

    /** A producer waits for busy readers 120,000 times. */
    @Test
    @Tag("long")
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

    /** In each build with a trace of its own, see {@link #partsOfLargeReservationsGoOneByOneAndOnlyUnannouncedChangesAreStale}. */
    @Test
    @Tag("long")
    void withoutNotificationsItFindsStaleReads() throws Exception {
        properties.setProperty("replay.unsafe", "true");

        assertThat(run()).isEqualTo(1);

        assertThat(report().get("staleReads").getAsLong()).isPositive();
        assertThat(report().get("kernelSnapshots").getAsInt()).isEqualTo(3);
    }

    /** Read by threads, as {@link ReplayedMemoryTest} looks at it row by row. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partsOfLargeReservationsGoOneByOneAndOnlyUnannouncedChangesAreStale(boolean unsafe) throws Exception {
        Path trace = folder.resolve("parts.csv");
        Files.write(trace, partsOfLargeReservations());
        properties.setProperty("replay.trace", trace.toString());
        properties.setProperty("replay.unsafe", Boolean.toString(unsafe));

        long reads = 0;
        long staleReads = 0;
        for (int i = 0; i < RUNS && (reads == 0 || unsafe && staleReads == 0); i++) { // threads may come too late
            assertThat(run()).as("%s %s", out, err).isBetween(0, unsafe ? 1 : 0);
            reads += report().get("reads").getAsLong();
            staleReads += report().get("staleReads").getAsLong();
        }

        assertThat(reads).isPositive();
        assertThat(staleReads > 0).as("%d stale reads", staleReads).isEqualTo(unsafe);
    }

    /** Of each of several sizes all goes but two pages, then those; then two mappings take what was freed, and change. */
    private static List<String> partsOfLargeReservations() {
        List<String> rows = new ArrayList<>(List.of("t_us,pid,op,addr,len,a3,a4"));
        for (int pages : new int[] {1025, 2048, 2049, 4096, 4097, 1 << 20}) {
            long end = 0x7f00_0000_0000L + pages * 0x1000L;
            rows.add("0,1,M,7f0000000000,%x,3,22".formatted(end - 0x7f00_0000_0000L));
            rows.add("0,1,U,7f0000000000,1000,,");
            rows.add("0,1,U,7f0000003000,%x,,".formatted(end - 0x7f00_0000_3000L));
            rows.add("0,1,U,7f0000002000,1000,,");
            rows.add("0,1,U,7f0000001000,1000,,");
        }
        rows.add("0,1,M,7f1000000000,40000,3,22");
        rows.add("0,1,M,7f2000000000,40000,3,22");
        for (int i = 0; i < 1500; i++) {
            rows.add("0,1,P,7f2000000000,40000,1,");
            rows.add("0,1,P,7f2000000000,40000,3,");
        }
        return rows;
    }

    @Test
    void aRandomTraceReplaysWithoutAStaleRead() {
        Trace trace = new RandomTrace(new SplittableRandom(SEED)).of(2_000);

        ReplayResult result =
                Replay.replay(ReplayOptions.from(properties), trace, new KernelSnapshots(), new PrintStream(out, true));

        assertThat(result.isGood()).as("-Dseed=%d: %s", SEED, result.summary()).isTrue();
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
