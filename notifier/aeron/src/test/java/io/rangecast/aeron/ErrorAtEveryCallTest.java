package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An Error strikes in each call of the transport, before it has done something and behind that: while a peer joins, covers, is told of
 * a window, lets go, loses its link and joins again. Agents go on with their next turn, as an AgentRunner's do. Nobody uses a page in a
 * window that is complete, and in the end all goes on.
 */
class ErrorAtEveryCallTest {
    /** A thread of the peer, which uses a page until it is told. */
    private static final class Holder {
        final Subscriber subscriber = new Subscriber("holder", record -> holds = false);
        final Subscription page;
        boolean holds;

        Holder(PeerMirror mirror) {
            subscriber.attach();
            page = mirror.space().subscribe(3 * PAGE, PAGE, subscriber);
        }

        boolean tryHold() {
            subscriber.poll(8);
            long seen = page.tryReadBegin();
            holds = seen != Subscription.BUSY && !page.readRetry(seen);
            return holds;
        }
    }

    @Test
    @DisplayName("an error in whatever call of the transport leaves nothing half done")
    void w63AnErrorInWhateverCall() {
        strikeEach(false);
    }

    @Test
    @DisplayName("nor where a session goes on over other links")
    void w63AnErrorInWhateverCallOfASessionThatGoesOn() {
        strikeEach(true);
    }

    private static void strikeEach(boolean resumes) {
        int calls = live(Long.MAX_VALUE, false, resumes);
        assertThat(calls).isGreaterThan(150);
        for (int call = 0; call < calls; call++) {
            live(call, false, resumes);
            live(call, true, resumes);
        }
    }

    @Test
    @DisplayName("nor where the peer has a lease, renews it, is left behind when that has lapsed, and joins anew")
    void w63AnErrorInWhateverCallUnderALease() {
        int calls = liveUnderALease(Long.MAX_VALUE, false);
        assertThat(calls).isGreaterThan(150);
        for (int call = 0; call < calls; call++) {
            liveUnderALease(call, call % 2 == 0); // most are of turns that are alike
        }
    }

    /** Returns how many calls there were. */
    private static int liveUnderALease(long struck, boolean behind) {
        Cluster cluster = new Cluster(1, new HomeOptions().lease(Duration.ofMillis(101)));
        cluster.wire.strikeAt = struck;
        cluster.wire.strikeBehind = behind;
        cluster.bearsErrors = true;
        MirrorOptions options = new MirrorOptions("A").lease();
        options.wallClock = () -> TimeUnit.NANOSECONDS.toMillis(cluster.now());
        PeerMirror mirror = cluster.join(options);
        mirror.cover(0, 16 * PAGE);
        MirrorGuard page = mirror.guard(3 * PAGE, PAGE);
        cluster.turnUntil(() -> begins(page));
        for (boolean isLeftBehind : new boolean[] {false, true}) {
            long seen = page.tryReadBegin();
            InvalidationRange range = cluster.start(3);
            if (isLeftBehind) {
                cluster.stopped.add(mirror);
            }
            cluster.turnUntil(() -> {
                boolean isComplete = cluster.isComplete(range);
                assertThat(isComplete && (begins(page) || !page.readRetry(seen)))
                        .as("call %d, %s", struck, behind)
                        .isFalse();
                return isComplete;
            });
            cluster.end(range);
            cluster.stopped.clear();
            cluster.turnUntil(() -> begins(page));
        }
        mirror.close();
        cluster.turnUntil(mirror::isClosed);
        InvalidationRange last = cluster.start(3);
        cluster.turnUntil(() -> cluster.isComplete(last));
        cluster.end(last);
        return cluster.wire.calls;
    }

    private static boolean begins(MirrorGuard page) {
        return isGood(page.tryReadBegin());
    }

    private static boolean begins(Subscription page) {
        return isGood(page.tryReadBegin());
    }

    private static boolean isGood(long seen) {
        return seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD;
    }

    @Test
    @Tag("long")
    @Tag("proof")
    @DisplayName("an error within the word that a peer is gone leaves it there to be said again")
    void w63AnErrorWithinTheWordThatAPeerIsGone() throws InterruptedException {
        int[] struck = {0};
        StackEnd.inAShallowThread(() -> {
            declareGone(-1); // so that all classes are there
            for (int frames = 0; frames < 150; frames++) {
                struck[0] += declareGone(frames) ? 1 : 0;
            }
        });
        assertThat(struck[0]).isGreaterThan(5);
    }

    @Test
    @DisplayName(
            "an error while a peer is told, where the transport is not asked, has no start acknowledged by the window of another")
    void w63AnErrorWhileAPeerIsTold() throws InterruptedException {
        int[] struck = {0};
        StackEnd.inAShallowThread(() -> {
            tell(-1); // so that all classes are there: one that is struck while it is initialized is of no use any more
            for (int frames = 0; frames < 100; frames++) {
                struck[0] += tell(frames) ? 1 : 0;
            }
        });
        assertThat(struck[0]).isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an error while a peer is told of an end keeps nobody out for good")
    void w63AnErrorWhileAPeerIsToldOfAnEnd(ScarceQueue.Where where) {
        Cluster cluster = new Cluster(1);
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscription page = mirror.space().guard(3 * PAGE, PAGE);
        InvalidationRange range = cluster.start(3);
        cluster.complete(range);
        assertThat(begins(page)).isFalse();
        cluster.end(range);
        ScarceQueue.strike(cluster.home, where);
        assertStruck(cluster.home);
        cluster.now += PeerHome.BEAT_NANOS; // the next message is another
        cluster.turnUntil(() -> begins(page));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an error while a peer is told that a cover is ready keeps nobody out for good")
    void w63AnErrorWhileAPeerIsToldOfACover(ScarceQueue.Where where) {
        Cluster cluster = new Cluster(1);
        PeerMirror mirror = cluster.peer("A", 0, 2);
        InvalidationRange range = cluster.start(3);
        Cover late = mirror.cover(2 * PAGE, 2 * PAGE);
        cluster.turn(5);
        assertThat(late.isReady()).isFalse();
        cluster.end(range);
        ScarceQueue.strike(cluster.home, where);
        assertStruck(cluster.home);
        cluster.turnUntil(late::isReady);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an error while a peer says that all have let go leaves no start waiting for good")
    void w63AnErrorWhileAPeerAcknowledges(ScarceQueue.Where where) {
        Cluster cluster = new Cluster(1);
        PeerMirror mirror = cluster.peer("A", 0, 16);
        InvalidationRange range = cluster.start(3);
        cluster.home.doWork();
        ScarceQueue.strike(mirror, where);
        assertStruck(mirror);
        assertThat(cluster.isComplete(range)).isFalse();
        cluster.complete(range);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an error while a peer gives up a cover, or asks for it, leaves it neither there nor away for good")
    void w63AnErrorWhileAPeerGoesAndComes(ScarceQueue.Where where) {
        Cluster cluster = new Cluster(1);
        PeerMirror mirror = cluster.join("A");
        Cover cover = mirror.cover(0, 16 * PAGE);
        cluster.turnUntil(cover::isReady);
        mirror.offline();
        cluster.turn(); // readers are kept out; the home is told at the next
        ScarceQueue.strike(mirror, where);
        assertStruck(mirror);
        cluster.turnUntil(mirror::isOffline);
        mirror.online();
        ScarceQueue.strike(mirror, where);
        assertStruck(mirror);
        cluster.turnUntil(cover::isReady);
    }

    private static void assertStruck(Agent agent) {
        assertThatThrownBy(agent::doWork).isInstanceOf(OutOfMemoryError.class).hasMessageStartingWith("struck");
    }

    /** Strikes the home so many frames above the end of the stack, if not negative, and goes on; returns whether it was struck. */
    private static boolean tell(int frames) {
        Cluster cluster = new Cluster(1);
        PeerMirror mirror = cluster.peer("A", 0, 16);
        Subscriber slow = Cluster.holder(mirror, 3);
        Subscriber quick = Cluster.holder(mirror, 5);
        InvalidationRange first = cluster.start(3);
        boolean struck = frames >= 0
                && StackEnd.strikes(frames, () -> {
                    try {
                        cluster.home.doWork();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        InvalidationRange other = new InvalidationRange().init(cluster.space, 5 * PAGE, 6 * PAGE);
        cluster.space.newInvalidator("another").publish(other); // its record may come before the one that failed
        for (int turn = 0; turn < 10; turn++) {
            cluster.turn();
            quick.poll(8);
        }
        assertThat(cluster.isComplete(first)).as("%d frames", frames).isFalse();
        cluster.turnUntil(() -> slow.poll(8) + quick.poll(8) >= 0 && cluster.isComplete(first));
        return struck;
    }

    /** So many frames above the end of the stack, and then again; returns whether the first was struck. */
    private static boolean declareGone(int frames) {
        Cluster cluster = new Cluster(1);
        long incarnation = cluster.peer("A", 0, 16).status().incarnation();
        cluster.stopped.addAll(cluster.mirrors);
        InvalidationRange range = cluster.start(3);
        cluster.turn(3);
        assertThat(cluster.isComplete(range)).isFalse();
        boolean struck = frames >= 0 && StackEnd.strikes(frames, () -> cluster.home.confirmGone(incarnation));
        cluster.home.confirmGone(incarnation);
        assertThat(cluster.isComplete(range))
                .as("%d frames, %s", frames, struck)
                .isTrue();
        InvalidationRange later = cluster.start(5); // the record of the first was taken, and this one's is not
        assertThat(cluster.isComplete(later)).as("%d frames", frames).isTrue();
        cluster.turn();
        assertThat(cluster.home.peers()).isEmpty();
        return struck;
    }

    /** Returns how many calls there were. */
    private static int live(long struck, boolean behind, boolean resumes) {
        Cluster cluster = new Cluster(1);
        cluster.wire.strikeAt = struck;
        cluster.wire.strikeBehind = behind;
        cluster.bearsErrors = true;
        MirrorOptions options = new MirrorOptions("A");
        PeerMirror mirror = cluster.join(resumes ? options.resume() : options);
        mirror.cover(0, 16 * PAGE);
        Holder holder = new Holder(mirror);
        cluster.turnUntil(holder::tryHold);
        for (int round = 0; round < 2; round++) {
            InvalidationRange range = cluster.start(3);
            for (int turn = 0; turn < 20; turn++) {
                cluster.turn();
                assertThat(cluster.isComplete(range) && holder.holds)
                        .as("call %d, %s", struck, behind)
                        .isFalse();
            }
            cluster.turnUntil(() -> {
                holder.subscriber.poll(8);
                return cluster.isComplete(range);
            });
            assertThat(holder.tryHold()).as("call %d, %s", struck, behind).isFalse();
            cluster.end(range);
            cluster.turnUntil(holder::tryHold);
            cluster.wire.cut();
            cluster.turn(5);
        }
        cluster.turnUntil(holder::tryHold);
        mirror.close();
        cluster.turnUntil(() -> {
            holder.subscriber.poll(8);
            return mirror.isClosed();
        });
        InvalidationRange last = cluster.start(3);
        cluster.turnUntil(() -> cluster.isComplete(last));
        cluster.end(last);
        return cluster.wire.calls;
    }
}
