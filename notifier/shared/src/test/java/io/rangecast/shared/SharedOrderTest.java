package io.rangecast.shared;

import static io.rangecast.shared.SharedCluster.PAGE;
import static io.rangecast.shared.SharedCluster.holder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.records.RecordLayout;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others do in the midst of a step: between two words of the file that it looks at or writes. */
@Timeout(60)
class SharedOrderTest {
    private static final WatchedFile.Access LOAD = WatchedFile.Access.LOAD;
    private static final WatchedFile.Access STORE = WatchedFile.Access.STORE;

    @TempDir
    Path folder;

    private SharedCluster cluster;

    /** Told of each access while it is there. */
    private WatchedFile.Watcher watcher;

    private void serve(int peers) {
        cluster = new SharedCluster(
                folder,
                SharedCluster.options().peers(peers),
                file -> new WatchedFile(file, (access, word, isBehind) -> {
                    if (watcher != null) {
                        watcher.at(access, word, isBehind);
                    }
                }));
    }

    @AfterEach
    void close() {
        watcher = null;
        cluster.close();
    }

    /** Once, at an access, the so-manieth: what is done then is not watched. */
    private void when(WatchedFile.Access access, int word, boolean isBehind, int times, Runnable action) {
        int[] left = {times};
        watcher = (seen, at, behind) -> {
            if (seen == access && at == word && behind == isBehind && --left[0] == 0) {
                watcher = null;
                action.run();
            }
        };
    }

    private static int word(int field) {
        return SharedFile.HEADER_BYTES + field;
    }

    @Test
    @DisplayName("the word that a peer is gone does not reach the one that has its slot meanwhile")
    void w74TheWordThatAPeerIsGoneDoesNotReachTheNext() {
        serve(1);
        SharedPeer first = cluster.peer("first", 0, 16);
        SharedPeer second = cluster.join("second", 0, 16);
        Subscriber[] holder = {null};
        when(LOAD, word(Slot.OWNER), true, 2, () -> {
            first.close();
            cluster.turnUntil(second::isReady);
            holder[0] = holder(second, 3);
        });
        cluster.home.confirmGone(first.incarnation());
        assertThat(holder[0]).isNotNull();
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "second");
        holder[0].poll(8);
        cluster.complete(range);
    }

    @Test
    @DisplayName("nor is one that is declared gone while its join is taken waited for")
    void w74WhoIsDeclaredGoneWhileItJoinsIsNotWaitedFor() {
        serve(1);
        SharedPeer peer = cluster.join("A", 0, 16);
        boolean[] isGone = {false};
        int looked = SharedFile.open(cluster.path).slot(0).record(0); // by the home, before it subscribes
        when(LOAD, looked, false, 1, () -> isGone[0] = cluster.home.confirmGone(peer.incarnation()));
        cluster.turnUntil(() -> isGone[0]);
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.end(range);
        cluster.peers.clear();
    }

    @Test
    @DisplayName("a peer that is declared gone while its records are taken holds up nothing, and nothing is thrown")
    void w74WhoIsDeclaredGoneWhileItIsTold() {
        serve(1);
        SharedPeer peer = cluster.peer("A", 0, 16);
        Slot slot = SharedFile.open(cluster.path).slot(0);
        InvalidationRange range = cluster.start(3);
        InvalidationRange other = cluster.start(5);
        when(STORE, slot.record(slot.last() + 1), true, 1, () -> cluster.home.confirmGone(peer.incarnation()));
        cluster.home.doWork();
        assertThat(watcher).isNull();
        assertThat(cluster.isComplete(range) && cluster.isComplete(other)).isTrue();
        cluster.peers.clear();
    }

    @Test
    @DisplayName("a number that a peer may have been told is not given to another record")
    void w63ANumberIsNotGivenToAnotherRecord() {
        serve(1);
        SharedPeer peer = cluster.peer("A", 0, 16);
        Slot slot = SharedFile.open(cluster.path).slot(0);
        Subscriber third = holder(peer, 3);
        Subscriber fifth = holder(peer, 5);
        Invalidator other = cluster.space.newInvalidator("other");
        InvalidationRange ofOther = new InvalidationRange().init(cluster.space, 5 * PAGE, 6 * PAGE);
        other.publish(ofOther);
        InvalidationRange range = cluster.start(3);
        int at = slot.record(slot.last() + 1);
        when(STORE, at, true, 1, () -> {
            throw new IllegalStateException("behind the number");
        });
        assertThatThrownBy(cluster.home::doWork).hasMessage("behind the number");
        boolean isThirdFirst = SharedFile.open(cluster.path).get(at + RecordLayout.START) == 3 * PAGE;
        peer.doWork();
        for (int i = 0; i < 20; i++) {
            cluster.turn();
            (isThirdFirst ? third : fifth).poll(1);
        }
        assertThat(isThirdFirst ? other.await(ofOther, 0) : cluster.producer.await(range, 0))
                .isEqualTo(InvalidationResult.TIMED_OUT);
        cluster.turnUntil(() -> third.poll(8) + fifth.poll(8) >= 0
                && cluster.isComplete(range)
                && other.await(ofOther, 0) == InvalidationResult.COMPLETED);
        other.invalidateRangeEnd(ofOther);
        cluster.end(range);
    }

    @Test
    @DisplayName("a peer that a killed home has left another slot is one, and gone from both")
    void w75APeerWithTwoSlotsIsOne() {
        serve(2);
        SharedPeer peer = cluster.join("A", 0, 16);
        assertThat(SharedFile.open(cluster.path).slot(0).claim(peer.incarnation()))
                .isTrue();
        assertThat(cluster.home.peers()).singleElement().matches(status -> !status.joined());
        cluster.turnUntil(peer::isReady);
        assertThat(cluster.home.peers()).singleElement().matches(SharedPeerStatus::joined);
        holder(peer, 3);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        cluster.home.close(); // nobody gives slots away any more
        assertThat(cluster.home.confirmGone(peer.incarnation())).isTrue();
        assertThat(cluster.isComplete(range)).isTrue();
        assertThat(cluster.home.peers()).isEmpty();
        cluster.peers.clear();
    }

    @Test
    @DisplayName("a slot at which the home fails holds up no other")
    void w75ASlotThatFailsHoldsUpNoOther() {
        serve(2);
        cluster.peer("A", 0, 16);
        SharedPeer other = cluster.peer("B", 16, 16);
        watcher = (access, word, isBehind) -> {
            if (access == LOAD && word == word(Slot.OWNER)) {
                throw new IllegalStateException("slot 0");
            }
        };
        InvalidationRange range = cluster.start(16);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(cluster.home::doWork).hasMessage("slot 0");
            other.doWork();
        }
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.end(range);
        watcher = null;
    }

    @Test
    @DisplayName("who asks to go offline while the agent has begun its turn is not joined in that")
    void w44WhoGoesOfflineInATurnIsNotJoined() {
        serve(1);
        SharedPeer peer = cluster.peer("A", 0, 16);
        peer.offline();
        cluster.turnUntil(peer::isOffline);
        cluster.home.doWork();
        long away = System.nanoTime();
        while (System.nanoTime() - away < 5_000_000) { // so that nothing but this keeps it from joining
            Thread.onSpinWait();
        }
        peer.online();
        boolean[] wasOffline = {true};
        when(LOAD, SharedFile.CLOSED_AT, false, 1, () -> {
            peer.offline();
            wasOffline[0] = peer.isOffline();
        });
        peer.doWork();
        assertThat(wasOffline[0]).isFalse();
        assertThat(peer.isOffline()).isTrue();
        assertThat(SharedFile.open(cluster.path).slot(0).owner()).isEqualTo(Slot.FREE);
    }

    @Test
    @DisplayName("a peer that is called back and away again while it joins does not say that it is away")
    void w44WhoIsCalledBackInATurnIsNotAwayWhileItJoins() {
        serve(1);
        SharedPeer peer = cluster.peer("A", 0, 16);
        peer.offline();
        cluster.turnUntil(peer::isOffline);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        Boolean[] isAway = {null};
        when(LOAD, SharedFile.CLOSED_AT, true, 1, () -> {
            peer.online();
            when(
                    STORE,
                    word(Slot.OWNER),
                    true,
                    1,
                    () -> { // it has claimed the slot
                        peer.offline();
                        isAway[0] = peer.isOffline();
                    });
        });
        for (int i = 0; i < 1_000 && isAway[0] == null; i++) {
            cluster.turn();
            LockSupport.parkNanos(100_000); // for the pause between two looks for a home
        }
        assertThat(isAway[0]).isFalse();
        watcher = null;
        cluster.turnUntil(peer::isOffline);
        InvalidationRange range = cluster.start(3);
        cluster.turn(5);
        assertThat(cluster.isComplete(range)).isTrue();
    }

    @Test
    @DisplayName("a peer that an error strikes when it has left does not leave for the one that has its slot meanwhile")
    void w63WhoHasLeftDoesNotLeaveForTheNext() {
        serve(1);
        SharedPeer first = cluster.peer("first", 0, 16);
        SharedPeer second = cluster.join("second", 0, 16);
        cluster.peers.remove(first);
        first.close();
        when(STORE, word(Slot.JOINS), true, 1, SharedOrderTest::strike);
        assertThatThrownBy(first::doWork).hasMessage("struck");

        Subscriber[] holder = {null};
        Runnable others = () -> {
            cluster.turnUntil(second::isReady);
            holder[0] = holder(second, 3);
        };
        when(STORE, word(Slot.JOINS), false, 1, others); // where it left again, it would stand here
        first.doWork();
        if (watcher != null) {
            watcher = null;
            others.run();
        }
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "second");
        holder[0].poll(8);
        cluster.complete(range);
    }

    @Test
    @DisplayName("a record that an error strikes when it is acknowledged is acknowledged once: another may lie there")
    void w63ARecordIsAcknowledgedOnce() {
        serve(1);
        SharedPeer peer = cluster.peer("A", 0, 64);
        cluster.start(0);
        cluster.home.doWork();
        Slot slot = SharedFile.open(cluster.path).slot(0);
        long first = slot.last();
        int at = slot.record(first) + RecordLayout.SEQUENCE;
        when(STORE, at, true, 1, SharedOrderTest::strike);
        assertThatThrownBy(peer::doWork).hasMessage("struck");

        start(1, 16);
        InvalidationRange[] last = {null};
        watcher = (access, word, isBehind) -> {
            if (word == at) { // the others are acknowledged
                watcher = null;
                last[0] = start(17, 16);
            }
        };
        peer.doWork();
        assertThat(last[0]).isNotNull();
        assertThat(slot.last()).isEqualTo(first + 32); // in the place of the first
        cluster.turn(20);
        assertThat(cluster.isComplete(last[0])).isTrue();
    }

    /** Starts over so many pages, of which the peer is told; returns the last. */
    private InvalidationRange start(long page, int pages) {
        InvalidationRange last = null;
        for (int i = 0; i < pages; i++) {
            last = cluster.start(page + i);
        }
        cluster.home.doWork();
        return last;
    }

    private static void strike() {
        throw new OutOfMemoryError("struck");
    }
}
