package io.rangecast.examples.nearcache;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A home and two peers with near caches, a JVM each; this one has the media driver, and stops and kills each of them in turn. With
 * {@code -ungated} the home announces its changes behind them, as caches do that publish.
 */
public final class Main {
    private static final int PEERS = 2;
    static final int ALL = PEERS + 1;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Places places;
    private final Store[] counts = new Store[PEERS + 1];

    /** What all had counted when all were running: the home does not wait for peers that have not come yet. */
    private final long[][] before = new long[PEERS + 1][];

    Main(Path folder) {
        places = new Places(folder);
        Arrays.setAll(counts, places::counts);
    }

    /** What was seen, of the home and of both peers, when all were running; and what was wrong, from the beginning. */
    record Outcome(long changes, long timedOut, long p50Nanos, long p99Nanos, long reads, long loads, long wrong) {}

    /**
     * Runs all for some time without a fault, and then through each.
     *
     * @param nanos how long there is none
     * @param stopNanos how long a process is stopped
     * @param faulty how many are stopped, killed and replaced, one after the other: the home comes first
     */
    @SuppressWarnings("try") // nobody asks the driver
    Outcome run(boolean gated, long nanos, long stopNanos, int faulty) {
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(places.driver().toString())
                .threadingMode(ThreadingMode.SHARED)
                .termBufferSparseFile(true)
                .ipcTermBufferLength(1 << 20) // what peers send to a home that was killed fills half of one
                .dirDeleteOnShutdown(true);
        try (MediaDriver driver = MediaDriver.launch(context);
                Children children = new Children(places, gated, PEERS)) {
            children.startAll();
            awaitProgress();
            for (int process = 0; process <= PEERS; process++) {
                before[process] = counts[process].all();
            }
            LockSupport.parkNanos(nanos);
            for (int process = 0; process < faulty; process++) {
                children.signal("STOP", process);
                LockSupport.parkNanos(stopNanos);
                children.signal("CONT", process);
                awaitProgress();
                children.killAndReplace(process);
                awaitProgress();
            }
        }
        return outcome();
    }

    /** Until the home has changed something, and each peer has read much of it from its cache. */
    private void awaitProgress() {
        long changes = counts[Places.HOME].get(Places.CHANGES) + 100;
        await(() -> counts[Places.HOME].get(Places.CHANGES) >= changes, "changes");
        for (int peer = 1; peer <= PEERS; peer++) {
            long hits = hits(peer) + 10_000;
            int each = peer;
            await(() -> hits(each) >= hits, "hits of peer " + peer);
        }
    }

    private long hits(int peer) {
        return counts[peer].get(Places.READS) - counts[peer].get(Places.LOADS);
    }

    private static void await(BooleanSupplier condition, String what) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > LONGEST_NANOS) {
                throw new IllegalStateException("no " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private Outcome outcome() {
        long[] latencies = new long[Places.COUNTS - Places.HISTOGRAM];
        Arrays.setAll(latencies, bucket -> since(Places.HOME, Places.HISTOGRAM + bucket));
        return new Outcome(
                since(Places.HOME, Places.CHANGES),
                since(Places.HOME, Places.TIMED_OUT),
                Latency.percentile(latencies, 0.5),
                Latency.percentile(latencies, 0.99),
                ofPeers(Places.READS),
                ofPeers(Places.LOADS),
                Stream.of(counts)
                        .skip(1)
                        .mapToLong(peer -> peer.get(Places.WRONG))
                        .sum());
    }

    private long since(int process, int index) {
        return counts[process].get(index) - before[process][index];
    }

    private long ofPeers(int index) {
        return IntStream.rangeClosed(1, PEERS)
                .mapToLong(peer -> since(peer, index))
                .sum();
    }

    /** A folder of mode 0700: who may write there may speak for peers. */
    static Path newFolder() throws IOException {
        return Files.createTempDirectory(
                "nearcache", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /**
     * Runs for three seconds without a fault, and then stops for a second and kills each process.
     *
     * @param args {@code -ungated}, {@code -faultless}, both or nothing
     * @throws IOException if there is no room for files
     */
    public static void main(String[] args) throws IOException {
        List<String> options = Arrays.asList(args);
        boolean gated = !options.contains("-ungated");
        boolean faultless = options.contains("-faultless");
        Path folder = newFolder();
        Outcome outcome = new Main(folder)
                .run(gated, TimeUnit.SECONDS.toNanos(3), TimeUnit.SECONDS.toNanos(1), faultless ? 0 : ALL);
        System.out.printf(
                "%s%s: %,d changes, half of the starts within %,.1f us, 99%% within %,.1f us, %,d timed out;"
                        + " %,d reads, %,d of them of the store, %,d wrong%n",
                gated ? "gated" : "ungated",
                faultless ? "" : ", each process stopped and killed",
                outcome.changes,
                outcome.p50Nanos / 1e3,
                outcome.p99Nanos / 1e3,
                outcome.timedOut,
                outcome.reads,
                outcome.loads,
                outcome.wrong);
        delete(folder);
    }
}
