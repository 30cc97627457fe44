package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static io.rangecast.aeron.Cluster.holder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.MemoryChange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of what fails between processes, and of ends. */
class PeerLossConformanceTest {
    private final Cluster cluster = new Cluster(1);

    private static boolean isBusy(Subscription reader) {
        return reader.tryReadBegin() == Subscription.BUSY;
    }

    @Test
    @DisplayName("who has no witness is waited for until somebody says that it is gone")
    void w20WhoHasNoWitnessIsWaitedForUntilItIsSaidToBeGone() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        cluster.stopped.add(mirror);
        cluster.wire.cut();
        InvalidationRange range = cluster.start(3);
        cluster.turn(20_000);
        cluster.assertWaitsFor(range, "A");

        assertThat(cluster.home.confirmGone(1)).isFalse();
        assertThat(cluster.home.peers()).hasSize(1);
        assertThat(cluster.home.confirmGone(mirror.status().incarnation())).isTrue();
        assertThat(cluster.isComplete(range)).isTrue();
        assertThat(cluster.home.peers()).isEmpty();
    }

    @Test
    @Row("W29")
    @DisplayName("a home that is gone leaves readers busy until there is another; nothing is kept from before")
    void w28NothingIsKeptFromOneHomeToTheNext() {
        for (boolean within : new boolean[] {false, true}) {
            Cluster each = new Cluster(1);
            PeerMirror mirror = each.peer("A", 0, 16);
            Subscription reader = mirror.space().guard(0, PAGE);
            long seen = reader.tryReadBegin();
            if (within) {
                each.complete(each.start(0));
            }
            each.home = null;
            each.turnUntil(() -> mirror.status().losses() == 1);
            assertThat(isBusy(reader)).isTrue();
            each.turn(10_000);
            assertThat(isBusy(reader)).isTrue();

            each.home =
                    new PeerHome(new AddressSpace(), "segment", each.wire.home(), new HomeOptions(), () -> each.now);
            each.turnUntil(() -> !isBusy(reader));
            assertThat(reader.readRetry(seen)).isTrue();
        }
    }

    @Test
    @DisplayName("a peer that has met a later home refuses an earlier one")
    void w30AnEarlierHomeIsRefused() {
        Cluster late = new Cluster(1, new HomeOptions().epoch(7));
        PeerMirror mirror = late.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        late.wire.cut();
        late.home = new PeerHome(late.space, "segment", late.wire.home(), new HomeOptions().epoch(6), () -> late.now);
        late.turnUntil(() -> mirror.status().refusedHomes() > 0);
        late.turn(1_000);
        assertThat(isBusy(reader)).isTrue();
        assertThat(mirror.status().lastRefusal()).contains("epoch 0x6 after 0x7");

        late.home = new PeerHome(late.space, "segment", late.wire.home(), new HomeOptions().epoch(8), () -> late.now);
        late.turnUntil(() -> !isBusy(reader));
    }

    @Test
    @DisplayName(
            "a message that is missing is noticed by the next, in either direction; nothing is kept, and all goes on")
    void w31AMissingMessageIsNoticed() {
        for (MessageType missing :
                List.of(MessageType.START, MessageType.ACK, MessageType.END, MessageType.HEARTBEAT)) {
            Cluster each = new Cluster(1);
            PeerMirror mirror = each.peer("A", 0, 16);
            Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
            long seen = reader.tryReadBegin();
            AtomicInteger left = new AtomicInteger(1);
            each.wire.drop = (type, toHome) -> type == missing && left.getAndDecrement() > 0;
            InvalidationRange range = each.start(3);
            each.complete(range);
            assertThat(reader.readRetry(seen)).as("%s", missing).isTrue();
            each.end(range);
            each.turnUntil(() -> mirror.status().losses() == 1);
            each.turnUntil(() -> !isBusy(reader));
            assertThat(mirror.status().sessions()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("a JOIN that is lost, or its answer, costs less than a second, and not the home's whole silence")
    void w31ALostJoinIsSoonSentAgain() {
        for (MessageType missing : List.of(MessageType.JOIN, MessageType.WELCOME)) {
            Cluster each = new Cluster(1);
            AtomicInteger left = new AtomicInteger(1);
            each.wire.drop = (type, toHome) -> type == missing && left.getAndDecrement() > 0;
            PeerMirror mirror = each.join("A");
            Cover cover = mirror.cover(0, 16 * PAGE);
            each.turn(700);
            assertThat(mirror.status().joined()).as("%s", missing).isFalse();
            each.turn(300);
            assertThat(cover.isReady()).as("%s", missing).isTrue();
            assertThat(each.wire.count(MessageType.JOIN)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("so is a message that is none, or of a type that the other side does not send")
    void w31AMessageThatIsNoneIsALoss() {
        for (boolean toHome : new boolean[] {false, true}) {
            for (boolean isNone : new boolean[] {false, true}) {
                Cluster each = new Cluster(1);
                PeerMirror mirror = each.peer("A", 0, 16);
                Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
                long seen = reader.tryReadBegin();
                byte[] bad = each.wire
                        .last(toHome ? MessageType.SUBSCRIBE : MessageType.SUBSCRIBED)
                        .clone();
                PeerMessage.put(bad, PeerMessage.NUMBER, PeerMessage.get(bad, PeerMessage.NUMBER) + 1); // the next
                if (isNone) {
                    bad[PeerMessage.VERSION_AT]++;
                } else {
                    bad[PeerMessage.TYPE] = (toHome ? MessageType.END : MessageType.ACK).number();
                }
                each.wire.inject(bad, toHome);
                InvalidationRange range = each.start(3);
                each.complete(range);
                each.end(range);
                each.turnUntil(() -> mirror.status().losses() == 1);
                each.turnUntil(() -> !isBusy(reader));
                assertThat(reader.readRetry(seen)).isTrue();
                assertThat(mirror.status().sessions()).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName("the home says at once that a session is over, to a peer that would not hear of the end of its link")
    void w31TheHomeSaysThatASessionIsOver() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        cluster.wire.hidesEnds = true;
        AtomicInteger left = new AtomicInteger(1);
        cluster.wire.drop = (type, toHome) -> toHome && left.getAndDecrement() > 0;
        cluster.turn(300); // two heartbeats: the home misses one
        assertThat(mirror.status().losses()).isOne();
        assertThat(mirror.status().lastLoss()).isEqualTo("the home has ended the session");
        assertThat(mirror.status().sessions()).isEqualTo(2);
    }

    @Test
    @Row({"W32", "W40"})
    @DisplayName("a link that is gone is a loss for the peer, and no answer for the home")
    void w33ALinkThatIsGoneIsNoAnswer() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber holder = holder(mirror, 3);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = cluster.start(3);
        cluster.turn(10);
        cluster.wire.cut();
        cluster.turnUntil(() -> mirror.status().losses() == 1);
        assertThat(isBusy(reader)).isTrue();
        cluster.turn(10_000);
        cluster.assertWaitsFor(range, "A");

        holder.poll(8); // of the window and of everything: it joins anew, and that is the answer
        cluster.complete(range);
        cluster.turn(500);
        assertThat(isBusy(reader))
                .as("not covered again before the end of the window")
                .isTrue();
        cluster.end(range);
        cluster.turnUntil(() -> !isBusy(reader));
    }

    @Test
    @DisplayName("an answer of an old session acknowledges nothing, nor does an old JOIN")
    void w34AnOldSessionAnswersNothing() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        InvalidationRange range = cluster.start(3);
        cluster.complete(range);
        cluster.end(range);
        byte[] old = cluster.wire.last(MessageType.ACK);
        byte[] oldJoin = cluster.wire.last(MessageType.JOIN);
        cluster.wire.cut();
        cluster.turnUntil(() -> mirror.status().sessions() == 2);
        cluster.turnUntil(() -> mirror.space().guard(0, PAGE).tryReadBegin() != Subscription.BUSY);

        holder(mirror, 3);
        InvalidationRange next = cluster.start(3);
        cluster.turn(10);
        byte[] start = cluster.wire.last(MessageType.START);
        for (long number = 1; number < 100; number++) { // whatever number is due, and whatever it would acknowledge
            PeerMessage.put(old, PeerMessage.NUMBER, number);
            PeerMessage.put(old, PeerMessage.START, PeerMessage.get(start, PeerMessage.NUMBER));
            cluster.wire.inject(old, true);
        }
        cluster.wire.inject(oldJoin, true);
        Wire.offerJoin(cluster.wire, oldJoin);
        cluster.assertWaitsFor(next, "A");
        assertThat(cluster.home.foreign()).isGreaterThanOrEqualTo(99);
        assertThat(cluster.home.refused()).isOne();
    }

    @Test
    @DisplayName("a peer that takes nothing is told of merged ranges later; producers never wait for the link")
    void w35APeerThatTakesNothingIsToldOfMergedRanges() {
        PeerMirror mirror = cluster.peer("A", 0, 1 << 14);
        cluster.wire.capacity = 1;
        cluster.stopped.add(mirror);
        List<InvalidationRange> open = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            open.add(cluster.start(2L * i));
            cluster.turn();
        }
        assertThat(cluster.wire.count(MessageType.START)).isLessThan(10);
        cluster.stopped.clear();
        for (InvalidationRange range : open) {
            cluster.complete(range);
        }
        assertThat(cluster.wire.count(MessageType.START)).isLessThan(600);
        open.forEach(cluster::end);
        Subscription reader = mirror.space().guard(0, PAGE);
        cluster.turnUntil(() -> !isBusy(reader));
    }

    @Test
    @DisplayName("what cannot be sent at once is sent later, in order and once")
    void w36WhatCannotBeSentIsSentLater() {
        PeerMirror mirror = cluster.peer("A", 0, 64);
        cluster.wire.capacity = 1;
        for (int i = 0; i < 200; i++) {
            InvalidationRange range = cluster.start(i % 64);
            cluster.complete(range);
            cluster.end(range);
        }
        assertThat(mirror.status().losses()).isZero();
        assertThat(mirror.status().foreign()).isZero();
    }

    @Test
    @DisplayName("a handler that throws at the peer, and a callback, have not let go, and are asked again")
    void w37WhoThrowsAtThePeerHasNotLetGo() {
        List<Throwable> reported = new ArrayList<>();
        PeerMirror mirror =
                cluster.join(new MirrorOptions("A").errorHandler((error, invalidation, source) -> reported.add(error)));
        cluster.turnUntil(mirror.cover(0, 16 * PAGE)::isReady);
        AtomicBoolean bad = new AtomicBoolean(true);
        Subscriber holder = new Subscriber("holder", record -> {
            if (bad.get()) {
                throw new IllegalStateException("not yet");
            }
        });
        holder.attach();
        mirror.space().subscribe(0, PAGE, holder);
        AtomicInteger calls = new AtomicInteger();
        mirror.space().subscribe(PAGE, PAGE, (subscription, invalidation) -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
        InvalidationRange record = cluster.start(0);
        cluster.turn(5);
        assertThatThrownBy(() -> holder.poll(8)).hasMessage("not yet");
        cluster.assertWaitsFor(record, "A");
        bad.set(false);
        holder.poll(8);
        cluster.complete(record);

        InvalidationRange called = cluster.start(1);
        cluster.complete(called);
        assertThat(calls).hasValue(3);
        assertThat(reported).hasSize(2);
    }

    @Test
    @DisplayName("no start is complete because the home's agent is dead")
    void w38TheDeathOfTheHomesAgentAnswersNothing() throws InterruptedException {
        PeerMirror mirror = cluster.join("A");
        Cover cover = mirror.cover(0, 16 * PAGE);
        Thread agent = new Thread(() -> cluster.turnUntil(cover::isReady));
        agent.start();
        agent.join();
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isFalse();
        assertThat(cluster.producer.await(range, 20_000_000)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(cluster.producer.laggards(range)).singleElement().asString().startsWith("peer A ");
        cluster.home.close();
        assertThat(cluster.isComplete(range)).isFalse();
        assertThat(cluster.home.confirmGone(mirror.status().incarnation())).isTrue();
        assertThat(cluster.isComplete(range)).isTrue();
    }

    @Test
    @DisplayName("a cover that is confirmed while the goodbye waits for room lets nobody begin behind it")
    void w16NobodyBeginsBehindAGoodbyeThatWaitsForRoom() {
        PeerMirror mirror = cluster.join("A");
        cluster.turnUntil(() -> mirror.status().joined());
        AtomicInteger hidden = new AtomicInteger();
        mirror.space().subscribe(0, PAGE, (self, said) -> hidden.incrementAndGet() > 0);
        cluster.wire.stopped = true;
        mirror.cover(0, PAGE);
        cluster.turnUntil(() -> cluster.wire.count(MessageType.SUBSCRIBE) == 1);
        cluster.wire.capacity = 1; // which SUBSCRIBE takes
        mirror.close();
        cluster.turn(3);
        assertThat(cluster.wire.count(MessageType.BYE)).isZero();
        int before = hidden.get();

        cluster.wire.stopped = false;
        cluster.turnUntil(() -> mirror.space().isClosed());
        assertThat(cluster.wire.count(MessageType.SUBSCRIBED)).isEqualTo(1);
        assertThat(hidden).as("times that what was open was hidden again").hasValue(before);
    }

    @Test
    @DisplayName("a peer whose agent ends lets nobody begin, and acknowledges nothing")
    void w39APeerWhoseAgentEndsAcknowledgesNothing() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        long seen = reader.tryReadBegin();
        mirror.onClose();
        cluster.stopped.add(mirror);
        assertThat(isBusy(reader)).isTrue();
        assertThat(reader.readRetry(seen)).isTrue();
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
    }

    @Test
    @DisplayName("windows of four producers back to back over one range leave the peer's readers room")
    void w41WindowsBackToBackEnd() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, 16 * PAGE);
        List<Invalidator> producers = new ArrayList<>();
        List<InvalidationRange> ranges = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            producers.add(cluster.space.newInvalidator("producer " + i));
            ranges.add(new InvalidationRange());
        }
        int begun = 0;
        for (int turn = 0; turn < 2_000; turn++) {
            for (int i = 0; i < 4; i++) {
                Invalidator producer = producers.get(i);
                InvalidationRange range = ranges.get(i);
                if (!range.isOpen() && turn % 8 == 0) {
                    producer.publish(range.init(cluster.space, i * PAGE, (i + 1) * PAGE));
                } else if (range.isOpen() && producer.isAcknowledged(range)) {
                    producer.invalidateRangeEnd(range);
                }
            }
            cluster.turn();
            begun += isBusy(reader) ? 0 : 1;
        }
        assertThat(begun).isGreaterThan(100);
    }

    @Test
    @DisplayName("however seldom the home's readers may begin, the peer's may as often")
    void w41ThePeersReadersBeginAsOftenAsTheHomes() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription atHome = cluster.space.guard(0, 16 * PAGE);
        Subscription atPeer = mirror.space().guard(0, 16 * PAGE);
        Random random = new Random(1);
        List<Invalidator> producers = new ArrayList<>();
        List<InvalidationRange> ranges = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            producers.add(cluster.space.newInvalidator("producer " + i));
            ranges.add(new InvalidationRange());
        }
        int idle = 0;
        int begun = 0;
        for (int turn = 0; turn < 5_000; turn++) {
            for (int i = 0; i < 4; i++) {
                InvalidationRange range = ranges.get(i);
                if (!range.isOpen()) {
                    producers.get(i).publish(range.init(cluster.space, i * PAGE, (i + 1) * PAGE));
                } else if (producers.get(i).isAcknowledged(range) && random.nextInt(3) == 0) {
                    producers.get(i).invalidateRangeEnd(range); // and opens another in the next turn
                }
            }
            idle += isBusy(atHome) ? 0 : 1;
            cluster.turn();
            begun += isBusy(atPeer) ? 0 : 1;
        }
        assertThat(idle).isBetween(10, 500);
        assertThat(begun).isGreaterThanOrEqualTo(idle / 2);
    }

    @Test
    @DisplayName("two processes that are each other's homes invalidate at once, and both complete")
    void w42TwoHomesInvalidateEachOther() {
        Cluster other = new Cluster(2);
        PeerMirror atA = cluster.join("B at A");
        PeerMirror atB = other.join("A at B");
        Cover one = atA.cover(0, 16 * PAGE);
        Cover two = atB.cover(0, 16 * PAGE);
        cluster.turnUntil(one::isReady);
        other.turnUntil(two::isReady);
        InvalidationRange[] ranges = new InvalidationRange[2];
        Subscriber inB = new Subscriber("in B", record -> {});
        inB.attach();
        atA.space().subscribe(0, PAGE, inB);
        ranges[0] = cluster.start(0);
        ranges[1] = other.start(0);
        for (int i = 0; i < 20; i++) {
            inB.poll(1); // as a wait of its thread would
            cluster.turn();
            other.turn();
        }
        assertThat(cluster.isComplete(ranges[0])).isTrue();
        assertThat(other.isComplete(ranges[1])).isTrue();
    }

    @Test
    @DisplayName("the home's space is released: the peer drops all, and its readers are told that it is for good")
    void w43TheReleaseOfTheHomesSpaceIsTheEnd() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(0, PAGE);
        Subscriber holder = holder(mirror, 3);
        AtomicBoolean released = new AtomicBoolean();
        new PeerThread(cluster)
                .during(
                        () -> {
                            cluster.space.release(cluster.space.newInvalidator("releaser"), MemoryChange.NONE);
                            released.set(true);
                            return 0;
                        },
                        () -> holder.poll(8));
        assertThat(released).isTrue();
        holder.poll(8);
        cluster.turnUntil(() -> {
            holder.poll(8);
            return mirror.isClosed();
        });
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty()); // it has said goodbye
    }

    @Test
    @DisplayName("who is offline is not waited for, and has kept nothing when it comes back")
    void w44WhoIsOfflineIsNotWaitedFor() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        long seen = reader.tryReadBegin();
        mirror.offline();
        cluster.turnUntil(mirror::isOffline);
        cluster.stopped.add(mirror);
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.end(range);

        cluster.stopped.clear();
        mirror.online();
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(reader.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName("a peer is evicted, and what is quarantined is freed when it has dropped everything, not before")
    void w45WhatAnEvictedPeerHoldsIsFreedWhenItHasDroppedAll() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber holder = holder(mirror, 3);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = cluster.start(3);
        cluster.turn(10);
        assertThat(cluster.producer.evict(range)).isEqualTo(InvalidationResult.EVICTED);
        AtomicInteger freed = new AtomicInteger();
        cluster.producer.quarantine(range, freed::incrementAndGet);
        cluster.turn(2_000);
        cluster.space.reapQuarantine();
        assertThat(freed).hasValue(0);
        assertThat(isBusy(reader)).isTrue();

        holder.poll(8);
        cluster.turnUntil(() -> !isBusy(reader));
        cluster.space.reapQuarantine();
        assertThat(freed).hasValue(1);
        assertThat(mirror.status().sessions()).isEqualTo(2);
    }

    @Test
    @DisplayName("who takes the segment for longer or shorter does not join; no cover goes beyond it")
    void w48NoCoverGoesBeyondTheSegment() {
        Cluster sized = new Cluster(1, new HomeOptions().length(4 * PAGE));
        PeerMirror good = sized.join(new MirrorOptions("good").length(4 * PAGE));
        PeerMirror bad = sized.join(new MirrorOptions("bad").length(8 * PAGE));
        assertThatThrownBy(() -> good.cover(3 * PAGE, 2 * PAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("[0x3000,0x5000) goes beyond a segment of 0x4000 bytes");
        Cover last = good.cover(3 * PAGE, PAGE);
        sized.turnUntil(last::isReady);
        sized.turn(500);
        assertThat(bad.status().joined()).isFalse();
        assertThat(sized.home.refused()).isPositive();
        assertThatThrownBy(() -> new HomeOptions().length(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MirrorOptions("none").length(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName(
            "who is declared gone while its JOIN is taken is neither listed nor waited for before it has joined anew")
    void w20w74WhoIsDeclaredGoneWhileItJoins() {
        Cluster leases = new Cluster(1);
        long[] toConfirm = {0};
        boolean[] isGone = {false};
        leases.home = new PeerHome(
                leases.space, "segment", leases.wire.home(), new HomeOptions().lease(Duration.ofSeconds(60)), () -> {
                    if (toConfirm[0] != 0 && !isGone[0] && isCalledIn("letIn")) { // it asks for the time for the lease
                        isGone[0] = leases.home.confirmGone(toConfirm[0]);
                    }
                    return leases.now;
                });
        MirrorOptions options = new MirrorOptions("A").lease();
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(leases.now);
        PeerMirror mirror = leases.join(options);
        mirror.cover(0, 16 * PAGE);
        MirrorGuard page = mirror.guard(3 * PAGE, PAGE);
        leases.turnUntil(() -> page.tryReadBegin() != Subscription.BUSY);
        leases.wire.cut();
        toConfirm[0] = mirror.status().incarnation();
        leases.turnUntil(() -> isGone[0]);
        assertThat(leases.home.peers()).isEmpty();
        leases.turnUntil(() -> page.tryReadBegin() != Subscription.BUSY);
        assertThat(leases.home.peers()).hasSize(1);
        assertThat(mirror.status().sessions()).isGreaterThan(1);
    }

    private static boolean isCalledIn(String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
    }

    @Test
    @DisplayName("who asks to go offline while the agent has begun its turn is not away before that is over")
    void w44WhoGoesOfflineInATurnIsNotAway() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        mirror.offline();
        cluster.turnUntil(mirror::isOffline);
        mirror.online();
        boolean[] wasOffline = {true};
        cluster.wire.between = () -> {
            mirror.offline();
            wasOffline[0] = mirror.isOffline();
        };
        mirror.doWork();
        assertThat(wasOffline[0]).isFalse();
        cluster.turnUntil(mirror::isOffline);
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.end(range);
    }

    @Test
    @DisplayName("who is called back while the agent has begun its turn is told of nothing before the next")
    void w44WhoIsCalledBackInATurnIsToldOfNothing() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        mirror.offline();
        cluster.turnUntil(mirror::isOffline);
        int asked = cluster.wire.count(MessageType.SUBSCRIBE);
        cluster.wire.between = mirror::online;
        mirror.doWork();
        mirror.offline();
        assertThat(mirror.isOffline()).isTrue(); // and so it has asked for nothing
        cluster.turn(50);
        assertThat(cluster.wire.count(MessageType.SUBSCRIBE)).isEqualTo(asked);
        mirror.online();
        cluster.turnUntil(() -> cluster.wire.count(MessageType.SUBSCRIBE) > asked);
    }

    @Test
    @DisplayName("who is declared gone while it is told holds up nothing, and nothing is thrown")
    void w74WhoIsDeclaredGoneWhileItIsTold() {
        PeerMirror mirror = cluster.peer("A", 0, 16);
        long incarnation = mirror.status().incarnation();
        cluster.stopped.add(mirror);
        InvalidationRange first = cluster.start(3);
        InvalidationRange second = cluster.start(5);
        boolean[] isGone = {false};
        cluster.wire.tamper = (bytes, toHome) -> {
            if (PeerMessage.type(bytes) == MessageType.START && !isGone[0]) {
                isGone[0] = cluster.home.confirmGone(incarnation);
            }
        };
        cluster.turn(); // throws what the agent does
        assertThat(isGone[0]).isTrue();
        assertThat(cluster.isComplete(first)).isTrue();
        assertThat(cluster.isComplete(second)).isTrue();
    }

    @Test
    @DisplayName("with bad credentials, or for another segment, nobody joins, and nobody is waited for")
    void w50WithBadCredentialsNobodyJoins() {
        byte[] secret = {1, 2, 3};
        Cluster guarded =
                new Cluster(1, new HomeOptions().authenticator((name, given) -> Arrays.equals(given, secret)));
        PeerMirror bad = guarded.join(new MirrorOptions("bad").credentials(new byte[] {1, 2}));
        PeerMirror good = guarded.join(new MirrorOptions("good").credentials(secret));
        PeerMirror stray = new PeerMirror(
                "elsewhere", guarded.wire.peer(), new MirrorOptions("stray").credentials(secret), () -> guarded.now);
        guarded.mirrors.add(stray);
        List.of(bad, good, stray).forEach(mirror -> mirror.cover(0, PAGE));
        guarded.turn(3_000);
        assertThat(guarded.home.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.name()).isEqualTo("good"));
        assertThat(List.of(
                        bad.status().joined(),
                        good.status().joined(),
                        stray.status().joined()))
                .containsExactly(false, true, false);
        assertThat(guarded.home.refused()).isPositive();
    }

    @Test
    @DisplayName("a peer joins, and stays, though an answer takes longer than its silence is")
    void w69APeerJoinsThoughAnAnswerTakesLong() {
        cluster.wire.latency = 150;
        PeerMirror mirror = cluster.join(new MirrorOptions("A").silence(Duration.ofMillis(200)));
        Cover cover = mirror.cover(0, PAGE);
        cluster.turnUntil(cover::isReady);
        cluster.turn(2_000);
        assertThat(mirror.status().sessions()).isOne();
        assertThat(mirror.status().losses()).isZero();
    }

    @Test
    @DisplayName("a mirror that fails while it closes closes the rest at its next turn, and its witness")
    void w79AMirrorThatFailsWhileItCloses(@TempDir Path folder) {
        Path path = folder.resolve("witness");
        Cluster host = new Cluster(1, new HomeOptions().witness(path));
        PeerMirror mirror = host.join(new MirrorOptions("A").witness(path));
        Cover cover = mirror.cover(0, 16 * PAGE);
        host.turnUntil(cover::isReady);
        Subscription reader = mirror.space().guard(0, PAGE);
        InvalidationRange range = host.start(3);
        host.wire.cut(); // so nothing but its witness is heard of
        host.wire.failsToClose = true;
        mirror.close();
        assertThatThrownBy(() -> host.turnUntil(mirror::isClosed))
                .hasRootCauseMessage("the transport cannot be closed");
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThat(mirror.isClosed()).isFalse();
        host.turnUntil(mirror::isClosed);
        host.complete(range);
        assertThat(host.home.peers()).isEmpty();
        host.home.close();
    }
}
