package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of a peer that is a process of its own, and whose links the driver ends. */
@Tag("long")
@Tag("proof")
@Timeout(120)
class ResumeProcessTest {
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "a peer is stopped until its driver has ended its links; it goes on over others, and reads nothing wrong")
    @SuppressWarnings("try") // nobody asks the driver
    void w72APeerWhoseLinksTheDriverEndsGoesOn() throws Exception {
        try (MediaDriver driver = PageHome.startDriver(folder, LIVENESS_NANOS);
                PageHome pages = new PageHome(folder, "ipc", new HomeOptions(), false)) {
            pages.startPeer("-Dresume=true", "-Dsilence.millis=20000");
            pages.awaitReads();
            pages.changeMuch(20);
            for (int round = 0; round < 3; round++) {
                long resumed = pages.memory.getLong(PeerProcess.RESUMED);
                pages.signal("STOP");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !pages.home.peers().get(0).joined());
                InvalidationRange range = pages.range(round);
                assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
                pages.signal("CONT");
                assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20)))
                        .isEqualTo(InvalidationResult.COMPLETED);
                pages.poison(round);
                pages.impatient.invalidateRangeEnd(range);
                pages.changeMuch(20);
                await().atMost(Duration.ofSeconds(60)).until(() -> pages.memory.getLong(PeerProcess.RESUMED) > resumed);
            }
            assertThat(pages.memory.getLong(PeerProcess.SESSIONS)).isOne();
            assertThat(pages.poisoned()).isZero();
        }
    }
}
