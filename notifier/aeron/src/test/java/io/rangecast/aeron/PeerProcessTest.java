package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, with a peer that is a process of its own: it reads pages that the home here poisons inside windows. */
@Timeout(120)
class PeerProcessTest {
    @TempDir
    Path folder;

    private MediaDriver driver;
    private PageHome pages;

    @BeforeEach
    void startDriver() {
        driver = PageHome.startDriver(folder);
    }

    @AfterEach
    void stop() {
        if (pages != null) {
            pages.close();
        }
        driver.close();
    }

    private void begin(String media, boolean hasWitness) throws IOException {
        pages = new PageHome(folder, media, new HomeOptions(), hasWitness);
        pages.startPeer("-XX:TieredStopAtLevel=1");
        pages.awaitReads();
    }

    @Test
    @Row("W1")
    @DisplayName("windows over pages of another process; when that is killed, its witness says so at once")
    void w17AKilledPeerIsNotWaitedFor() throws Exception {
        begin("ipc", true);
        pages.changeMuch(100);
        assertThat(pages.home.peers()).singleElement().satisfies(status -> {
            assertThat(status.joined()).isTrue();
            assertThat(status.hasWitness()).isTrue();
        });

        pages.peer.destroyForcibly().waitFor();
        InvalidationRange range = pages.range(3);
        assertThat(pages.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        await().until(() -> pages.home.peers().isEmpty());
    }

    @Test
    @Row("W19")
    @DisplayName("a stopped peer is never taken for dead; a peer that is stopped and then killed is")
    void w18AStoppedPeerIsNotTakenForDead() throws Exception {
        begin("ipc", true);
        pages.signal("STOP");
        InvalidationRange range = pages.range(3);
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(pages.impatient.laggards(range))
                .isEqualTo(List.of(pages.home.peers().get(0).subscriber()));
        pages.signal("CONT");
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
        pages.poison(3);
        pages.impatient.invalidateRangeEnd(range);
        pages.changeMuch(20);

        pages.signal("STOP");
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        pages.signal("KILL");
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
    }

    @Test
    @DisplayName("over UDP a killed peer is waited for until somebody says that it is gone")
    void w20AKilledPeerWithoutWitnessIsWaitedFor() throws Exception {
        begin("udp", false);
        pages.changeMuch(50);
        pages.peer.destroyForcibly().waitFor();
        InvalidationRange range = pages.range(3);
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(pages.home.confirmGone(pages.home.peers().get(0).incarnation()))
                .isTrue();
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
    }

    @Test
    @Row("W62")
    @DisplayName("three peers on one channel hear each of what they have covered, and Aeron's counters say so")
    void w5ThreePeersOnOneChannel() {
        Path directory = PageHome.driver(folder);
        AddressSpace space = new AddressSpace();
        Invalidator producer = space.newInvalidator("producer");
        PeerHome home = PeerHome.serve(space, "pages", PeerProcess.transport("ipc", directory, 0), new HomeOptions());
        List<PeerMirror> mirrors = IntStream.range(0, 3)
                .mapToObj(i -> PeerMirror.join(
                        "pages", PeerProcess.transport("ipc", directory, 0), new MirrorOptions("peer " + i)))
                .toList();
        List<Cover> covers = IntStream.range(0, 3)
                .mapToObj(i -> mirrors.get(i).cover((long) i * PageHome.PAGE, PageHome.PAGE))
                .toList();
        turnUntil(home, mirrors, () -> covers.stream().allMatch(Cover::isReady));
        InvalidationRange range = new InvalidationRange().init(space, PageHome.PAGE, 2 * PageHome.PAGE);
        producer.publish(range);
        turnUntil(home, mirrors, () -> producer.await(range, 0) == InvalidationResult.COMPLETED);
        turnUntil(
                home,
                mirrors,
                () -> counter("rangecast starts: peer peer 1 ") == 1
                        && counter("rangecast acknowledged: peer peer 1 ") == 1
                        && counter("rangecast starts: peer peer 0 ") == 0
                        && counter("rangecast sessions: peer peer 2 ") == 1);
        home.confirmGone(mirrors.get(1).status().incarnation());
        turnUntil(home, mirrors, () -> counter("rangecast starts: peer peer 1 ") < 0);
        mirrors.forEach(PeerMirror::onClose);
        home.close();
    }

    private static void turnUntil(PeerHome home, List<PeerMirror> mirrors, BooleanSupplier condition) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    home.doWork();
                    mirrors.forEach(PeerMirror::doWork);
                    return condition.getAsBoolean();
                });
    }

    /** What a tool shows of the counter whose label begins so; below 0 if there is none. */
    private long counter(String label) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PeerStat.print(PageHome.driver(folder), new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("  " + label))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @DisplayName("the driver is killed, and another comes: starts wait, the peer drops everything, and all goes on")
    void w40TheDriverIsKilledAndAnotherComes() throws Exception {
        driver.close();
        Process first = driverProcess();
        begin("ipc", true);
        pages.changeMuch(20);
        first.destroyForcibly().waitFor();
        long sessions = pages.home.peers().get(0).sessions();
        Thread.sleep(12_000); // both clients have noticed, by Aeron's time
        InvalidationRange range = pages.range(3);
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);

        Process second = driverProcess();
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(60))).isEqualTo(InvalidationResult.COMPLETED);
        pages.poison(3);
        pages.impatient.invalidateRangeEnd(range);
        pages.changeMuch(20);
        assertThat(pages.home.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.sessions()).isGreaterThan(sessions));
        second.destroyForcibly().waitFor();
    }

    private Process driverProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-Daeron.dir=" + PageHome.driver(folder),
                        "-Daeron.dir.delete.on.start=true",
                        "-Daeron.threading.mode=SHARED",
                        "-Daeron.term.buffer.sparse.file=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MediaDriver.class.getName())
                .inheritIO()
                .start();
    }

    @Test
    @DisplayName("a link that is still coming is lost with its client, and the next one has a new client")
    void w40ALinkThatIsStillComingIsLostWithItsClient() {
        Transport transport =
                PeerProcess.transport("ipc", PageHome.driver(folder), 0).peer();
        Link link = transport.connect();
        transport.close(); // its client ends, as it does when the driver has
        assertThat(link.isLost()).isTrue();
        assertThat(link.offer(new byte[PeerMessage.LENGTH], PeerMessage.LENGTH)).isFalse();
        link.close();
        assertThat(transport.connect().isLost()).isFalse();
        transport.close();
    }

    @Test
    @DisplayName("without the flag that Agrona needs, one sentence names it")
    void w55WithoutTheFlagOneSentenceNamesIt() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PeerProcess.class.getName(),
                        "ipc",
                        folder.toString(),
                        "0",
                        folder.resolve("pages").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor()).isOne();
        assertThat(Files.readString(folder.resolve("output")))
                .contains("IllegalStateException: rangecast-aeron needs the JVM option"
                        + " --add-exports java.base/jdk.internal.misc=ALL-UNNAMED");
    }
}
