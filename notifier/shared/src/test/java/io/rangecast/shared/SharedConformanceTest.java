package io.rangecast.shared;

import static io.rangecast.shared.SharedCluster.PAGE;
import static io.rangecast.shared.SharedCluster.holder;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of windows that reach others through a mapped file: here all of them are in one thread. */
@Timeout(120)
class SharedConformanceTest {
    @TempDir
    Path folder;

    private SharedCluster cluster;

    @BeforeEach
    void serve() {
        cluster = new SharedCluster(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    @DisplayName("a start is complete when the threads of the peer have polled, and not before")
    void w1w3AStartIsCompleteWhenThePeersThreadsHavePolled() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        List<Long> dropped = new ArrayList<>();
        Subscriber holder = new Subscriber("holder", record -> dropped.add(record.start()));
        holder.attach();
        peer.space().subscribe(3 * PAGE, PAGE, holder);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        assertThat(dropped).isEmpty();
        assertThat(cluster.producer.describeLaggards(range))
                .startsWith("subscriber peer A " + ProcessHandle.current().pid())
                .contains("another process of this host, pid ", "has acknowledged 0 of 1 starts");

        holder.poll(8);
        assertThat(dropped).containsExactly(3 * PAGE);
        assertThat(cluster.isComplete(range)).isFalse();
        cluster.complete(range);
        cluster.end(range);
    }

    @Test
    @DisplayName(
            "a peer whose thread does not poll is named, and holds up only what it holds, however many starts come")
    void w2w35WhoDoesNotPollHoldsUpNobodyElse() {
        SharedPeer slow = cluster.peer("slow", 0, 16);
        cluster.peer("quick", 16, 16);
        Subscriber holder = holder(slow, 3);
        InvalidationRange held = cluster.start(3);
        cluster.assertWaitsFor(held, "slow");
        List<InvalidationRange> late = new ArrayList<>();
        for (int i = 0; i < 200; i++) { // more than the ring has room for
            InvalidationRange other = cluster.start(16 + i % 16);
            cluster.complete(other);
            cluster.end(other);
            late.add(cluster.start(3));
            cluster.end(late.get(i));
            cluster.turn();
        }
        cluster.assertWaitsFor(held, "slow");
        assertThat(cluster.starts("slow")).isLessThanOrEqualTo(32);

        holder.poll(1_000);
        cluster.turnUntil(() -> holder.poll(1_000) >= 0 && cluster.isComplete(held));
        cluster.end(held);
        InvalidationRange last = cluster.start(3);
        cluster.turnUntil(() -> holder.poll(1_000) >= 0 && cluster.isComplete(last));
        cluster.end(last);
    }

    @Test
    @DisplayName("a range goes to those only who hold it")
    void w4w5OnlyThoseAreToldWhoHoldTheRange() {
        cluster.peer("A", 0, 4);
        cluster.peer("B", 4, 4);
        cluster.peer("C", 8, 4);
        InvalidationRange nobodys = cluster.start(100);
        assertThat(cluster.isComplete(nobodys)).isTrue();
        cluster.end(nobodys);
        InvalidationRange one = cluster.start(5);
        cluster.complete(one);
        cluster.end(one);
        assertThat(cluster.home.peers()).extracting(SharedPeerStatus::starts).containsExactly(0L, 1L, 0L);
        assertThat(cluster.home.peers())
                .extracting(SharedPeerStatus::acknowledged)
                .containsExactly(0L, 1L, 0L);
    }

    @Test
    @DisplayName("a start that must not wait is refused by a peer, and leaves nothing behind")
    void w6AStartThatMustNotWaitIsRefused() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        long seen = reader.tryReadBegin();
        InvalidationRange range = new InvalidationRange().init(cluster.space, 0, PAGE);
        assertThat(cluster.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.AGAIN);
        cluster.turn(10);
        assertThat(cluster.starts("A")).isZero();
        assertThat(reader.readRetry(seen)).isFalse();
    }

    @Test
    @DisplayName("a batch is told as a whole before anybody answers")
    void w7ABatchIsToldAsAWhole() {
        SharedPeer peer = cluster.peer("A", 0, 64);
        Subscriber holder = new Subscriber("holder", record -> {});
        holder.attach();
        peer.space().subscribe(0, 64 * PAGE, holder);
        InvalidationBatch batch = new InvalidationBatch(8).init(InvalidationEvent.UNMAP, 0, null, cluster.space);
        for (int i = 0; i < 8; i++) {
            batch.add(2 * i * PAGE, (2 * i + 1) * PAGE);
        }
        cluster.producer.publish(batch);
        cluster.turn(20);
        assertThat(cluster.starts("A")).isEqualTo(8);
        assertThat(cluster.producer.isAcknowledged(batch)).isFalse();
        holder.poll(100);
        cluster.turnUntil(() -> cluster.producer.isAcknowledged(batch));
        cluster.producer.invalidateRangeEnd(batch);
    }

    @Test
    @DisplayName("what was fetched across a start is not kept; who begins in the window is busy, and behind it is not")
    void w8w9w10w11OptimisticReaders() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        Slot word = SharedFile.open(cluster.path).slot(0);
        long seen = reader.tryReadBegin();
        long seenInFile = word.state();
        assertThat(reader.readRetry(seen)).isFalse();
        assertThat(Slot.isOdd(seenInFile)).isFalse();

        InvalidationRange range = cluster.start(0);
        cluster.complete(range);
        cluster.turn(100);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(Slot.isOdd(word.state())).isTrue();
        cluster.end(range);
        cluster.turnUntil(() -> reader.tryReadBegin() != Subscription.BUSY);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(reader.readRetry(reader.tryReadBegin())).isFalse();
        assertThat(word.state()).isGreaterThan(seenInFile);
        assertThat(Slot.isOdd(word.state())).isFalse();
    }

    @Test
    @DisplayName(
            "who comes while a window is open is let in behind its end; a window that opens meanwhile is not missed")
    void w12w13WhoComesDuringAWindowWaitsForItsEnd() {
        InvalidationRange range = cluster.start(3);
        SharedPeer within = cluster.join("within", 0, 16);
        cluster.peer("beside", 16, 16);
        cluster.turnUntil(() -> within.sessions() == 1);
        cluster.turn(200);
        assertThat(within.isReady()).isFalse();
        InvalidationRange second = cluster.start(4);
        cluster.complete(second);
        cluster.end(range);
        cluster.turn(50);
        assertThat(within.isReady()).isFalse();
        cluster.end(second);
        cluster.turnUntil(within::isReady);
    }

    @Test
    @DisplayName("beyond the range of the peer its readers are busy")
    void w14BeyondTheRangeReadersAreBusy() {
        SharedPeer peer = cluster.peer("A", 4, 4);
        assertThat(peer.space().guard(4 * PAGE, 4 * PAGE).tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        assertThat(peer.space().guard(6 * PAGE, 4 * PAGE).tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(peer.space().guard(0, PAGE).tryReadBegin()).isEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("who leaves is not waited for, once its threads have let go; its slot is another's then")
    void w16WhoLeavesIsNotWaitedFor() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscriber holder = holder(peer, 3);
        Subscription reader = peer.space().guard(0, PAGE);
        InvalidationRange range = cluster.start(3);
        peer.close();
        cluster.assertWaitsFor(range, "A");
        assertThat(peer.isClosed()).isFalse();

        holder.poll(8);
        cluster.complete(range);
        cluster.turnUntil(peer::isClosed);
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        cluster.end(range);
        InvalidationRange later = cluster.start(3);
        assertThat(cluster.isComplete(later)).isTrue();
        cluster.end(later);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        SharedPeer next = cluster.peer("B", 0, 16);
        Subscriber nextHolder = holder(next, 3);
        InvalidationRange hits = cluster.start(3);
        cluster.assertWaitsFor(hits, "B");
        nextHolder.poll(8);
        cluster.complete(hits);
    }

    @Test
    @DisplayName("a handler that throws has not let go, and is asked again")
    void w37AHandlerThatThrowsHasNotLetGo() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        AtomicInteger calls = new AtomicInteger();
        peer.space().subscribe(0, PAGE, (subscription, invalidation) -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
        InvalidationRange range = cluster.start(0);
        cluster.complete(range);
        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    @DisplayName("without its agent no peer acknowledges, and without the home's no start is complete")
    void w38w39WithoutAgentsNothingIsComplete() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        peer.onClose();
        cluster.peers.remove(peer);
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");

        cluster.home.close();
        assertThat(cluster.isComplete(range)).isFalse();
        assertThat(cluster.home.confirmGone(peer.incarnation())).isTrue();
        assertThat(cluster.home.confirmGone(peer.incarnation())).isFalse();
        assertThat(cluster.isComplete(range)).isTrue();
    }

    @Test
    @DisplayName("under window after window of four producers a peer's readers begin again and again")
    void w41WindowsBackToBackLetReadersBegin() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            InvalidationRange range = cluster.start(i % 16);
            cluster.complete(range);
            cluster.end(range);
            cluster.turn(2); // the home sees the gap, and so does the peer
            begun += reader.tryReadBegin() == Subscription.BUSY ? 0 : 1;
        }
        assertThat(begun).isGreaterThan(900);
    }

    @Test
    @DisplayName("when the home's space is released, the peer drops all, and its readers are told that it is for good")
    void w43TheHomesSpaceIsReleased() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        cluster.space.close();
        cluster.turnUntil(peer::isClosed);
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        assertThat(SharedFile.open(cluster.path).acquire(SharedFile.CLOSED_AT)).isOne();
    }

    @Test
    @DisplayName("who is offline is not waited for, and has kept nothing when it comes back")
    void w44WhoIsOfflineIsNotWaitedFor() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscriber holder = holder(peer, 3);
        Subscription reader = peer.space().guard(0, PAGE);
        long seen = reader.tryReadBegin();
        peer.offline();
        cluster.turn(50);
        assertThat(peer.isOffline()).isFalse();
        holder.poll(100);
        cluster.turnUntil(peer::isOffline);
        cluster.turn();
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isTrue();
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
        cluster.end(range);

        peer.online();
        cluster.turnUntil(peer::isReady);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(reader.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("who is evicted drops everything and joins anew; what was put aside for it is freed behind that")
    void w45WhoIsEvictedDropsEverything() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscriber holder = holder(peer, 3);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        AtomicInteger freed = new AtomicInteger();
        cluster.producer.evict(range);
        cluster.producer.quarantine(range, freed::incrementAndGet);
        cluster.turn(100);
        cluster.space.reapQuarantine();
        assertThat(freed.get()).isZero();
        assertThat(peer.isReady()).isFalse();
        InvalidationRange meanwhile = cluster.start(3);
        assertThat(cluster.producer.await(meanwhile, 0)).isEqualTo(InvalidationResult.EVICTED);
        cluster.end(meanwhile);

        holder.poll(100);
        cluster.turnUntil(() -> peer.isReady() && peer.losses() == 1 && peer.sessions() == 2);
        cluster.space.reapQuarantine();
        assertThat(freed.get()).isOne();
        Subscriber again = holder(peer, 3);
        InvalidationRange later = cluster.start(3);
        cluster.turn(20);
        assertThat(cluster.isComplete(later)).isFalse();
        cluster.turnUntil(() -> holder.poll(8) + again.poll(8) >= 0 && cluster.isComplete(later));
    }

    @Test
    @DisplayName("a peer whose ring is full is evicted all the same")
    void w45AFullRingDoesNotHideAnEviction() {
        SharedPeer peer = cluster.peer("A", 0, 64);
        Subscriber holder = new Subscriber("holder", record -> {});
        holder.attach();
        peer.space().subscribe(0, 64 * PAGE, holder);
        List<InvalidationRange> open = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            open.add(cluster.start(i));
            cluster.turn(2);
            cluster.end(open.get(i));
        }
        InvalidationRange range = cluster.start(50);
        cluster.assertWaitsFor(range, "A");
        cluster.producer.evict(range);
        cluster.end(range);
        cluster.turnUntil(() -> holder.poll(1_000) >= 0 && peer.losses() == 1 && peer.isReady());
    }

    @Test
    @DisplayName("of two ranges the one that is let go of first is complete first")
    void w47AcknowledgementsComeInAnyOrder() {
        SharedPeer peer = cluster.peer("A", 0, 16);
        Subscriber slow = holder(peer, 1);
        Subscriber fast = holder(peer, 2);
        InvalidationRange first = cluster.start(1);
        InvalidationRange second = cluster.start(2);
        cluster.turn(10);
        fast.poll(8);
        cluster.complete(second);
        assertThat(cluster.isComplete(first)).isFalse();
        slow.poll(8);
        cluster.complete(first);
    }

    @Test
    @DisplayName("an owner that is a peer is spared by its own migrations, and others are not")
    void w57AnOwnerIsSparedByItsOwnMigrations() {
        SharedPeer owner = cluster.peer("owner", 0, 16);
        SharedPeer other = cluster.peer("other", 0, 16);
        holder(owner, 3);
        Subscriber holder = holder(other, 3);
        InvalidationRange range = cluster.start(InvalidationEvent.MIGRATE, 3, owner.owner());
        cluster.assertWaitsFor(range, "other");
        holder.poll(8);
        cluster.complete(range);
    }

    @Test
    @DisplayName("who wants some events only is told of those; when there are too many windows, of all")
    void w58WhoWantsSomeEventsOnlyIsToldOfThose() {
        SharedPeer peer = cluster.peer("A", 0, 1024);
        AtomicInteger told = new AtomicInteger();
        Subscriber ofContents = new Subscriber("of contents", record -> told.incrementAndGet());
        ofContents.attach();
        peer.space().subscribe(1000 * PAGE, PAGE, InvalidationEvent.CLEAR.mask(), 0, ofContents);
        InvalidationRange clear = cluster.start(InvalidationEvent.CLEAR, 1000, 0);
        cluster.assertWaitsFor(clear, "A");
        ofContents.poll(8);
        cluster.complete(clear);
        int before = told.get();
        for (int page = 0; page < 2 * PeerWindows.MOST; page++) { // no end, so the peer has to keep them
            InvalidationRange range = cluster.start(page);
            cluster.turnUntil(() -> ofContents.poll(64) >= 0 && cluster.isComplete(range));
            assertThat(told.get() > before).as("page %d", page).isEqualTo(page >= PeerWindows.MOST - 2);
        }
    }

    @Test
    @DisplayName(
            "what is for everybody at the home is for everybody at the peer: also for who wants to know of the end only")
    void w58WhatIsForEverybodyIsSoAtThePeer() {
        SharedPeer peer = cluster.peer("A", 0, 1024);
        Subscriber ofTheEnd = new Subscriber("of the end", record -> {});
        ofTheEnd.attach();
        peer.space().subscribe(0, PAGE, InvalidationEvent.RELEASE.mask(), 0, ofTheEnd);
        cluster.complete(cluster.start(0));
        InvalidationRange all = new InvalidationRange().initForEverybody(cluster.space, 0, PAGE);
        cluster.producer.publish(all);
        cluster.assertWaitsFor(all, "A");
        ofTheEnd.poll(8);
        cluster.complete(all);
    }
}
