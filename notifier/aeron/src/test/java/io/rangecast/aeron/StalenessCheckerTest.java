package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscription;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row W67: a peer is looked after that keeps versions of pages, and fetches them under guards. */
class StalenessCheckerTest {
    private static final int PAGES = 8;

    private final long[] version = new long[PAGES];

    /** A peer's cache, and what it is looked after by. */
    private final class Peer implements StalenessChecker.Versions {
        final Cluster cluster;
        final PeerMirror mirror;
        final StalenessChecker checker;
        final MirrorGuard[] guards = new MirrorGuard[PAGES];
        final long[] kept = new long[PAGES];
        final long[] seen = new long[PAGES];
        int next;

        /** What happens while the home is asked. */
        Runnable meanwhile = () -> {};

        Peer(Cluster cluster, MirrorOptions options) {
            this.cluster = cluster;
            this.mirror = cluster.join(options);
            this.checker = new StalenessChecker(mirror, this);
            for (int page = 0; page < PAGES; page++) {
                mirror.cover(page * PAGE, PAGE);
                guards[page] = mirror.guard(page * PAGE, PAGE);
                seen[page] = Subscription.BUSY;
            }
        }

        void fetch(int page) {
            seen[page] = guards[page].tryReadBegin();
            kept[page] = version[page];
        }

        void fetchAll() {
            for (int page = 0; page < PAGES; page++) {
                int each = page;
                cluster.turnUntil(() -> guards[each].tryReadBegin() != Subscription.BUSY);
                fetch(page);
            }
        }

        /** Looks at each page once. */
        void look() {
            for (int page = 0; page < PAGES; page++) {
                next = page;
                assertThat(checker.doWork()).isZero();
            }
        }

        @Override
        public long nextOffset() {
            return next * PAGE + 8;
        }

        @Override
        public long held(long offset) {
            int page = (int) (offset / PAGE);
            return guards[page].readRetry(seen[page]) ? StalenessChecker.NOTHING : kept[page];
        }

        @Override
        public long atHome(long offset) {
            meanwhile.run();
            long answer = version[(int) (offset / PAGE)];
            meanwhile.run();
            return answer;
        }
    }

    private void change(Cluster cluster, int page) {
        InvalidationRange range = cluster.start(page);
        cluster.complete(range);
        version[page]++;
        cluster.end(range);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("nothing is stale, whatever changes while the home is asked, on links that lose, delay and end")
    void w67NothingIsStaleWhateverChangesMeanwhile(long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(seed);
        MirrorOptions options = new MirrorOptions("A");
        Peer peer = new Peer(cluster, seed % 2 == 0 ? options.resume() : options);
        cluster.wire.delay = random.nextInt(6);
        cluster.wire.loss = random.nextInt(2) * 0.002;
        InvalidationRange[] open = {null};
        int[] page = {0};
        boolean[] changed = {false};
        peer.meanwhile = () -> {
            cluster.turn(random.nextInt(4));
            if (open[0] == null && random.nextInt(3) == 0) {
                page[0] = random.nextInt(PAGES);
                changed[0] = false;
                open[0] = cluster.start(page[0]);
            } else if (open[0] != null && !changed[0] && cluster.isComplete(open[0])) {
                version[page[0]]++;
                changed[0] = true;
            } else if (changed[0] && random.nextInt(3) == 0) {
                cluster.end(open[0]);
                open[0] = null;
                changed[0] = false;
            }
        };
        for (int i = 0; i < 500; i++) {
            peer.look();
            peer.fetch(random.nextInt(PAGES));
            cluster.turn();
            if (random.nextInt(100) == 0) {
                cluster.wire.cut();
            }
        }
        assertThat(peer.checker.stale()).as(peer.checker::lastStale).isZero();
        assertThat(peer.checker.lastStale()).isEmpty();
        assertThat(peer.checker.compared()).isGreaterThan(300);
        assertThat(peer.checker.overtaken()).isPositive();
    }

    @Test
    @DisplayName("a START that the peer never heard of, and somebody acknowledged, is found")
    void w67AStartThatWasSwallowedIsFound() {
        Cluster cluster = new Cluster(1);
        Peer peer = new Peer(cluster, new MirrorOptions("A"));
        peer.fetchAll();
        change(cluster, 1);
        cluster.turnUntil(() -> peer.guards[1].tryReadBegin() != Subscription.BUSY);
        peer.fetch(1);
        peer.look();
        assertThat(peer.checker.compared()).isEqualTo(PAGES);
        assertThat(peer.checker.stale()).isZero();

        cluster.wire.tamper = new Swallow();
        change(cluster, 3);
        cluster.turn(10);
        assertThat(peer.mirror.status().losses()).isZero();
        peer.look();
        assertThat(peer.checker.stale()).isOne();
        assertThat(peer.checker.lastStale())
                .startsWith("0x3008: version 0 held, 1 at home, in session 0x"
                        + Long.toHexString(peer.mirror.token().session()) + ", between START ");

        change(cluster, 3);
        peer.look();
        assertThat(peer.checker.stale()).as("it has heard of that").isOne();
    }

    @Test
    @DisplayName("so is a change that nobody has announced")
    void w67AChangeThatNobodyHasAnnouncedIsFound() {
        Cluster cluster = new Cluster(1);
        Peer peer = new Peer(cluster, new MirrorOptions("A"));
        peer.fetchAll();
        version[5]++;
        peer.look();
        assertThat(peer.checker.stale()).isOne();
        assertThat(peer.checker.lastStale()).startsWith("0x5008: version 0 held, 1 at home");
    }

    @Test
    @DisplayName("what would not be used is not compared: of no home, in a window, or without the lease")
    void w67WhatWouldNotBeUsedIsNotCompared() {
        Cluster cluster = new Cluster(1, new HomeOptions().lease(Duration.ofSeconds(1)));
        MirrorOptions options = new MirrorOptions("A").lease();
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(cluster.now());
        Peer peer = new Peer(cluster, options);
        peer.look();
        assertThat(peer.checker.compared()).as("before it has joined").isZero();
        peer.fetchAll();
        InvalidationRange range = cluster.start(3);
        cluster.complete(range);
        peer.look();
        assertThat(peer.checker.compared()).isEqualTo(PAGES - 1);
        cluster.end(range);

        cluster.stopped.add(peer.mirror);
        peer.meanwhile = () -> cluster.turn(600);
        peer.next = 5;
        peer.checker.doWork();
        assertThat(peer.checker.compared()).isEqualTo(PAGES - 1);
        assertThat(peer.checker.overtaken()).as("its lease is over").isOne();
        peer.look();
        assertThat(peer.checker.compared()).isEqualTo(PAGES - 1);
        assertThat(peer.checker.stale()).isZero();

        cluster.stopped.clear();
        peer.meanwhile = () -> {};
        peer.mirror.close();
        cluster.turnUntil(peer.mirror::isClosed);
        peer.look();
        assertThat(peer.checker.compared()).isEqualTo(PAGES - 1);
    }

    @Test
    @DisplayName("what asking throws, a turn throws, and the next one looks again")
    void w67WhatAskingThrowsATurnThrows() {
        Cluster cluster = new Cluster(1);
        Peer peer = new Peer(cluster, new MirrorOptions("A"));
        peer.fetchAll();
        peer.meanwhile = () -> {
            throw new IllegalStateException("the store has gone");
        };
        assertThatIllegalStateException().isThrownBy(peer.checker::doWork).withMessage("the store has gone");
        peer.meanwhile = () -> {};
        peer.look();
        assertThat(peer.checker.compared()).isEqualTo(PAGES);
        assertThat(peer.checker.roleName()).isEqualTo("staleness of mirror of segment by A");
    }
}
