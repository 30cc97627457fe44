package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of homes that are processes of their own, and are killed or stopped. */
@Tag("long")
@Tag("proof")
@Timeout(120)
class HomeProcessTest {
    @TempDir
    Path folder;

    private MediaDriver driver;
    private MappedByteBuffer memory;
    private Process peer;
    private Process first;
    private Process second;

    @BeforeEach
    void begin() throws IOException {
        driver = PageHome.startDriver(folder);
        memory = PeerProcess.map(folder.resolve("pages"));
        peer = PeerProcess.start(
                "ipc",
                PageHome.driver(folder),
                0,
                folder.resolve("pages"),
                null,
                "-Dsilence.millis=500",
                "-Dcovers=" + PeerProcess.PAGES); // it may join anew in a window that stays open
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : new Process[] {peer, first, second}) {
            if (process != null) {
                process.destroyForcibly().waitFor();
            }
        }
        driver.close();
    }

    private void awaitMore(int counter) {
        long before = memory.getLong(counter);
        await().atMost(Duration.ofSeconds(60)).until(() -> memory.getLong(counter) > before + 20);
    }

    private void awaitValue(int counter, long value) {
        await().atMost(Duration.ofSeconds(60)).until(() -> memory.getLong(counter) == value);
    }

    private void assertNothingWrong() {
        assertThat(memory.getLong(PeerProcess.POISONED)).isZero();
    }

    @Test
    @Row({"W29", "W59"})
    @DisplayName("a home is killed in a change that is half made; nobody reads that, and the next home goes on")
    void w28AHomeIsKilledInAChange() throws Exception {
        first = HomeProcess.start(folder, HomeProcess.Task.CHANGE, 1, true);
        awaitMore(HomeProcess.CHANGES);
        first.destroyForcibly().waitFor(); // wherever it is
        awaitValue(PeerProcess.HELD, 0);

        second = HomeProcess.start(folder, HomeProcess.Task.STAY_IN_A_CHANGE, 2, true);
        awaitValue(HomeProcess.IN_A_CHANGE, 1);
        awaitValue(PeerProcess.HELD, PeerProcess.PAGES - 1); // all but what is being changed
        second.destroyForcibly().waitFor();
        awaitValue(PeerProcess.HELD, 0);
        assertThat(memory.getLong(HomeProcess.HALF_CHANGED * PeerProcess.PAGE)).isEqualTo(PeerProcess.POISON);

        first = HomeProcess.start(folder, HomeProcess.Task.CHANGE, 3, true);
        awaitMore(HomeProcess.CHANGES);
        awaitMore(PeerProcess.READS);
        assertNothingWrong();
        assertThat(memory.getLong(PeerProcess.SESSIONS)).isGreaterThanOrEqualTo(3);
    }

    @Test
    @DisplayName(
            "a later home is stopped, and an earlier one begins: the peer refuses that, and goes on with the later one")
    void w30AnEarlierHomeIsRefused() throws Exception {
        first = HomeProcess.start(folder, HomeProcess.Task.CHANGE, 7, false);
        awaitMore(HomeProcess.CHANGES);
        signal(first, "STOP");
        awaitValue(PeerProcess.HELD, 0);
        long reads = memory.getLong(PeerProcess.READS);
        second = HomeProcess.start(folder, HomeProcess.Task.NOTHING, 6, false);
        await().atMost(Duration.ofSeconds(60)).until(() -> memory.getLong(PeerProcess.REFUSED) > 0);
        assertThat(memory.getLong(PeerProcess.READS)).isEqualTo(reads);
        second.destroyForcibly().waitFor();

        signal(first, "CONT");
        awaitMore(HomeProcess.CHANGES);
        awaitMore(PeerProcess.READS);
        assertNothingWrong();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
