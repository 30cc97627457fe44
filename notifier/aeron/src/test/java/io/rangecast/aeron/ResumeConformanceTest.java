package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows W72 and W73, of sessions that go on over other links. */
class ResumeConformanceTest {
    private final Cluster cluster = new Cluster(1);

    private static boolean isBusy(Subscription reader) {
        return reader.tryReadBegin() == Subscription.BUSY;
    }

    /** A peer that may go on, with a cover over all pages. */
    private static PeerMirror peer(Cluster cluster) {
        PeerMirror mirror = cluster.join(new MirrorOptions("A").resume());
        Cover cover = mirror.cover(0, 16 * PAGE);
        cluster.turnUntil(cover::isReady);
        return mirror;
    }

    private static void assertDropsAll(Cluster cluster, PeerMirror mirror, Subscription reader, long seen) {
        cluster.turnUntil(() -> mirror.status().losses() == 1);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(mirror.status().resumed()).isZero();
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(mirror.status().sessions()).isEqualTo(2);
    }

    @Test
    @DisplayName("behind a link that is gone a peer keeps what it had, but for what was changed meanwhile")
    void w72BehindALinkThatIsGoneAPeerKeepsWhatItHad() {
        PeerMirror mirror = peer(cluster);
        Subscription changed = mirror.space().guard(3 * PAGE, PAGE);
        Subscription other = mirror.space().guard(5 * PAGE, PAGE);
        Subscriber holder = Cluster.holder(mirror, 3);
        long seen = changed.tryReadBegin();
        long seenOther = other.tryReadBegin();
        cluster.stopped.add(mirror);
        cluster.wire.cut();
        cluster.turn(300);
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        assertThat(cluster.home.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.joined()).isFalse());
        assertThat(changed.readRetry(seen))
                .as("nothing is changed before it knows")
                .isFalse();

        cluster.stopped.clear();
        cluster.turnUntil(() -> {
            assertThat(other.readRetry(seenOther)).isFalse();
            holder.poll(8);
            return cluster.isComplete(range);
        });
        assertThat(changed.readRetry(seen)).isTrue();
        assertThat(isBusy(changed)).isTrue();
        cluster.end(range);
        cluster.turnUntil(() -> !isBusy(changed));
        assertThat(other.readRetry(seenOther)).isFalse();
        assertThat(mirror.status().resumed()).isOne();
        assertThat(mirror.status().sessions()).isOne();
        assertThat(mirror.status().losses()).isZero();
        assertThat(cluster.home.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.joined()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"START", "ACK", "END", "HEARTBEAT", "SUBSCRIBED", "SUBSCRIBE", "UNSUBSCRIBE", "UNSUBSCRIBED"})
    @DisplayName("a message that was lost is sent again, whichever, and nothing is dropped for that")
    void w72AMessageThatWasLostIsSentAgain(MessageType lost) {
        PeerMirror mirror = peer(cluster);
        Subscription kept = mirror.space().guard(5 * PAGE, PAGE);
        long seen = kept.tryReadBegin();
        boolean[] isLost = {false};
        cluster.wire.drop = (type, toHome) -> {
            boolean isNow = type == lost && !isLost[0];
            isLost[0] |= isNow;
            return isNow;
        };
        Cover cover = mirror.cover(20 * PAGE, PAGE);
        cluster.turnUntil(cover::isReady);
        cover.close();
        InvalidationRange range = cluster.start(3);
        cluster.complete(range);
        cluster.end(range);
        cluster.turnUntil(() -> isLost[0] && mirror.status().resumed() > 0);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(kept.readRetry(seen)).isFalse();
        assertThat(mirror.status().losses()).isZero();
    }

    @Test
    @DisplayName("who was declared gone, evicted, or left behind does not go on, and drops everything")
    void w73WhoWasLeftBehindDoesNotGoOn() {
        PeerMirror mirror = peer(cluster);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        long seen = reader.tryReadBegin();
        cluster.stopped.add(mirror);
        cluster.wire.cut();
        cluster.turn(5);
        assertThat(cluster.home.confirmGone(mirror.status().incarnation())).isTrue();
        cluster.stopped.clear();
        assertDropsAll(cluster, mirror, reader, seen);

        Cluster evicts = new Cluster(1);
        PeerMirror late = peer(evicts);
        Subscription lateReader = late.space().guard(3 * PAGE, PAGE);
        long lateSeen = lateReader.tryReadBegin();
        evicts.stopped.add(late);
        evicts.wire.cut();
        InvalidationRange range = evicts.start(3);
        evicts.turn(5);
        assertThat(evicts.producer.evict(range)).isEqualTo(InvalidationResult.EVICTED);
        evicts.end(range);
        evicts.stopped.clear();
        assertDropsAll(evicts, late, lateReader, lateSeen);
    }

    @Test
    @DisplayName("nor does one whose lease has lapsed; one whose lease has not goes on with what is good")
    void w73WhoseLeaseHasLapsedDoesNotGoOn() {
        Cluster leases = new Cluster(1, new HomeOptions().lease(Duration.ofSeconds(1)));
        MirrorOptions options = new MirrorOptions("A").lease().resume();
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(leases.now());
        PeerMirror mirror = leases.join(options);
        mirror.cover(0, 16 * PAGE);
        MirrorGuard reader = mirror.guard(3 * PAGE, PAGE);
        leases.turnUntil(() -> reader.tryReadBegin() != Subscription.BUSY);
        long seen = reader.tryReadBegin();
        leases.wire.cut();
        leases.turn(20);
        assertThat(mirror.status().resumed()).isOne();
        assertThat(reader.readRetry(seen)).isFalse();

        leases.stopped.add(mirror);
        leases.wire.cut();
        InvalidationRange range = leases.start(3);
        leases.turnUntil(() -> leases.isComplete(range));
        leases.end(range);
        leases.stopped.clear();
        leases.turnUntil(() -> mirror.status().sessions() == 2 && reader.tryReadBegin() != Subscription.BUSY);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(mirror.status().losses()).isOne();
        assertThat(mirror.status().resumed()).isOne();
    }

    @Test
    @DisplayName("a home that is started anew goes on with no session of the one before")
    void w73AnotherHomeGoesOnWithNoSession(@TempDir Path folder) {
        Path file = folder.resolve("roster");
        Cluster before = new Cluster(1, new HomeOptions().roster(file));
        PeerMirror mirror = peer(before);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        long seen = reader.tryReadBegin();
        before.home.close();
        Cluster next = new Cluster(before, new HomeOptions().roster(file).epoch(2));
        next.stopped.add(mirror);
        next.wire.cut();
        InvalidationRange range = next.start(3);
        next.assertWaitsFor(range, "A");
        next.stopped.clear();
        next.complete(range);
        assertThat(reader.readRetry(seen)).isTrue();
        next.end(range);
        next.home.close();
    }

    @Test
    @DisplayName("a RESUME that turns up again, of a session that goes on or of an older one, does nothing")
    void w73ARESUMEThatTurnsUpAgainDoesNothing() {
        PeerMirror mirror = peer(cluster);
        cluster.wire.cut();
        cluster.turnUntil(() -> mirror.status().resumed() == 1);
        byte[] resume = cluster.wire.last(MessageType.RESUME);
        Wire.offerJoin(cluster.wire, resume);
        cluster.turn(500);
        assertThat(cluster.home.refused()).isOne();
        assertThat(mirror.status().resumed()).isOne();

        byte[] ofAnother = resume.clone();
        PeerMessage.put(ofAnother, PeerMessage.END, 100); // an attempt that has not been
        PeerMessage.put(ofAnother, PeerMessage.WINDOW, PeerMessage.get(resume, PeerMessage.WINDOW) + 1);
        Wire.offerJoin(cluster.wire, ofAnother);
        byte[] ofTheFuture = resume.clone();
        PeerMessage.put(ofTheFuture, PeerMessage.END, 100);
        PeerMessage.put(ofTheFuture, PeerMessage.RECEIVED, 1_000_000); // which the home has not sent
        Wire.offerJoin(cluster.wire, ofTheFuture);
        cluster.turn(500);
        assertThat(cluster.home.refused()).isEqualTo(3);
        assertThat(mirror.status().losses()).isZero();
    }

    @Test
    @DisplayName("who has not the credentials of the JOIN takes over no session")
    void w50w73WhoHasNotTheCredentialsTakesOverNoSession() {
        byte[] secret = {1, 2, 3};
        Cluster guarded =
                new Cluster(1, new HomeOptions().authenticator((name, given) -> Arrays.equals(given, secret)));
        PeerMirror mirror =
                guarded.join(new MirrorOptions("A").credentials(secret).resume());
        Cover cover = mirror.cover(0, 16 * PAGE);
        guarded.turnUntil(cover::isReady);
        guarded.wire.cut();
        guarded.turnUntil(() -> mirror.status().resumed() == 1);
        byte[] stolen = Arrays.copyOf(guarded.wire.last(MessageType.RESUME), PeerMessage.LENGTH);
        PeerMessage.put(stolen, PeerMessage.END, 100); // an attempt that has not been
        Wire.offerJoin(guarded.wire, stolen);
        guarded.turn(500);
        assertThat(guarded.home.refused()).isOne();
        assertThat(mirror.status().losses()).isZero();
        assertThat(mirror.status().resumed()).isOne();
    }

    @Test
    @DisplayName("nobody answers: after a while all is dropped, as without")
    void w73NobodyAnswers() {
        PeerMirror mirror = peer(cluster);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        long seen = reader.tryReadBegin();
        PeerHome home = cluster.home;
        cluster.home = null;
        cluster.wire.cut();
        cluster.turn(1_500);
        assertThat(mirror.status().joined()).isFalse();
        assertThat(reader.readRetry(seen)).isFalse();
        cluster.turn(1_500);
        assertThat(reader.readRetry(seen)).isTrue();
        cluster.home = home;
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(mirror.status().sessions()).isEqualTo(2);
    }

    @Test
    @DisplayName("so many messages are kept, and who has received less than goes before them does not go on")
    void w73NoMoreIsKept() {
        Unconfirmed kept = new Unconfirmed();
        for (long number = 2; number < 2 + Unconfirmed.MOST; number++) {
            assertThat(kept.add(message(number))).isNull();
        }
        assertThat(kept.oldestOr(0)).isEqualTo(2);
        byte[] last = message(2 + Unconfirmed.MOST);
        assertThat(kept.add(last)).isEqualTo(message(2));
        assertThat(kept.add(last)).as("twice").isNull();
        assertThat(kept.oldestOr(0)).isEqualTo(3);
        assertThat(kept.pollUpTo(3)).isEqualTo(message(3));
        assertThat(kept.pollUpTo(3)).isNull();
        ArrayDeque<byte[]> outbox = new ArrayDeque<>();
        outbox.add(message(3 + Unconfirmed.MOST));
        kept.moveInFrontOf(outbox);
        assertThat(outbox).hasSize(Unconfirmed.MOST);
        assertThat(PeerMessage.get(outbox.peek(), PeerMessage.NUMBER)).isEqualTo(4);
        assertThat(kept.oldestOr(7)).isEqualTo(7);
    }

    private static byte[] message(long number) {
        byte[] message = new byte[PeerMessage.LENGTH];
        PeerMessage.put(message, PeerMessage.NUMBER, number);
        return message;
    }
}
