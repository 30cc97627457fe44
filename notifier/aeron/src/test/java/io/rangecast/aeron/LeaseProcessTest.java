package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of a peer with a lease that is a process of its own, and is stopped and killed. */
@Tag("long")
@Tag("proof")
@Timeout(120)
class LeaseProcessTest {
    private static final int TIMES = 8;

    @TempDir
    Path folder;

    @Test
    @Row("W21")
    @DisplayName(
            "a peer is stopped again and again across the lapse; changes go on, and it validates nothing that has gone")
    @SuppressWarnings("try") // nobody asks the driver
    void w23APeerIsStoppedAcrossTheLapse() throws Exception {
        try (MediaDriver driver = PageHome.startDriver(folder);
                PageHome pages = new PageHome(folder, "ipc", new HomeOptions().lease(Duration.ofMillis(500)), false)) {
            pages.startPeer("-Dlease=true");
            pages.awaitReads();
            pages.changeMuch(50);
            for (int page = 0; page < TIMES; page++) {
                pages.signal("STOP"); // between begin and retry, mostly
                InvalidationRange range = pages.range(page);
                assertThat(pages.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
                pages.spoil(page); // and the window stays open
                pages.signal("CONT");
                pages.awaitReads(); // of other pages
                assertThat(pages.poisoned()).isZero();
                pages.mend(page);
                pages.producer.invalidateRangeEnd(range);
            }
            assertThat(pages.memory.getLong(PeerProcess.SESSIONS)).isGreaterThan(TIMES);

            pages.peer.destroyForcibly().waitFor();
            InvalidationRange range = pages.range(3);
            assertThat(pages.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
            pages.producer.invalidateRangeEnd(range);
            await().until(() -> pages.home.peers().isEmpty()); // the agent's turn in which it has lapsed may go on
        }
    }
}
