package io.rangecast.shared;

import static io.rangecast.shared.SharedCluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.records.RecordLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Error strikes at each word of the file that home or peer looks at or writes, before that and behind it: while a peer joins, is told
 * of a window, lets go, is evicted, goes offline, hears of another home, and gives its slot to another peer. Agents go on with their next
 * turn, as an AgentRunner's do. Nobody uses a page in a window that is complete, and in the end all goes on.
 */
@Timeout(300)
class ErrorAtEveryWordTest {
    private static final int RING = SharedFile.HEADER_BYTES + Slot.RING;

    /** Words that say who has the slot, and in which session. */
    private static final Set<Integer> SESSION = Set.of(
            SharedFile.HEADER_BYTES + Slot.OWNER,
            SharedFile.HEADER_BYTES + Slot.JOINS,
            SharedFile.HEADER_BYTES + Slot.EVERYTHING,
            SharedFile.HEADER_BYTES + Slot.JOINED);

    /** An access of a word, so many of them behind the first, before it is done or behind that. */
    private record Step(WatchedFile.Access access, int word, int time, boolean isBehind) {}

    @TempDir
    Path folder;

    /** Counts accesses, and strikes at one. */
    private static final class Striker implements WatchedFile.Watcher {
        private final Map<Integer, Integer> loads = new HashMap<>();
        private final Map<Integer, Integer> stores = new HashMap<>();
        final Set<Step> seen = new LinkedHashSet<>();
        private final Step struck;
        boolean hasStruck;

        Striker(Step struck) {
            this.struck = struck;
        }

        @Override
        public void at(WatchedFile.Access access, int word, boolean isBehind) {
            Map<Integer, Integer> times = access == WatchedFile.Access.LOAD ? loads : stores;
            int field = word < RING ? word : RING + (word - RING) % RecordLayout.RECORD_SIZE; // in whatever record
            Step step = new Step(access, field, times.getOrDefault(field, 0), isBehind);
            if (isBehind) {
                times.merge(field, 1, Integer::sum);
            }
            seen.add(step);
            if (step.equals(struck) && !hasStruck) {
                hasStruck = true;
                throw new OutOfMemoryError("struck");
            }
        }
    }

    /** A thread of a peer, which uses a page until it is told. */
    private static final class Holder {
        final Subscriber subscriber = new Subscriber("holder", record -> holds = false);
        final Subscription page;
        boolean holds;

        Holder(SharedPeer peer) {
            subscriber.attach();
            page = peer.space().subscribe(3 * PAGE, PAGE, subscriber);
        }

        boolean tryHold() {
            subscriber.poll(8);
            long seen = page.tryReadBegin();
            holds = seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD && !page.readRetry(seen);
            return holds;
        }
    }

    @Test
    @DisplayName("an error at whatever word is written leaves nothing half done")
    void w63AnErrorAtWhateverWordIsWritten() throws IOException {
        strikeAt(step -> step.access == WatchedFile.Access.STORE
                && !step.isBehind
                && step.time < (SESSION.contains(step.word) ? 6 : 1));
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @DisplayName("nor at one that is looked at, or written again, or behind any of these")
    void w63AnErrorAtWhateverWordIsLookedAt() throws IOException {
        strikeAt(step -> step.time < (step.access == WatchedFile.Access.LOAD ? 2 : 6));
    }

    private void strikeAt(Predicate<Step> which) throws IOException {
        Striker nothing = new Striker(null);
        live(nothing);
        int struck = 0;
        int steps = 0;
        for (Step step : nothing.seen) {
            if (which.test(step)) {
                Striker striker = new Striker(step);
                live(striker);
                struck += striker.hasStruck ? 1 : 0;
                steps++;
            }
        }
        assertThat(steps).isGreaterThan(25);
        assertThat(struck).isGreaterThan(steps * 9 / 10); // some are taken by chance
    }

    private void live(Striker striker) throws IOException {
        try {
            new Life(Files.createTempDirectory(folder, "life"), striker).live();
        } catch (Throwable failed) {
            throw new AssertionError("struck at " + striker.struck, failed);
        } finally {
            Subscriber.closeAllOfCurrentThread();
        }
    }

    /** One slot: so nobody joins before the one before has given it away. */
    private static final class Life {
        private final Path folder;
        private final Striker striker;
        private SharedCluster cluster;

        Life(Path folder, Striker striker) {
            this.folder = folder;
            this.striker = striker;
            cluster = serve();
        }

        private SharedCluster serve() {
            SharedCluster served;
            try {
                served = newCluster();
            } catch (OutOfMemoryError struck) {
                served = newCluster(); // once is enough
            }
            served.bearsErrors = true;
            return served;
        }

        private SharedCluster newCluster() {
            return new SharedCluster(folder, SharedCluster.options().peers(1), file -> new WatchedFile(file, striker));
        }

        void live() {
            SharedPeer peer = cluster.join("A", 0, 16);
            Holder holder = new Holder(peer);
            cluster.turnUntil(holder::tryHold);
            window(holder);
            evict(holder);
            leave(peer, holder);
            anotherHome(peer, holder);
            close(peer, holder);
            SharedPeer next = cluster.join("B", 0, 16);
            Holder nextHolder = new Holder(next);
            cluster.turnUntil(nextHolder::tryHold);
            window(nextHolder);
            close(next, nextHolder);
            closeHome();
        }

        private void window(Holder holder) {
            InvalidationRange range = cluster.start(3);
            for (int i = 0; i < 5; i++) {
                cluster.turn();
                assertThat(cluster.isComplete(range) && holder.holds).isFalse();
            }
            untilPolled(holder, () -> cluster.isComplete(range));
            assertThat(holder.tryHold()).isFalse();
            cluster.end(range);
            cluster.turnUntil(holder::tryHold);
        }

        private void untilPolled(Holder holder, BooleanSupplier condition) {
            cluster.turnUntil(() -> {
                holder.subscriber.poll(8);
                return condition.getAsBoolean();
            });
        }

        private void evict(Holder holder) {
            InvalidationRange range = cluster.start(3);
            cluster.turn(3);
            int[] freed = {0};
            if (!cluster.isComplete(range)) {
                assertThat(holder.holds).isTrue();
                cluster.producer.evict(range);
                cluster.producer.quarantine(range, () -> freed[0]++);
            } else {
                assertThat(holder.holds).isFalse();
                cluster.end(range);
                freed[0]++;
            }
            for (int i = 0; i < 5; i++) {
                cluster.turn();
                cluster.space.reapQuarantine();
                assertThat(freed[0] > 0 && holder.holds).isFalse();
            }
            untilPolled(holder, () -> {
                cluster.space.reapQuarantine();
                return freed[0] > 0;
            });
            cluster.turnUntil(holder::tryHold);
        }

        private void leave(SharedPeer peer, Holder holder) {
            peer.offline();
            for (int i = 0; i < 5; i++) {
                cluster.turn();
                assertThat(peer.isOffline() && holder.holds).isFalse();
            }
            untilPolled(holder, peer::isOffline);
            InvalidationRange range = cluster.start(3);
            cluster.turnUntil(() -> cluster.isComplete(range));
            cluster.end(range);
            peer.online();
            cluster.turnUntil(holder::tryHold);
        }

        private void anotherHome(SharedPeer peer, Holder holder) {
            closeHome();
            cluster = serve();
            cluster.peers.add(peer);
            InvalidationRange anywhere = cluster.start(100);
            for (int i = 0; i < 5; i++) {
                cluster.turn();
                assertThat(cluster.isComplete(anywhere) && holder.holds).isFalse();
            }
            untilPolled(holder, () -> cluster.isComplete(anywhere));
            cluster.end(anywhere);
            cluster.turnUntil(holder::tryHold);
        }

        private void close(SharedPeer peer, Holder holder) {
            InvalidationRange range = cluster.start(3);
            peer.close();
            for (int i = 0; i < 3; i++) {
                cluster.turn();
                assertThat((cluster.isComplete(range) || peer.isClosed()) && holder.holds)
                        .isFalse();
            }
            untilPolled(holder, () -> cluster.isComplete(range) && peer.isClosed());
            cluster.end(range);
            holder.holds = false;
            holder.subscriber.close();
            cluster.peers.remove(peer);
        }

        private void closeHome() {
            try {
                cluster.home.close();
            } catch (OutOfMemoryError struck) {
                cluster.home.close();
            }
        }
    }
}
