package io.rangecast.shared;

import static io.rangecast.shared.SharedCluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three peers want two slots, read, and a home changes; each agent may stand between any two words of the file while others go on.
 * Peers are evicted, go offline, end, and others come; homes come one after the other; now and then an Error strikes. An oracle knows each
 * page's version: nobody uses one that has gone, and in the end all goes on. Replayed by its seed, but for when sockets are connected.
 */
@Timeout(300)
class SharedChaosTest {
    private static final int PAGES = 8;
    private static final int GONE = -1;
    private static final int TURNS = 1_500;

    @TempDir
    Path folder;

    private final int[] version = new int[PAGES];
    private Random random;
    private SharedCluster cluster;
    private List<Peer> peers;
    private final Set<Long> incarnations = new HashSet<>();
    private final Set<Agent> underWay = new HashSet<>();
    private boolean isCalm;
    private long uses;

    private record Change(InvalidationRange range, int page, boolean[] done) {}

    private final List<Change> open = new ArrayList<>();

    /** What a peer's threads keep: one that polls, and one that asks before each use. */
    private final class Peer {
        final SharedPeer peer;
        final int[] held = new int[PAGES];
        final int[] near = new int[PAGES];
        final Subscription[] guards = new Subscription[PAGES];
        final Subscription[] pages = new Subscription[PAGES];
        final Subscriber holder = new Subscriber("holder", record -> drop(record.start(), record.end()));
        int fetched = GONE;
        int page;
        long seen;
        long seenByHolder;

        Peer(String name) {
            peer = cluster.join(name, 0, PAGES);
            incarnations.add(peer.incarnation());
            Arrays.fill(held, GONE);
            Arrays.fill(near, GONE);
            holder.attach();
            for (int i = 0; i < PAGES; i++) {
                guards[i] = peer.space().subscribe(i * PAGE, PAGE, (subscription, invalidation) -> {
                    near[(int) (subscription.start() / PAGE)] = GONE;
                    return true;
                });
                pages[i] = peer.space().subscribe(i * PAGE, PAGE, holder);
            }
        }

        void drop(long start, long end) {
            for (int i = 0; i < PAGES; i++) {
                if (Long.compareUnsigned(i * PAGE, end) < 0 && Long.compareUnsigned(start, (i + 1) * PAGE) < 0) {
                    held[i] = GONE;
                }
            }
        }

        void turn() {
            if (random.nextInt(3) == 0) {
                holder.poll(1 + random.nextInt(3));
            }
            if (fetched != GONE && random.nextInt(4) == 0) {
                if (!guards[page].readRetry(seen)) {
                    near[page] = fetched;
                }
                if (!pages[page].readRetry(seenByHolder)) {
                    held[page] = fetched;
                }
                fetched = GONE;
            }
            if (fetched == GONE) {
                page = random.nextInt(PAGES);
                seen = guards[page].tryReadBegin();
                seenByHolder = pages[page].tryReadBegin();
                fetched = version[page];
            }
            use();
        }

        void use() {
            for (int i = 0; i < PAGES; i++) {
                if (held[i] != GONE) {
                    uses++;
                    assertThat(held[i]).as("held of page %d by %s", i, peer).isEqualTo(version[i]);
                }
                if (near[i] != GONE && isNoneOf(guards[i].tryReadBegin())) {
                    uses++;
                    assertThat(near[i]).as("near of page %d by %s", i, peer).isEqualTo(version[i]);
                }
            }
        }
    }

    private static boolean isNoneOf(long seen) {
        return seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD;
    }

    @ParameterizedTest
    @ValueSource(longs = 1)
    @DisplayName("nobody uses what is gone, whoever stands between two words, and in the end all goes on")
    void w31w34NobodyUsesWhatIsGone(long seed) throws IOException {
        run(seed);
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @DisplayName("the same, many times")
    void w31w34NobodyUsesWhatIsGoneForLong() throws IOException {
        double effort = Double.parseDouble(System.getProperty("effort", "1"));
        for (long seed = 100; seed < 100 + 100 * effort; seed++) {
            run(seed);
        }
    }

    private void run(long seed) throws IOException {
        random = new Random(seed);
        isCalm = false;
        uses = 0;
        open.clear();
        Arrays.fill(version, 0);
        Path directory = Files.createTempDirectory(folder, "chaos");
        cluster = serve(directory);
        peers = new ArrayList<>();
        for (String name : List.of("A", "B", "C")) {
            peers.add(new Peer(name));
        }
        try {
            for (int turn = 0; turn < TURNS; ) {
                turn();
                change(turn < TURNS - 100);
                if (peers.stream().anyMatch(peer -> peer.peer.isReady())) {
                    disturb(directory);
                    turn++;
                } else { // attempts to join pause in between
                    peers.forEach(peer -> peer.peer.online());
                    LockSupport.parkNanos(20_000);
                }
            }
            calm();
        } catch (Throwable failed) {
            throw new AssertionError("seed " + seed, failed);
        }
        for (Peer each : peers) {
            each.peer.close();
            cluster.turnUntil(() -> {
                each.holder.poll(8);
                return each.peer.isClosed();
            });
        }
        cluster.home.close();
        incarnations.forEach(cluster.home::confirmGone);
        cluster.close();
    }

    private SharedCluster serve(Path directory) {
        SharedCluster served =
                new SharedCluster(directory, SharedCluster.options().peers(2), file -> new WatchedFile(file, this::at));
        served.bearsErrors = true;
        return served;
    }

    /** Others go on between two words; or an Error strikes. */
    private void at(WatchedFile.Access access, int word, boolean isBehind) {
        if (isBehind || isCalm || underWay.isEmpty()) {
            return;
        }
        int dice = random.nextInt(400);
        if (dice == 0) {
            throw new OutOfMemoryError("struck");
        }
        if (dice < 40) {
            work(anyAgent());
        }
    }

    private Agent anyAgent() {
        int which = random.nextInt(peers.size() + 1);
        return which == peers.size() ? cluster.home : peers.get(which).peer;
    }

    /** Unless it is under way: then it stands where it is. */
    private void work(Agent agent) {
        if (underWay.add(agent)) {
            try {
                agent.doWork();
            } catch (OutOfMemoryError struck) {
                // It goes on at its next turn.
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                underWay.remove(agent);
            }
        }
    }

    private void turn() {
        work(anyAgent());
        peers.get(random.nextInt(peers.size())).turn();
    }

    private void disturb(Path directory) {
        int which = random.nextInt(peers.size());
        Peer peer = peers.get(which);
        switch (random.nextInt(300)) {
            case 0 -> peer.peer.offline();
            case 1, 2, 3 -> peer.peer.online();
            case 4, 5 -> {
                if (!open.isEmpty()) {
                    cluster.producer.evict(open.get(0).range);
                }
            }
            case 6 -> another(which);
            case 7 -> anotherHome(directory);
            default -> {}
        }
    }

    /** A peer ends, and another one comes. */
    private void another(int which) {
        Peer ends = peers.get(which);
        ends.peer.close();
        for (int i = 0; !ends.peer.isClosed(); i++) {
            work(ends.peer);
            ends.holder.poll(8);
            ends.use();
            assertThat(i).isLessThan(10_000);
        }
        ends.holder.close();
        peers.set(which, new Peer("P" + random.nextInt(100)));
    }

    /** Its changes are over; the next home waits for whoever is in the file. */
    private void anotherHome(Path directory) {
        for (Change each : open) {
            cluster.end(each.range);
        }
        open.clear();
        boolean wasCalm = isCalm;
        isCalm = true; // to end and to begin are struck elsewhere
        SharedHome last = cluster.home;
        last.close();
        incarnations.forEach(last::confirmGone); // so that nothing of this thread stays
        cluster = serve(directory);
        isCalm = wasCalm;
    }

    private void change(boolean more) {
        if (more && open.size() < 4 && random.nextInt(4) == 0) {
            int page = random.nextInt(PAGES);
            open.add(new Change(cluster.start(page), page, new boolean[1]));
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            Change each = open.get(i);
            if (!each.done[0] && random.nextInt(4) == 0 && cluster.isComplete(each.range)) {
                version[each.page]++;
                each.done[0] = true;
            } else if (each.done[0] ? random.nextInt(4) == 0 : random.nextInt(2_000) == 0) {
                cluster.end(each.range);
                open.remove(i);
            }
        }
    }

    private void calm() {
        isCalm = true;
        cluster.peers.clear();
        for (Peer each : peers) {
            each.peer.online();
            cluster.peers.add(each.peer);
        }
        cluster.turnUntil(() -> {
            peers.forEach(Peer::turn);
            change(false);
            return open.isEmpty();
        });
        assertThat(uses).isGreaterThan(100);
        Peer last = peers.remove(2); // now there is a slot for each
        last.peer.close();
        cluster.turnUntil(() -> {
            last.holder.poll(8);
            return last.peer.isClosed();
        });
        cluster.peers.remove(last.peer);
        last.holder.close();
        for (Peer peer : peers) {
            for (Subscription guard : peer.guards) {
                cluster.turnUntil(() -> {
                    peers.forEach(Peer::turn);
                    return isNoneOf(guard.tryReadBegin());
                });
            }
        }
        InvalidationRange range = cluster.start(3);
        cluster.turnUntil(() -> {
            peers.forEach(Peer::turn);
            return cluster.isComplete(range);
        });
        cluster.end(range);
    }
}
