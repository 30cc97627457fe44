package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
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
    private static final int PAGES = PeerProcess.PAGES;
    private static final int PAGE = PeerProcess.PAGE;

    @TempDir
    Path folder;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator producer = space.newInvalidator("producer", TimeUnit.SECONDS.toNanos(20));
    private final Invalidator impatient = space.newInvalidator("impatient", TimeUnit.MILLISECONDS.toNanos(300));
    private MediaDriver driver;
    private MappedByteBuffer memory;
    private PeerHome home;
    private AgentRunner agent;
    private Process peer;

    @BeforeEach
    void startDriver() throws IOException {
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("driver").toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .termBufferSparseFile(true)
                .publicationTermBufferLength(64 * 1024)
                .ipcTermBufferLength(64 * 1024)
                .dirDeleteOnShutdown(true));
        memory = PeerProcess.map(folder.resolve("pages"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (peer != null) {
            peer.destroyForcibly().waitFor();
        }
        if (agent != null) {
            agent.close();
        }
        driver.close();
    }

    private void begin(String media, boolean hasWitness) throws IOException {
        int port = 0;
        if (media.equals("udp")) {
            try (DatagramSocket free = new DatagramSocket()) {
                port = free.getLocalPort();
            }
        }
        Path witness = hasWitness ? folder.resolve("witness") : null;
        HomeOptions options = hasWitness ? new HomeOptions().witness(witness) : new HomeOptions();
        Path directory = folder.resolve("driver");
        home = PeerHome.serve(space, "pages", PeerProcess.transport(media, directory, port), options);
        agent = new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, home);
        AgentRunner.startOnThread(agent);
        peer = PeerProcess.start(media, directory, port, folder.resolve("pages"), witness);
        await().atMost(Duration.ofSeconds(60)).until(() -> reads() > 0);
    }

    private long reads() {
        return memory.getLong(PeerProcess.READS);
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(peer.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Opens a window over a page that the peer holds, poisons it if nobody uses it, mends it, and ends the window. */
    private InvalidationResult change(int page) {
        InvalidationRange range = range(page);
        InvalidationResult result = producer.invalidateRangeStart(range);
        if (result == InvalidationResult.COMPLETED) {
            poison(page);
        }
        producer.invalidateRangeEnd(range);
        return result;
    }

    private InvalidationRange range(int page) {
        return new InvalidationRange().init(space, (long) page * PAGE, (page + 1L) * PAGE);
    }

    private void poison(int page) {
        memory.putLong(page * PAGE, PeerProcess.POISON);
        long until = System.nanoTime() + 200_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        memory.putLong(page * PAGE, page);
    }

    private void changeMuch(int times) {
        long before = reads();
        for (int i = 0; i < times; i++) {
            assertThat(change(i % PAGES)).isEqualTo(InvalidationResult.COMPLETED);
        }
        await().until(() -> reads() > before);
        assertThat(memory.getLong(PeerProcess.POISONED)).isZero();
    }

    @Test
    @DisplayName("W1, W17: windows over pages of another process; when that is killed, its witness says so at once")
    void w17AKilledPeerIsNotWaitedFor() throws Exception {
        begin("ipc", true);
        changeMuch(100);
        assertThat(home.peers()).singleElement().satisfies(status -> {
            assertThat(status.joined()).isTrue();
            assertThat(status.hasWitness()).isTrue();
        });

        peer.destroyForcibly().waitFor();
        InvalidationRange range = range(3);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        await().until(() -> home.peers().isEmpty());
    }

    @Test
    @DisplayName("W18, W19: a stopped peer is never taken for dead; a peer that is stopped and then killed is")
    void w18AStoppedPeerIsNotTakenForDead() throws Exception {
        begin("ipc", true);
        signal("STOP");
        InvalidationRange range = range(3);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(impatient.laggards(range))
                .isEqualTo(List.of(home.peers().get(0).name()));
        signal("CONT");
        assertThat(impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
        poison(3);
        impatient.invalidateRangeEnd(range);
        changeMuch(20);

        signal("STOP");
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        signal("KILL");
        assertThat(impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
    }

    @Test
    @DisplayName("W20: over UDP a killed peer is waited for until somebody says that it is gone")
    void w20AKilledPeerWithoutWitnessIsWaitedFor() throws Exception {
        begin("udp", false);
        changeMuch(50);
        peer.destroyForcibly().waitFor();
        InvalidationRange range = range(3);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(home.confirmGone(home.peers().get(0).incarnation())).isTrue();
        assertThat(impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @Timeout(900)
    @DisplayName("W17, W18, W19: a reader is killed, stopped and started again and again, and reads no poison")
    void w17ReadersComeAndGo() throws Exception {
        begin("ipc", true);
        Random random = new Random(1);
        long until = System.nanoTime() + (long) (60e9 * Double.parseDouble(System.getProperty("effort", "0.5")));
        long killed = 0;
        while (System.nanoTime() < until) {
            for (int i = 0; i < 100; i++) {
                assertThat(change(random.nextInt(PAGES))).isEqualTo(InvalidationResult.COMPLETED);
            }
            if (random.nextInt(3) == 0) {
                peer.destroyForcibly();
                killed++;
                peer = PeerProcess.start(
                        "ipc", folder.resolve("driver"), 0, folder.resolve("pages"), folder.resolve("witness"));
            } else {
                signal("STOP");
                InvalidationRange range = range(random.nextInt(PAGES));
                impatient.invalidateRangeStart(range);
                signal("CONT");
                impatient.invalidateRangeEnd(range);
            }
        }
        assertThat(killed).isPositive();
        assertThat(reads()).isPositive();
        assertThat(memory.getLong(PeerProcess.POISONED)).isZero();
    }

    @Test
    @DisplayName("W5: three peers on one channel hear each of what they have covered")
    void w5ThreePeersOnOneChannel() {
        Path directory = folder.resolve("driver");
        home = PeerHome.serve(space, "pages", PeerProcess.transport("ipc", directory, 0), new HomeOptions());
        List<PeerMirror> mirrors = IntStream.range(0, 3)
                .mapToObj(i -> PeerMirror.join(
                        "pages", PeerProcess.transport("ipc", directory, 0), new MirrorOptions("peer " + i)))
                .toList();
        List<Cover> covers = IntStream.range(0, 3)
                .mapToObj(i -> mirrors.get(i).cover((long) i * PAGE, PAGE))
                .toList();
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    home.doWork();
                    mirrors.forEach(PeerMirror::doWork);
                    return covers.stream().allMatch(Cover::isReady);
                });
        InvalidationRange range = range(1);
        producer.publish(range);
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    home.doWork();
                    mirrors.get(1).doWork();
                    return producer.await(range, 0) == InvalidationResult.COMPLETED;
                });
        mirrors.forEach(PeerMirror::onClose);
        home.close();
    }

    @Test
    @DisplayName("W40: a link that is still coming is lost with its client, and the next one has a new client")
    void w40ALinkThatIsStillComingIsLostWithItsClient() {
        Transport transport =
                PeerProcess.transport("ipc", folder.resolve("driver"), 0).peer();
        Link link = transport.connect();
        transport.close(); // its client ends, as it does when the driver has
        assertThat(link.isLost()).isTrue();
        assertThat(link.offer(new byte[PeerMessage.LENGTH], PeerMessage.LENGTH)).isFalse();
        link.close();
        assertThat(transport.connect().isLost()).isFalse();
        transport.close();
    }

    @Test
    @DisplayName("W55: without the flag that Agrona needs, one sentence names it")
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
