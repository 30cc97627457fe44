package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers with leases, whose clocks drift, keep copies and read the home's memory, on links that lose, delay and end, or of which
 * nobody hears; their agents stand still while readers go on. An oracle knows each page: nobody validates what has gone, and
 * changes wait for nobody longer than a lease or two. Replayed by its seed.
 */
class LeaseChaosTest {
    private static final int PAGES = 8;
    private static final int GONE = -1;
    private static final int TURNS = 4_000;
    private static final long LEASE = TimeUnit.MILLISECONDS.toNanos(200);

    private final int[] version = new int[PAGES];

    /** Whether a page is being changed: what is read there is garbage. */
    private final boolean[] changing = new boolean[PAGES];

    private final class Peer {
        final PeerMirror mirror;
        final MirrorGuard[] guards = new MirrorGuard[PAGES];
        final int[] kept = new int[PAGES];
        final long[] since = new long[PAGES];
        int page;
        long seen = Subscription.BUSY;
        int expected;
        int copied = GONE;
        long uses;

        Peer(Cluster cluster, String name, long perMille, boolean resumes) {
            LongSupplier clock = () -> cluster.now() / 1000 * perMille;
            MirrorOptions options = new MirrorOptions(name).lease();
            options.resume = resumes;
            options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(cluster.now());
            mirror = cluster.join(options, clock);
            mirror.cover(0, PAGES * PAGE);
            for (int i = 0; i < PAGES; i++) {
                guards[i] = mirror.guard(i * PAGE, PAGE);
                kept[i] = GONE;
            }
        }

        void turn(Random random) {
            for (int i = 0; i < PAGES; i++) {
                if (kept[i] != GONE && !guards[i].readRetry(since[i])) {
                    uses++;
                    assertThat(kept[i]).as("kept of page %d by %s", i, mirror).isEqualTo(version[i]);
                }
            }
            if (seen == Subscription.BUSY) {
                page = random.nextInt(PAGES);
                seen = guards[page].tryReadBegin();
                expected = version[page];
                copied = GONE;
            } else if (copied == GONE && random.nextInt(3) == 0) {
                copied = changing[page] ? -2 : version[page]; // out of the home's memory
            } else if (copied != GONE && random.nextInt(3) == 0) {
                if (!guards[page].readRetry(seen)) {
                    uses++;
                    assertThat(copied)
                            .as("copied of page %d by %s", page, mirror)
                            .isEqualTo(expected);
                    kept[page] = copied;
                    since[page] = seen;
                }
                seen = Subscription.BUSY;
            }
        }
    }

    private static final class Change {
        final InvalidationRange range;
        final int page;
        final long from;
        boolean begun;

        Change(InvalidationRange range, int page, long from) {
            this.range = range;
            this.page = page;
            this.from = from;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Row({"W21", "W22", "W23"})
    @DisplayName("nobody validates what has gone, whatever links, agents and clocks do; changes go on")
    void nobodyValidatesWhatHasGone(long seed) {
        run(seed);
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @Row({"W21", "W22", "W23"})
    @DisplayName("the same, a thousand times")
    void nobodyValidatesWhatHasGoneForLong() {
        double effort = Double.parseDouble(System.getProperty("effort", "1"));
        for (long seed = 100; seed < 100 + 1_000 * effort; seed++) {
            run(seed);
        }
    }

    private void run(long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(seed, new HomeOptions().lease(Duration.ofNanos(LEASE)));
        cluster.wire.delay = random.nextInt(8);
        cluster.wire.loss = random.nextInt(2) * 0.002;
        List<Peer> peers = new ArrayList<>();
        for (long perMille : new long[] {980, 1000, 1020}) {
            peers.add(new Peer(cluster, "of " + perMille, perMille, seed % 2 == 0));
        }
        Change change = null;
        int changes = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            cluster.turn();
            disturb(cluster, peers, random);
            if (change == null && random.nextInt(4) == 0) {
                int page = random.nextInt(PAGES);
                change = new Change(cluster.start(page), page, cluster.now);
            } else if (change != null && change.begun && random.nextInt(3) == 0) {
                version[change.page]++;
                changing[change.page] = false;
                cluster.end(change.range);
                change = null;
                changes++;
            } else if (change != null && !change.begun && cluster.isComplete(change.range)) {
                changing[change.page] = true;
                change.begun = true;
            }
            assertThat(change != null && !change.begun && cluster.now - change.from > 3 * LEASE)
                    .as("a change waits for whom it need not")
                    .isFalse();
            peers.forEach(peer -> peer.turn(random));
        }
        if (change != null) {
            cluster.end(change.range);
            changing[change.page] = false;
        }
        assertThat(changes).isGreaterThan(30);
        assertThat(peers.stream().mapToLong(peer -> peer.uses).sum()).isGreaterThan(1_000);
    }

    private static void disturb(Cluster cluster, List<Peer> peers, Random random) {
        PeerMirror any = peers.get(random.nextInt(peers.size())).mirror;
        switch (random.nextInt(400)) {
            case 0 -> cluster.wire.cut();
            case 1, 2 -> cluster.stopped.add(any);
            case 3, 4, 5, 6 -> cluster.stopped.clear();
            case 7 -> {
                cluster.wire.drop = (type, toHome) -> true;
                cluster.wire.hidesEnds = true;
            }
            case 8, 9, 10, 11 -> {
                cluster.wire.drop = (type, toHome) -> false;
                cluster.wire.hidesEnds = false;
            }
            case 12 -> cluster.wire.stopped = true;
            case 13, 14, 15, 16 -> cluster.wire.stopped = false;
            default -> {}
        }
    }
}
