package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static io.rangecast.aeron.Cluster.holder;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationBatch;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.MemoryChange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.Vma;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows W, of windows that reach other processes: here all of them are in one thread, on links in memory. */
class PeerWindowsConformanceTest {
    private final Cluster cluster = new Cluster(1);

    @Test
    @Row("W3")
    @DisplayName("a start is complete when the threads of the peer have polled, and not before")
    void w1AStartIsCompleteWhenThePeersThreadsHavePolled() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        List<Long> dropped = new ArrayList<>();
        Subscriber holder = new Subscriber("holder", record -> dropped.add(record.start()));
        holder.attach();
        mirror.space().subscribe(3 * PAGE, PAGE, holder);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        assertThat(dropped).isEmpty();

        holder.poll(8);
        assertThat(dropped).containsExactly(3 * PAGE);
        assertThat(cluster.isComplete(range)).isFalse();
        cluster.complete(range);
        cluster.end(range);
    }

    @Test
    @DisplayName("a peer that is late is not waited for again by starts over that, and reports name its process")
    void w61APeerThatIsLateIsNotWaitedForAgain() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber holder = new Subscriber("holder", record -> {}); // of no thread: else this one would serve it
        mirror.space().subscribe(3 * PAGE, PAGE, holder);
        int[] turns = {0};
        Invalidator impatient = cluster.space.newInvalidator(
                "impatient",
                new IdleStrategy() {
                    @Override
                    public void idle() {
                        turns[0]++;
                        cluster.turn();
                    }

                    @Override
                    public void idle(int workCount) {
                        idle();
                    }

                    @Override
                    public void reset() {}
                },
                20_000_000);
        InvalidationRange range = new InvalidationRange().init(cluster.space, 3 * PAGE, 4 * PAGE);
        for (int i = 0; i < 3; i++) {
            turns[0] = 0;
            assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
            assertThat(turns[0] == 0).as("start %d waits for nobody", i).isEqualTo(i > 0);
            String report = impatient.describeLaggards(range);
            assertThat(report)
                    .startsWith("subscriber peer A " + ProcessHandle.current().pid() + "@")
                    .contains("another process, last heard ")
                    .doesNotContain("    at ");
            impatient.invalidateRangeEnd(range);
            cluster.turn(20); // its agents poll and beat all the time
        }
        assertThat(cluster.space.report()).contains("LATE for");

        range.init(cluster.space, 5 * PAGE, 6 * PAGE);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        cluster.turnUntil(() -> impatient.isAcknowledged(range)); // by a peer that lives
        impatient.invalidateRangeEnd(range);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        impatient.invalidateRangeEnd(range);

        holder.poll(8);
        cluster.turnUntil(() -> !cluster.space.report().contains("LATE"));
        range.init(cluster.space, 3 * PAGE, 4 * PAGE);
        holder.close();
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        impatient.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("a peer whose thread does not poll is named, and holds up only what it holds")
    void w2WhoDoesNotPollIsNamedAndHoldsUpNobodyElse() {
        PeerMirror slow = cluster.peer("slow", 0, 16);
        cluster.peer("quick", 16, 16);
        holder(slow, 3);
        InvalidationRange held = cluster.start(3);
        cluster.assertWaitsFor(held, "slow");
        for (int i = 0; i < 1_000; i++) { // more than may be unanswered
            InvalidationRange other = cluster.start(i % 2 == 0 ? 20 : 5);
            cluster.complete(other);
            cluster.end(other);
        }
        cluster.assertWaitsFor(held, "slow");
        cluster.end(held);
    }

    @Test
    @DisplayName("a report of the home's space names the home and its peers")
    void x1AReportOfTheHomesSpaceNamesTheHomeAndItsPeers() {
        cluster.peer("A", 0, 16);
        assertThat(cluster.space.report())
                .contains("reader group home of segment: 1 subscription in [0x", ": 1 subscription in [0x0,0x10000)")
                .doesNotContain("guards");
    }

    @Test
    @Row("W5")
    @DisplayName("a range goes to those only who hold it, by one message each")
    void w4OnlyThoseAreToldWhoHoldTheRange() {
        cluster.peer("A", 0, 4);
        cluster.peer("B", 4, 4);
        cluster.peer("C", 8, 4);
        InvalidationRange nobodys = cluster.start(100);
        assertThat(cluster.isComplete(nobodys)).isTrue();
        cluster.end(nobodys);
        cluster.turn(10);
        assertThat(cluster.wire.count(MessageType.START)).isZero();

        InvalidationRange one = cluster.start(5);
        cluster.complete(one);
        cluster.end(one);
        cluster.turn(10);
        assertThat(cluster.wire.count(MessageType.START)).isOne();
        assertThat(cluster.wire.count(MessageType.ACK)).isOne();
        assertThat(cluster.wire.count(MessageType.END)).isOne();
    }

    @Test
    @DisplayName("a start that must not wait is refused by a peer, and leaves nothing behind")
    void w6AStartThatMustNotWaitIsRefused() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = new InvalidationRange().init(cluster.space, 0, PAGE);

        assertThat(cluster.producer.invalidateRangeStartNonblock(range)).isEqualTo(InvalidationResult.AGAIN);
        cluster.turn(10);

        assertThat(range.isOpen()).isFalse();
        assertThat(cluster.wire.count(MessageType.START)).isZero();
        assertThat(reader.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("a batch is told as a whole before anybody answers, by no more messages than it has ranges")
    void w7ABatchIsToldAsAWhole() {
        PeerMirror mirror = cluster.peer("A", 0, 64);
        Subscriber holder = new Subscriber("holder", record -> {});
        holder.attach();
        mirror.space().subscribe(0, 64 * PAGE, holder);
        InvalidationBatch batch = new InvalidationBatch(8).init(InvalidationEvent.UNMAP, 0, null, cluster.space);
        for (int i = 0; i < 8; i++) {
            batch.add(2 * i * PAGE, (2 * i + 1) * PAGE);
        }
        cluster.producer.publish(batch);
        cluster.turn(50);
        assertThat(cluster.wire.count(MessageType.START)).isEqualTo(8);
        assertThat(cluster.producer.isAcknowledged(batch)).isFalse();

        holder.poll(100);
        cluster.turnUntil(() -> cluster.producer.isAcknowledged(batch));
        assertThat(cluster.wire.count(MessageType.ACK)).as("answers are merged").isOne();
        cluster.producer.invalidateRangeEnd(batch);
    }

    @Test
    @Row("W9")
    @DisplayName("what was fetched across a start is not kept, whether it comes before the end or behind it")
    void w8WhatWasFetchedAcrossAStartIsNotKept() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        long seen = reader.tryReadBegin();
        assertThat(reader.readRetry(seen)).isFalse();

        InvalidationRange range = cluster.start(0);
        cluster.complete(range);
        assertThat(reader.readRetry(seen)).isTrue();
        cluster.end(range);
        cluster.turn(10);
        assertThat(reader.readRetry(seen)).isTrue();
    }

    @Test
    @Row("W11")
    @DisplayName("nobody begins between acknowledgement and end; who begins behind the end sees the change")
    void w10NobodyBeginsBeforeTheEnd() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = cluster.start(0);
        cluster.complete(range);
        cluster.turn(100);
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);

        cluster.end(range);
        cluster.turnUntil(() -> reader.tryReadBegin() != Subscription.BUSY);
        assertThat(reader.readRetry(reader.tryReadBegin())).isFalse();
    }

    @Test
    @DisplayName("who comes while a window is open is let in behind its end")
    void w12WhoComesDuringAWindowWaitsForItsEnd() {
        InvalidationRange range = cluster.start(3);
        PeerMirror mirror = cluster.join("A");
        Cover within = mirror.cover(0, 16 * PAGE);
        Cover beside = mirror.cover(16 * PAGE, 16 * PAGE);
        cluster.turn(1_000);
        assertThat(within.isReady()).isFalse();
        assertThat(beside.isReady()).isTrue();

        cluster.end(range);
        cluster.turnUntil(within::isReady);
    }

    @Test
    @DisplayName("a window that opens while somebody comes waits for him, or he begins behind it")
    void w13AWindowThatOpensWhileSomebodyComesIsNotMissed() {
        for (int turns = 0; turns < 60; turns++) {
            Cluster each = new Cluster(turns);
            PeerMirror mirror = each.join("A");
            mirror.cover(0, 16 * PAGE);
            Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
            each.turn(turns);
            InvalidationRange range = each.start(3);
            each.complete(range);
            for (int i = 0; i < 50; i++) {
                assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
                each.turn();
            }
            each.end(range);
            each.turnUntil(() -> reader.tryReadBegin() != Subscription.BUSY);
        }
    }

    @Test
    @DisplayName("where nothing is covered, readers are busy; also those of a range that is covered in part")
    void w14WhereNothingIsCoveredReadersAreBusy() {
        PeerMirror mirror = cluster.peer("A", 4, 4);
        Subscription covered = mirror.space().guard(4 * PAGE, 4 * PAGE);
        Subscription half = mirror.space().guard(6 * PAGE, 4 * PAGE);
        assertThat(covered.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        assertThat(half.tryReadBegin()).isEqualTo(Subscription.BUSY);

        Cover more = mirror.cover(7 * PAGE, 3 * PAGE);
        cluster.turnUntil(more::isReady);
        assertThat(half.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        more.close();
        cluster.turn(50);
        assertThat(half.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(covered.tryReadBegin()).as("another cover is over it").isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("a cover is given up with a start under way: that is answered, and later ones do not wait")
    void w15ACoverIsGivenUpWithAStartUnderWay() {
        PeerMirror mirror = cluster.join("A");
        Cover cover = mirror.cover(0, 16 * PAGE);
        cluster.turnUntil(cover::isReady);
        Subscriber holder = holder(mirror, 3);
        InvalidationRange range = cluster.start(3);
        cover.close();
        cluster.assertWaitsFor(range, "A");

        holder.poll(8);
        cluster.complete(range);
        cluster.end(range);
        cluster.turn(50);
        int told = cluster.wire.count(MessageType.START);
        InvalidationRange later = cluster.start(3);
        assertThat(cluster.isComplete(later)).isTrue();
        cluster.end(later);
        cluster.turn(10);
        assertThat(cluster.wire.count(MessageType.START)).isEqualTo(told);
    }

    @Test
    @DisplayName("who says goodbye is not waited for, once its threads have let go")
    void w16WhoSaysGoodbyeIsNotWaitedFor() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber holder = holder(mirror, 3);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = cluster.start(3);
        mirror.close();
        cluster.assertWaitsFor(range, "A");
        assertThat(mirror.isClosed()).isFalse();

        holder.poll(8);
        cluster.complete(range);
        cluster.turnUntil(mirror::isClosed);
        cluster.turn();
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        cluster.end(range);
        InvalidationRange later = cluster.start(3);
        assertThat(cluster.isComplete(later)).isTrue();
    }

    @Test
    @DisplayName("of two ranges the one that is let go of first is complete first")
    void w47AcknowledgementsComeInAnyOrder() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber slow = holder(mirror, 1);
        Subscriber fast = holder(mirror, 2);
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
    @DisplayName("a move is told of where it comes from and where it goes")
    void w48AMoveIsToldOfAtBothPlaces() {
        PeerMirror mirror = cluster.peer("A", 0, 64);
        Invalidator mover = cluster.space.newInvalidator("mover");
        PeerThread agents = new PeerThread(cluster);
        for (long page : new long[] {1, 33}) {
            agents.during(() ->
                    cluster.space.map(mover, page * PAGE, (page + 1) * PAGE, Vma.READ, 0, null, MemoryChange.NONE));
        }
        Subscription from = mirror.space().guard(PAGE, PAGE);
        Subscription to = mirror.space().guard(33 * PAGE, PAGE);
        cluster.turn(20);
        long seenFrom = from.tryReadBegin();
        long seenTo = to.tryReadBegin();
        assertThat(List.of(seenFrom, seenTo)).doesNotContain(Subscription.BUSY);
        Vma mapped = cluster.space.find(PAGE);
        Vma moved =
                agents.during(() -> cluster.space.move(mover, mapped, 33 * PAGE, 34 * PAGE, null, MemoryChange.NONE));
        assertThat(moved.start()).isEqualTo(33 * PAGE);
        assertThat(from.readRetry(seenFrom)).isTrue();
        assertThat(to.readRetry(seenTo)).isTrue();
    }

    @Test
    @DisplayName("an owner that is a peer is spared by its own migrations, and others are not")
    void w57AnOwnerIsSparedByItsOwnMigrations() {
        PeerMirror owner = cluster.peer("owner", 0, 16);
        PeerMirror other = cluster.peer("other", 0, 16);
        holder(owner, 3);
        Subscriber holder = holder(other, 3);
        assertThat(owner.status().owner())
                .isNegative()
                .isNotEqualTo(other.status().owner());
        InvalidationRange range = new InvalidationRange();
        range.initOwner(
                InvalidationEvent.MIGRATE,
                0,
                null,
                cluster.space,
                3 * PAGE,
                4 * PAGE,
                owner.status().owner());
        cluster.producer.publish(range);
        cluster.assertWaitsFor(range, "other");
        holder.poll(8);
        cluster.complete(range);
    }

    @Test
    @DisplayName("who wants some events only, or is spared as an owner, is told of each that concerns him")
    void w58WhoWantsSomeEventsOnlyIsToldOfThose() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber ofContents = new Subscriber("of contents", record -> {});
        ofContents.attach();
        int contents = InvalidationEvent.CLEAR.mask() | InvalidationEvent.MIGRATE.mask();
        mirror.space().subscribe(0, PAGE, contents, 7, ofContents);
        InvalidationRange unmap = start(InvalidationEvent.UNMAP, 0);
        InvalidationRange own = start(InvalidationEvent.MIGRATE, 7);
        cluster.complete(unmap);
        cluster.complete(own);
        InvalidationRange clear = start(InvalidationEvent.CLEAR, 0);
        cluster.assertWaitsFor(clear, "A");
        InvalidationRange others = start(InvalidationEvent.MIGRATE, 8);
        cluster.turn(10);
        ofContents.poll(1);
        cluster.complete(clear);
        assertThat(cluster.isComplete(others)).isFalse();
        ofContents.poll(8);
        cluster.complete(others);
    }

    @Test
    @DisplayName(
            "when the home is lost, and when there are too many windows, all are told, whatever they have masked out")
    void w58WhatIsForEverybodyReachesEverybody() {
        PeerMirror mirror = cluster.peer("A", 0, 1024);
        AtomicInteger told = new AtomicInteger();
        Subscriber ofContents = new Subscriber("of contents", record -> told.incrementAndGet());
        ofContents.attach();
        mirror.space().subscribe(1000 * PAGE, PAGE, InvalidationEvent.CLEAR.mask(), 0, ofContents);
        for (int page = 0; page < 2 * OpenStarts.MOST; page++) { // no end, so the peer has to keep them
            InvalidationRange range = cluster.start(page);
            cluster.turnUntil(() -> ofContents.poll(64) >= 0 && cluster.isComplete(range));
            assertThat(told.get() > 0).as("page %d", page).isEqualTo(page >= OpenStarts.MOST - 1);
        }
        InvalidationRange clear =
                new InvalidationRange().init(InvalidationEvent.CLEAR, 0, null, cluster.space, 1000 * PAGE, 1001 * PAGE);
        cluster.producer.publish(clear);
        cluster.complete(clear);

        Cluster lost = new Cluster(1);
        PeerMirror loser = lost.peer("B", 0, 16);
        Subscription reader = loser.space().guard(0, PAGE, InvalidationEvent.CLEAR.mask(), 0);
        long seen = reader.tryReadBegin();
        lost.wire.cut();
        lost.turn(2);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.BUSY);
    }

    private InvalidationRange start(InvalidationEvent event, long owner) {
        InvalidationRange range = new InvalidationRange().initOwner(event, 0, null, cluster.space, 0, PAGE, owner);
        cluster.producer.publish(range);
        return range;
    }

    @Test
    @DisplayName(
            "what is for everybody at the home is for everybody at the peer: also for who wants to know of the end only")
    void w58WhatIsForEverybodyIsSoAtThePeer() {
        PeerMirror peer = cluster.peer("A", 0, 16);
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
