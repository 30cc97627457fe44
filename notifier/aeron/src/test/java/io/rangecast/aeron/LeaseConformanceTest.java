package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Reclaimer;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows W21 to W27, of leases: by clocks that the test turns. */
class LeaseConformanceTest {
    private static final long LEASE = TimeUnit.SECONDS.toNanos(1);

    private final Cluster cluster = new Cluster(1, leases());

    private static HomeOptions leases() {
        return new HomeOptions().lease(Duration.ofNanos(LEASE));
    }

    private static MirrorOptions leased(Cluster cluster, String name) {
        MirrorOptions options = new MirrorOptions(name).lease();
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(cluster.now());
        return options;
    }

    /** Both clocks of whose machine are wrong alike, so that it does not find out. */
    private static MirrorOptions leasedBy(LongSupplier clock, Cluster cluster) {
        MirrorOptions options = leased(cluster, "A");
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(clock.getAsLong());
        return options;
    }

    /** The cable. */
    private static void cut(Wire wire, boolean isCut) {
        wire.drop = (type, toHome) -> isCut;
        wire.hidesEnds = isCut;
    }

    private static boolean isBusy(MirrorGuard guard) {
        return guard.tryReadBegin() == Subscription.BUSY;
    }

    /** A guard of a peer that has a lease. */
    private static MirrorGuard reader(Cluster cluster, PeerMirror mirror) {
        mirror.cover(0, 16 * PAGE);
        MirrorGuard reader = mirror.guard(3 * PAGE, PAGE);
        cluster.turnUntil(() -> !isBusy(reader));
        return reader;
    }

    /** Whether nothing is good at the peer any more when a start has left it behind, and when that was. */
    private static boolean isSafeWhenCutOff(Cluster cluster, PeerMirror mirror) {
        MirrorGuard reader = reader(cluster, mirror);
        long seen = reader.tryReadBegin();
        cut(cluster.wire, true);
        InvalidationRange range = cluster.start(3);
        long from = cluster.now;
        while (!cluster.isComplete(range)) {
            cluster.turn();
        }
        assertThat(cluster.now - from).isBetween(LEASE / 2, 2 * LEASE);
        return isBusy(reader) && reader.readRetry(seen);
    }

    @Test
    @DisplayName("a peer with a lease that is cut off is waited for until that has lapsed, and reads nothing by then")
    void w21WhoIsCutOffIsWaitedForUntilItsLeaseHasLapsed() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        MirrorGuard reader = reader(cluster, mirror);
        assertThat(cluster.home.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.leaseNanos()).isEqualTo(LEASE));
        cluster.turn(5_000);
        assertThat(mirror.status().losses()).as("while it renews").isZero();
        long seen = reader.tryReadBegin();

        cut(cluster.wire, true);
        InvalidationRange range = cluster.start(3);
        cluster.turn(500);
        assertThat(reader.readRetry(seen)).isFalse();
        assertThat(cluster.isComplete(range)).isFalse();
        assertThat(cluster.producer.describeLaggards(range)).contains("with a lease of 1000 ms");
        cluster.turnUntil(() -> {
            assertThat(cluster.isComplete(range) && !reader.readRetry(seen)).isFalse();
            return cluster.isComplete(range);
        });
        assertThat(isBusy(reader)).isTrue();
        assertThat(cluster.home.peers()).isEmpty();
        cluster.end(range);

        cut(cluster.wire, false);
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(mirror.status().sessions()).isEqualTo(2);
        assertThat(reader.readRetry(seen)).isTrue();
    }

    @Test
    @DisplayName(
            "so is one whose link is gone, and no later start waits for it; a peer without a lease is waited for as ever")
    void w21WhoseLinkIsGoneIsWaitedForUntilItsLeaseHasLapsed() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        reader(cluster, mirror);
        PeerMirror other = cluster.peer("B", 8, 8);
        cluster.stopped.add(mirror);
        cluster.stopped.add(other);
        cluster.wire.cut();
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        cluster.complete(range);
        cluster.end(range);
        InvalidationRange next = cluster.start(3);
        assertThat(cluster.isComplete(next)).isTrue();
        cluster.end(next);

        InvalidationRange both = cluster.start(9);
        cluster.turn(10_000);
        cluster.assertWaitsFor(both, "B");
    }

    @Test
    @DisplayName("however far apart clocks run that are wrong by a hundredth, nothing is read behind the lapse")
    void w22ClocksMayDrift() {
        for (long perMille : new long[] {980, 990, 1000, 1010, 1020}) {
            Cluster each = new Cluster(1, leases());
            LongSupplier clock = () -> each.now() / 1000 * perMille;
            PeerMirror mirror = each.join(leasedBy(clock, each), clock);
            assertThat(isSafeWhenCutOff(each, mirror)).as("%d", perMille).isTrue();
        }
        Cluster wrong = new Cluster(1, leases());
        LongSupplier clock = () -> wrong.now() / 1000 * 900;
        PeerMirror mirror = wrong.join(leasedBy(clock, wrong), clock);
        assertThat(isSafeWhenCutOff(wrong, mirror))
                .as("a clock that is wrong by a tenth, which this could not bear")
                .isFalse();
    }

    @Test
    @DisplayName("a reader that was stopped across the lapse, between copy and retry, throws its copy away")
    void w23AReaderThatIsStoppedAcrossTheLapse() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        MirrorGuard reader = reader(cluster, mirror);
        long seen = reader.tryReadBegin();
        cluster.stopped.add(mirror); // with its process
        InvalidationRange range = cluster.start(3);
        cluster.complete(range);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(isBusy(reader)).isTrue();
    }

    @Test
    @DisplayName(
            "a reader that is stopped within a begin, until there is another session, does not take that one's lease")
    void w23AReaderThatIsStoppedWithinABegin() {
        Runnable[] atNextLook = {null};
        LongSupplier clock = () -> {
            Runnable now = atNextLook[0];
            atNextLook[0] = null;
            if (now != null) {
                now.run();
            }
            return cluster.now();
        };
        PeerMirror mirror = cluster.join(leased(cluster, "A"), clock);
        MirrorGuard reader = reader(cluster, mirror);
        MirrorGuard other = mirror.guard(5 * PAGE, PAGE);
        long seen = reader.tryReadBegin();
        cluster.stopped.add(mirror);
        InvalidationRange range = cluster.start(3);
        cluster.complete(range); // behind the lapse, of which the peer has not heard
        cluster.end(range);
        Runnable joinAnew = () -> {
            cluster.stopped.clear();
            cluster.turnUntil(() -> mirror.status().sessions() == 2 && !isBusy(other));
        };
        atNextLook[0] = joinAnew;
        assertThat(isBusy(reader)).isTrue();
        assertThat(mirror.status().sessions()).isEqualTo(2);
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(isBusy(reader)).isFalse();
    }

    @Test
    @DisplayName(
            "one that is stopped behind its look at an earlier session's lease does not take that for the later one's")
    void w23AReaderThatIsStoppedBetweenTheLeaseAndTheState() {
        AtomicLong now = new AtomicLong(1_000);
        AddressSpace space = new AddressSpace();
        Invalidator agent = space.newInvalidator("agent");
        NumberedLink link = new NumberedLink(new Wire(1).peer().connect(), message -> true, 0, new AtomicLong());
        Runnable[] behindNextLook = {null};
        MirrorLease lease = new MirrorLease(now::get, () -> TimeUnit.NANOSECONDS.toMillis(now.get())) {
            @Override
            long heldUntil() {
                long until = super.heldUntil();
                Runnable stopped = behindNextLook[0];
                behindNextLook[0] = null;
                if (stopped != null) {
                    stopped.run();
                }
                return until;
            }
        };
        MirrorGuard reader = new MirrorGuard(space.guard(0, PAGE), lease);
        lease.begin(now.get());
        hold(lease, LEASE, link, now.get());
        assertThat(isBusy(reader)).isFalse();
        behindNextLook[0] = () -> { // another session, of a home whose leases are shorter
            InvalidationRange curtain = new InvalidationRange().init(space, 0, PAGE);
            lease.end(now.get());
            agent.publish(curtain);
            lease.begin(now.get());
            hold(lease, LEASE / 10, link, now.get());
            agent.invalidateRangeEnd(curtain);
            now.addAndGet(LEASE / 5); // the home has gone on, and the first lease would not be over
        };
        assertThat(isBusy(reader)).isTrue();
    }

    private static void hold(MirrorLease lease, long length, NumberedLink link, long now) {
        lease.renew(link, now);
        link.flush(now);
        lease.onGranted(grant(now, length), link);
        assertThat(lease.heldUntil()).isEqualTo(now + length);
    }

    @Test
    @DisplayName("a machine that has slept notices it at its next turn, by its other clock, and drops everything")
    void w24AMachineThatHasSleptDropsEverything() {
        AtomicLong stood = new AtomicLong();
        PeerMirror mirror = cluster.join(leased(cluster, "A"), () -> cluster.now() - stood.get());
        MirrorGuard reader = reader(cluster, mirror);
        cluster.turn(5_000);
        assertThat(mirror.status().losses()).isZero();
        long seen = reader.tryReadBegin();

        cluster.stopped.add(mirror);
        cluster.turn(300);
        stood.set(TimeUnit.MILLISECONDS.toNanos(300));
        cluster.stopped.clear();
        cluster.turnUntil(() -> mirror.status().losses() == 1);
        assertThat(mirror.status().lastLoss()).contains("clocks disagree");
        cluster.turnUntil(() -> !isBusy(reader));
        assertThat(reader.readRetry(seen)).isTrue();

        long before = reader.tryReadBegin();
        cluster.stopped.add(mirror);
        InvalidationRange range = cluster.start(3);
        long from = cluster.now;
        cluster.complete(range);
        stood.addAndGet(cluster.now - from);
        assertThat(reader.readRetry(before))
                .as("until its next turn it does not know: this is why it must not be paused without being told")
                .isFalse();
        cluster.stopped.clear();
        cluster.turn(2);
        assertThat(reader.readRetry(before)).isTrue();
    }

    @Test
    @DisplayName("a lease counts from the question that it answers, however late that is, and is never made shorter")
    void w25ALeaseCountsFromTheQuestion() {
        AtomicLong now = new AtomicLong(1_000);
        Wire wire = new Wire(1);
        MirrorLease lease = new MirrorLease(now::get, () -> TimeUnit.NANOSECONDS.toMillis(now.get()));
        NumberedLink link = new NumberedLink(wire.peer().connect(), message -> true, 0, new AtomicLong());
        lease.begin(now.get());
        assertThat(lease.isHeld(lease.heldUntil())).isFalse();
        lease.renew(link, now.get());
        link.flush(now.get());
        long first = now.get();
        now.addAndGet(LEASE / 2);
        lease.renew(link, now.get());
        link.flush(now.get());
        long second = now.get();
        assertThat(wire.count(MessageType.RENEW)).isEqualTo(2);

        now.addAndGet(LEASE / 4);
        lease.onGranted(grant(first), link);
        assertThat(lease.heldUntil()).isEqualTo(first + LEASE);
        lease.onGranted(grant(second), link);
        lease.onGranted(grant(first), link);
        assertThat(lease.heldUntil()).isEqualTo(second + LEASE);
        now.set(second + LEASE - 1);
        assertThat(lease.isHeld(lease.heldUntil())).isTrue();
        now.incrementAndGet();
        assertThat(lease.isHeld(lease.heldUntil())).isFalse();
        assertThat(link.isLost()).isFalse();
        lease.onGranted(grant(second + 1), link);
        assertThat(link.whyLost()).isEqualTo("a lease that was not asked for");
        assertThat(lease.heldUntil()).isEqualTo(second + LEASE);
    }

    @Test
    @DisplayName(
            "that a clock has stood still is noticed though nothing can be sent, and before what was granted counts")
    void w24ThatAClockHasStoodStillIsNoticedThoughNothingCanBeSent() {
        AtomicLong now = new AtomicLong(1_000);
        AtomicLong wall = new AtomicLong();
        for (boolean granted : new boolean[] {false, true}) {
            MirrorLease lease = new MirrorLease(now::get, wall::get);
            NumberedLink link = new NumberedLink(new Wire(1).peer().connect(), message -> true, 0, new AtomicLong());
            lease.begin(now.get());
            lease.renew(link, now.get()); // and is not sent
            lease.onGranted(grant(now.get()), link);
            long until = lease.heldUntil();
            wall.addAndGet(4);
            if (granted) {
                lease.onGranted(grant(now.get()), link);
            } else {
                lease.renew(link, now.get());
            }
            assertThat(link.whyLost()).isNull();
            wall.addAndGet(2);
            if (granted) {
                lease.onGranted(grant(now.get()), link);
            } else {
                lease.renew(link, now.get());
            }
            assertThat(link.whyLost()).contains("clocks disagree");
            assertThat(lease.heldUntil()).isEqualTo(until);
        }
    }

    private static byte[] grant(long asked) {
        return grant(asked, LEASE);
    }

    private static byte[] grant(long asked, long length) {
        byte[] message = new byte[PeerMessage.LENGTH];
        PeerMessage.put(message, PeerMessage.START, asked);
        PeerMessage.put(message, PeerMessage.END, length);
        return message;
    }

    @Test
    @DisplayName("a grant that comes twice is counted as foreign, and does nothing")
    void w25AGrantThatComesTwice() {
        cluster.wire.doubling = 1;
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        MirrorGuard reader = reader(cluster, mirror);
        cluster.turn(3_000);
        assertThat(isBusy(reader)).isFalse();
        assertThat(mirror.status().losses()).isZero();
        assertThat(mirror.status().foreign()).isPositive();
    }

    @Test
    @DisplayName("who renews, and does not acknowledge for as long as a lease, is promised nothing more")
    void w26WhoRenewsAndDoesNotAcknowledge() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        reader(cluster, mirror);
        int renewals = cluster.wire.count(MessageType.RENEW);
        cluster.turnUntil(() -> cluster.wire.count(MessageType.RENEW) > renewals);
        byte[] renew = cluster.wire.last(MessageType.RENEW).clone();
        long last = PeerMessage.get(renew, PeerMessage.NUMBER);
        cluster.stopped.add(mirror); // and the test renews in its place
        InvalidationRange range = cluster.start(3);
        long from = cluster.now;
        long number = last;
        while (!cluster.isComplete(range)) {
            PeerMessage.put(renew, PeerMessage.NUMBER, ++number);
            cluster.wire.inject(renew, true);
            cluster.turn(100);
        }
        assertThat(cluster.now - from).isBetween(LEASE * 3 / 2, LEASE * 5 / 2);
    }

    @Test
    @DisplayName("a write is refused that was asked for in a session of which the home has let go")
    void w27AWriteOfAFencedPeerIsRefused() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        assertThat(cluster.home.accepts(mirror.token()))
                .as("before it has joined")
                .isFalse();
        MirrorGuard reader = reader(cluster, mirror);
        FencingToken token = mirror.token();
        assertThat(cluster.home.accepts(token)).isTrue();
        assertThat(cluster.home.accepts(new FencingToken(token.incarnation(), token.session() + 1)))
                .isFalse();
        assertThat(cluster.home.accepts(new FencingToken(token.incarnation() + 1, token.session())))
                .isFalse();
        cluster.stopped.add(mirror);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        assertThat(cluster.home.accepts(token)).isFalse();
        cluster.stopped.clear();
        cluster.turnUntil(() -> mirror.status().sessions() == 2 && !isBusy(reader));
        assertThat(cluster.home.accepts(token)).isFalse();
        FencingToken second = mirror.token();
        assertThat(cluster.home.accepts(second)).isTrue();

        cluster.stopped.add(mirror);
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.producer.evict(range)).isEqualTo(InvalidationResult.EVICTED);
        assertThat(cluster.home.accepts(second)).as("at once").isFalse();
    }

    @Test
    @DisplayName("a token is refused from before its peer's subscriber is closed, as starts go on within that")
    void w27ATokenIsRefusedFromBeforeAStartCanGoOn() {
        HomePeer peer = new HomePeer(new PeerName("A", 1, "host"), 7, () -> 1);
        NumberedLink link = new NumberedLink(new Wire(1).peer().connect(), message -> true, 1, new AtomicLong());
        link.session(5);
        HomeSession session = new HomeSession(new AddressSpace(), peer, link, new HomeOptions(), () -> true, null);
        assertThat(session.accepts(5)).isTrue();
        session.fence();
        assertThat(session.isOver()).isFalse();
        assertThat(session.accepts(5)).isFalse();
    }

    @Test
    @DisplayName("a token is refused when memory is freed that waited for nobody but its peer")
    void w27ATokenIsRefusedWhenMemoryIsFreedThatWaitedForItsPeer() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        reader(cluster, mirror);
        FencingToken token = mirror.token();
        List<Boolean> accepted = new ArrayList<>();
        cluster.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        cluster.stopped.add(mirror);
        cluster.space.retire(
                InvalidationEvent.UNMAP, 3 * PAGE, 4 * PAGE, () -> accepted.add(cluster.home.accepts(token)));
        cluster.turnUntil(() -> !accepted.isEmpty());
        assertThat(accepted).containsExactly(false);
    }

    @Test
    @DisplayName("a home that is started anew waits for what the one before has promised, and no longer")
    void w21AHomeThatIsStartedAnewWaitsForTheLeaseOfTheOneBefore(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("roster");
        Cluster before = new Cluster(1, leases().roster(file));
        PeerMirror mirror = before.join(leased(before, "A"));
        MirrorGuard reader = reader(before, mirror);
        long seen = reader.tryReadBegin();
        before.home.close();
        Cluster next = new Cluster(before, new HomeOptions().roster(file).epoch(2)); // which gives none itself
        next.stopped.add(mirror);
        next.wire.cut();
        InvalidationRange range = next.start(3);
        next.assertWaitsFor(range, "A");
        next.turnUntil(() -> {
            assertThat(next.isComplete(range) && !reader.readRetry(seen)).isFalse();
            return next.isComplete(range);
        });
        assertThat(next.home.peers()).isEmpty();
        next.turn();
        assertThat(Files.readString(file)).isEmpty();
        next.home.close();
    }

    @Test
    @DisplayName("a mirror with a lease is closed though there is no home to say goodbye to; one without looks for it")
    void w66AMirrorIsClosedWhileThereIsNoHome() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        MirrorGuard reader = reader(cluster, mirror);
        PeerMirror other = cluster.peer("B", 8, 8);
        PeerHome home = cluster.home;
        cluster.home = null;
        cluster.wire.cut();
        cluster.turn(5);
        mirror.close();
        other.close();
        cluster.turnUntil(mirror::isClosed);
        assertThat(reader.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        cluster.turn(5_000);
        assertThat(other.isClosed()).isFalse();

        cluster.home = home;
        cluster.turnUntil(other::isClosed);
        InvalidationRange range = cluster.start(3, 8);
        cluster.complete(range);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
    }

    @Test
    @DisplayName("who has a lease has guards, and no space; a home that gives none refuses it")
    void w65WhoHasALeaseHasGuardsAndNoSpace() {
        PeerMirror mirror = cluster.join(leased(cluster, "A"));
        assertThatIllegalStateException().isThrownBy(mirror::space).withMessageContaining("guard(start, length)");
        Cluster without = new Cluster(1);
        PeerMirror refused = without.join(leased(without, "A"));
        without.turn(500);
        assertThat(refused.status().joined()).isFalse();
        assertThat(without.home.refused()).isPositive();
        PeerMirror plain = without.peer("B", 0, 16);
        MirrorGuard guard = plain.guard(0, PAGE);
        assertThat(isBusy(guard)).isFalse();
        long seen = guard.tryReadBegin();
        assertThat(guard.readRetry(seen)).isFalse();
        guard.close();
        assertThat(guard.isClosed()).isTrue();
        assertThat(guard.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);

        assertThatIllegalArgumentException().isThrownBy(() -> new HomeOptions().lease(Duration.ofMillis(100)));
        assertThatIllegalArgumentException().isThrownBy(() -> new HomeOptions().lease(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new HomeOptions().lease(Duration.ZERO));
    }
}
