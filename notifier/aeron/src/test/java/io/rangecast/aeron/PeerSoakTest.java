package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.driver.MediaDriver;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two JVMs on one mapped file, of which the reader is stopped, killed and started again at random, and is told over Aeron or through
 * a file: {@code mvn -Psoak test -pl notifier/aeron -am -Dtest=PeerSoakTest -Dsoak.minutes=10}, half of it each way. It prints a line
 * each, also into {@code target/soak/report.txt}, and fails if a page was read while it was poison, if a start was not complete in
 * 20 s, or if there were too few reads.
 */
class PeerSoakTest {
    private static final Path REPORT = Path.of("target", "soak", "report.txt");

    /** How many reads a long run has to make, each way. */
    private static final long LEAST_READS = 1_000_000_000;

    @TempDir
    Path folder;

    private long windows;
    private long started;
    private long stopped;
    private long killed;

    /** Those of the killed who were stopped, and waited for. */
    private long killedInAStart;

    @ParameterizedTest
    @ValueSource(strings = {"ipc", PageHome.FILE})
    @Row({"W18", "W19"})
    @DisplayName("a reader is killed, stopped and started again at random, and reads no poison")
    void w17AReaderComesAndGoes(String media) throws Exception {
        soak(media, TimeUnit.MILLISECONDS.toNanos(300), 1, "-XX:TieredStopAtLevel=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipc", PageHome.FILE})
    @Tag("soak")
    @Row({"W18", "W19"})
    @DisplayName("for as long as one likes, a thousand million reads at least")
    void w17ForAsLongAsOneLikes(String media) throws Exception {
        double minutes = Double.parseDouble(System.getProperty("soak.minutes", "10")) / 2;
        long reads = soak(media, (long) (minutes * 60e9), Long.getLong("seed", System.nanoTime()));
        assertThat(reads).isGreaterThanOrEqualTo(LEAST_READS);
    }

    private long soak(String media, long nanos, long seed, String... flags) throws Exception {
        if (media.equals(PageHome.FILE)) {
            try (PageHome pages = new PageHome(folder)) {
                return soak(pages, media, nanos, seed, flags);
            }
        }
        try (MediaDriver driver = PageHome.startDriver(folder);
                PageHome pages = new PageHome(folder, media, new HomeOptions(), true)) {
            assertThat(driver.aeronDirectoryName()).startsWith(folder.toString());
            return soak(pages, media, nanos, seed, flags);
        }
    }

    private long soak(PageHome pages, String media, long nanos, long seed, String... flags) throws Exception {
        Random random = new Random(seed);
        long begun = System.nanoTime();
        start(pages, flags);
        pages.awaitReads();
        while (System.nanoTime() - begun < nanos || killedInAStart == 0) {
            for (int i = 0; i < 50; i++) {
                assertThat(pages.change(random.nextInt(PageHome.PAGES))).isEqualTo(InvalidationResult.COMPLETED);
                windows++;
            }
            disturb(pages, random, flags);
            assertThat(pages.poisoned()).isZero();
        }
        pages.awaitReads();
        report(pages, media, seed, System.nanoTime() - begun);
        assertThat(pages.poisoned()).isZero();
        return pages.reads();
    }

    private void start(PageHome pages, String... flags) throws Exception {
        pages.startPeer(flags);
        started++;
    }

    private void disturb(PageHome pages, Random random, String... flags) throws Exception {
        int dice = random.nextInt(20);
        if (killedInAStart == 0 || dice < 4) {
            stop(pages, random, flags);
        } else if (dice == 4) {
            kill(pages, flags); // somewhere in what it does
        } else {
            pages.awaitReads();
        }
    }

    private void kill(PageHome pages, String... flags) throws Exception {
        pages.peer.destroyForcibly();
        killed++;
        start(pages, flags);
    }

    /** It is waited for until it goes on, or is killed. It may stop while it begins, too. */
    private void stop(PageHome pages, Random random, String... flags) throws Exception {
        if (killedInAStart == 0 || random.nextBoolean()) {
            pages.awaitReads();
        }
        pages.signal("STOP");
        stopped++;
        int page = random.nextInt(PageHome.PAGES);
        InvalidationRange range = pages.range(page);
        InvalidationResult result = pages.impatient.invalidateRangeStart(range);
        if (result == InvalidationResult.COMPLETED) {
            pages.poison(page);
        }
        if (result == InvalidationResult.TIMED_OUT && (killedInAStart == 0 || random.nextInt(4) == 0)) {
            kill(pages, flags);
            killedInAStart++;
        } else {
            pages.signal("CONT");
        }
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
        pages.poison(page);
        pages.impatient.invalidateRangeEnd(range);
    }

    private void report(PageHome pages, String media, long seed, long nanos) throws Exception {
        String line = String.format(
                "%s, %,d s on JDK %s, -Dseed=%d: %,d reads, %,d wrong; %,d windows; the reader was started %,d times, stopped %,d"
                        + " times, killed %,d times, %,d of them while it was stopped and waited for%n",
                media,
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                System.getProperty("java.runtime.version"),
                seed,
                pages.reads(),
                pages.poisoned(),
                windows,
                started,
                stopped,
                killed,
                killedInAStart);
        System.out.print(line);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
