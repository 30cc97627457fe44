package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.driver.MediaDriver;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JVMs on one mapped file, of which the reader is stopped, killed and started again at random:
 * {@code mvn -Psoak verify -pl notifier/aeron -am -Dtest=PeerSoakTest -Dsoak.minutes=10}. Writes {@code target/soak/report.txt}, and fails if a page
 * was read while it was poison, or a start was not complete in 20 s.
 */
class PeerSoakTest {
    private static final Path REPORT = Path.of("target", "soak", "report.txt");

    @TempDir
    Path folder;

    private long windows;
    private long killed;
    private long stopped;

    @Test
    @Row({"W18", "W19"})
    @DisplayName("a reader is killed, stopped and started again at random, and reads no poison")
    void w17AReaderComesAndGoes() throws Exception {
        soak(TimeUnit.MILLISECONDS.toNanos(500), 1, "-XX:TieredStopAtLevel=1");
        assertThat(stopped).isPositive();
        assertThat(killed).isPositive();
    }

    @Test
    @Tag("soak")
    @Row({"W18", "W19"})
    @DisplayName("for as long as one likes, a thousand million reads for each minute at least")
    void w17ForAsLongAsOneLikes() throws Exception {
        double minutes = Double.parseDouble(System.getProperty("soak.minutes", "10"));
        long reads = soak((long) (minutes * 60e9), Long.getLong("seed", System.nanoTime()));
        assertThat(reads).isGreaterThan((long) (minutes * 1e9));
        assertThat(stopped).isPositive();
        assertThat(killed).isPositive();
    }

    @SuppressWarnings("try") // nobody asks the driver
    private long soak(long nanos, long seed, String... flags) throws Exception {
        Random random = new Random(seed);
        long begun = System.nanoTime();
        try (MediaDriver driver = PageHome.startDriver(folder);
                PageHome pages = new PageHome(folder, "ipc", new HomeOptions(), true)) {
            pages.startPeer(flags);
            pages.awaitReads();
            while (System.nanoTime() - begun < nanos || stopped == 0) {
                for (int i = 0; i < 50; i++) {
                    assertThat(pages.change(random.nextInt(PageHome.PAGES))).isEqualTo(InvalidationResult.COMPLETED);
                    windows++;
                }
                disturb(pages, random, flags);
                assertThat(pages.poisoned()).isZero();
            }
            report(pages, seed, System.nanoTime() - begun);
            return pages.reads();
        }
    }

    private void disturb(PageHome pages, Random random, String... flags) throws Exception {
        int dice = killed == 0 ? 0 : stopped == 0 ? 1 : random.nextInt(20); // each at least once
        if (dice == 0) {
            pages.peer.destroyForcibly(); // somewhere in what it does
            killed++;
            pages.startPeer(flags);
        } else if (dice < 4) {
            pages.signal("STOP");
            InvalidationRange range = pages.range(random.nextInt(PageHome.PAGES));
            if (pages.impatient.invalidateRangeStart(range) == InvalidationResult.COMPLETED) {
                pages.poison((int) (range.start() / PageHome.PAGE));
            }
            pages.signal("CONT");
            pages.impatient.invalidateRangeEnd(range);
            stopped++;
        } else {
            pages.awaitReads();
        }
    }

    private void report(PageHome pages, long seed, long nanos) throws Exception {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(
                REPORT,
                String.format(
                        "%,d s on JDK %s, -Dseed=%d: %,d reads, %,d of poison; %,d windows; the reader was stopped %,d times"
                                + " and killed %,d times%n",
                        TimeUnit.NANOSECONDS.toSeconds(nanos),
                        System.getProperty("java.runtime.version"),
                        seed,
                        pages.reads(),
                        pages.poisoned(),
                        windows,
                        stopped,
                        killed));
    }
}
