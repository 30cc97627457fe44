package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.shared.SharedHome;
import io.rangecast.shared.SharedHomeOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A home of a mapped file's pages, which it poisons inside windows, and a peer that is a process of its own and reads them. */
final class PageHome implements AutoCloseable {
    /** In the place of a medium of Aeron's: a mapped file of {@code rangecast-shared}. */
    static final String FILE = "file";

    static final int PAGES = PeerProcess.PAGES;
    static final int PAGE = PeerProcess.PAGE;
    private static final long POISON_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    final AddressSpace space = new AddressSpace();
    final Invalidator producer = space.newInvalidator("producer", TimeUnit.SECONDS.toNanos(20));
    final Invalidator impatient = space.newInvalidator("impatient", TimeUnit.MILLISECONDS.toNanos(300));

    /** Null over a file. */
    final PeerHome home;

    Process peer;

    private final Path folder;
    private final String media;
    private final int port;
    private final Path witness;
    final MappedByteBuffer memory;
    private final AgentRunner agent;

    /** At the driver in the folder's {@code driver}. */
    PageHome(Path folder, String media, HomeOptions options, boolean hasWitness) throws IOException {
        this.folder = folder;
        this.media = media;
        this.port = media.equals("udp") ? freePort() : 0;
        this.witness = hasWitness ? folder.resolve("witness") : null;
        if (hasWitness) {
            options.witness(witness);
        }
        memory = PeerProcess.map(folder.resolve("pages"));
        home = PeerHome.serve(space, "pages", PeerProcess.transport(media, driver(folder), port), options);
        agent = start(home);
    }

    /** Over a file in the folder: no driver is needed. */
    PageHome(Path folder) throws IOException {
        this.folder = folder;
        media = FILE;
        port = 0;
        witness = null;
        memory = PeerProcess.map(folder.resolve("pages"));
        home = null;
        agent = start(SharedHome.serve(
                space, folder.resolve(FILE), new SharedHomeOptions().peers(4).length((long) PAGES * PAGE)));
    }

    private static AgentRunner start(Agent home) {
        AgentRunner agent = new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, home);
        AgentRunner.startOnThread(agent);
        return agent;
    }

    static Path driver(Path folder) {
        return folder.resolve("driver");
    }

    static MediaDriver startDriver(Path folder) {
        return startDriver(folder, TimeUnit.SECONDS.toNanos(10));
    }

    /** That ends clients, and their links, of which it has not heard for so long. */
    static MediaDriver startDriver(Path folder, long clientLivenessNanos) {
        return MediaDriver.launch(new MediaDriver.Context()
                .clientLivenessTimeoutNs(clientLivenessNanos)
                .timerIntervalNs(clientLivenessNanos / 10)
                .aeronDirectoryName(driver(folder).toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .termBufferSparseFile(true)
                .publicationTermBufferLength(64 * 1024)
                .ipcTermBufferLength(64 * 1024)
                .dirDeleteOnShutdown(true));
    }

    private static int freePort() throws IOException {
        try (DatagramSocket free = new DatagramSocket()) {
            return free.getLocalPort();
        }
    }

    /** Starts the peer, in the place of the one that was. */
    void startPeer(String... flags) throws IOException {
        Path directory = media.equals(FILE) ? folder.resolve(FILE) : driver(folder);
        peer = PeerProcess.start(media, directory, port, folder.resolve("pages"), witness, flags);
    }

    void awaitReads() {
        long before = reads();
        await().atMost(Duration.ofSeconds(60)).until(() -> reads() > before);
    }

    long reads() {
        return memory.getLong(PeerProcess.READS);
    }

    long poisoned() {
        return memory.getLong(PeerProcess.POISONED);
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(peer.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    InvalidationRange range(int page) {
        return new InvalidationRange().init(space, (long) page * PAGE, (page + 1L) * PAGE);
    }

    /** Opens a window over a page that the peer holds, poisons it if nobody uses it, mends it, and ends the window. */
    InvalidationResult change(int page) {
        InvalidationRange range = range(page);
        InvalidationResult result = producer.invalidateRangeStart(range);
        if (result == InvalidationResult.COMPLETED) {
            poison(page);
        }
        producer.invalidateRangeEnd(range);
        return result;
    }

    /** For a moment the page is what nobody may read. */
    void poison(int page) {
        spoil(page);
        long until = System.nanoTime() + POISON_NANOS;
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        mend(page);
    }

    void spoil(int page) {
        memory.putLong(page * PAGE, PeerProcess.POISON);
    }

    void mend(int page) {
        memory.putLong(page * PAGE, page);
    }

    void changeMuch(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(change(i % PAGES)).isEqualTo(InvalidationResult.COMPLETED);
        }
        awaitReads();
        assertThat(poisoned()).isZero();
    }

    @Override
    public void close() {
        if (peer != null) {
            try {
                peer.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        agent.close();
    }
}
