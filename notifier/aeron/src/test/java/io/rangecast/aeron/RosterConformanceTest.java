package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of a home that starts anew, and knows by its roster whom the one before had let in. */
class RosterConformanceTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("roster");
    }

    /** Those of peers; behind the file's version, if there are any. */
    private List<String> lines() throws IOException {
        List<String> all = Files.readAllLines(file);
        if (!all.isEmpty()) {
            assertThat(all.get(0)).isEqualTo("rangecast roster\t1");
        }
        return all.subList(Math.min(1, all.size()), all.size());
    }

    private HomeOptions options(long epoch) {
        return new HomeOptions().roster(file).epoch(epoch);
    }

    /** A home is killed: it tells nobody anything, but its process is gone, and its lock. */
    private Cluster killed(Cluster cluster) throws IOException {
        Path copy = Files.copy(file, folder.resolve("copy"));
        cluster.home.close();
        assertThat(file).hasSameTextualContentAs(copy);
        Cluster next = new Cluster(cluster, options(2));
        next.stopped.addAll(cluster.mirrors);
        next.wire.cut();
        return next;
    }

    @Test
    @DisplayName("starts of a home that comes anew wait for each peer of the one before, until that has joined")
    void w59StartsWaitForEachPeerOfTheHomeBefore() throws IOException {
        Cluster before = new Cluster(1, options(1));
        PeerMirror mirror = before.peer("A", 0, 16);
        Subscription reader = mirror.space().guard(3 * PAGE, PAGE);
        Subscriber holder = Cluster.holder(mirror, 3);
        long seen = reader.tryReadBegin();

        Cluster cluster = killed(before);
        assertThat(cluster.home.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.expected()).isTrue();
            assertThat(peer.joined()).isFalse();
            assertThat(peer.name()).isEqualTo("A");
            assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(peer.subscriber()).isEqualTo("peer A " + peer.pid() + "@" + peer.host());
            assertThat(peer.silentNanos()).isNegative();
        });
        InvalidationRange held = cluster.start(3);
        InvalidationRange elsewhere = cluster.start(1000); // for who knows what it had covered
        cluster.assertWaitsFor(held, "A");
        cluster.assertWaitsFor(elsewhere, "A");
        assertThat(cluster.producer.describeLaggards(held)).contains("has not joined this one");
        assertThat(reader.readRetry(seen)).as("used on").isFalse();

        Wire.offerJoin(cluster.wire, cluster.wire.last(MessageType.JOIN)); // that of its session with the home before
        cluster.assertWaitsFor(held, "A");
        assertThat(cluster.home.refused()).isOne();

        cluster.stopped.clear(); // it wakes, finds its link gone, and drops everything
        cluster.turnUntil(() -> {
            holder.poll(8);
            return cluster.isComplete(held);
        });
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(cluster.isComplete(elsewhere)).isTrue();
        cluster.end(held);
        cluster.end(elsewhere);
        cluster.turnUntil(() -> reader.tryReadBegin() != Subscription.BUSY);
        assertThat(cluster.home.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.expected()).isFalse();
            assertThat(peer.sessions()).isEqualTo(1);
            assertThat(peer.silentNanos()).isNotNegative();
        });
        cluster.home.close();
    }

    @Test
    @DisplayName("or until it is declared gone, and then no later home waits for it")
    void w59OrUntilItIsDeclaredGone() throws IOException {
        Cluster before = new Cluster(1, options(1));
        long incarnation = before.peer("A", 0, 16).status().incarnation();
        PeerMirror other = before.peer("B", 0, 16);
        Cluster cluster = killed(before);
        cluster.stopped.remove(other);
        InvalidationRange range = cluster.start(3);
        cluster.turnUntil(() -> other.status().sessions() == 2);
        cluster.assertWaitsFor(range, "A");
        assertThat(cluster.home.confirmGone(incarnation)).isTrue();
        assertThat(cluster.home.confirmGone(incarnation)).isFalse();
        cluster.complete(range);
        cluster.end(range);
        cluster.turn();
        assertThat(lines()).singleElement().asString().endsWith("\tB");

        other.close();
        cluster.turnUntil(other::isClosed);
        cluster.turn();
        assertThat(file).isEmptyFile();
        cluster.home.close();
    }

    @Test
    @DisplayName("who cannot be written down is told of nothing; a roster that cannot be read lets no home begin")
    void w59WhoCannotBeWrittenDownIsToldOfNothing() throws IOException {
        Cluster cluster = new Cluster(1, options(1));
        Files.createDirectory(folder.resolve("roster.new")); // where the next one would be written
        PeerMirror mirror = cluster.join("A");
        Cover cover = mirror.cover(0, 16 * PAGE);
        cluster.turn(500);
        assertThat(cover.isReady()).isFalse();
        assertThat(mirror.status().losses()).isPositive();
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.end(range);
        Files.delete(folder.resolve("roster.new"));
        cluster.turnUntil(cover::isReady);
        assertThat(file).isNotEmptyFile();
        cluster.home.close();

        Files.writeString(file, "who\tknows\n");
        assertThatThrownBy(() -> new Cluster(1, options(2)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
        Files.delete(file);
        new Cluster(1, options(3)).home.close();
    }

    @Test
    @DisplayName("a JOIN that turns up behind a goodbye makes no peer that stays, and no line in the roster")
    void w64AJoinBehindAGoodbyeMakesNoPeerThatStays() {
        Cluster cluster = new Cluster(1, options(1));
        PeerMirror mirror = cluster.peer("A", 0, 16);
        byte[] join = cluster.wire.last(MessageType.JOIN);
        mirror.close();
        cluster.turnUntil(mirror::isClosed);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());

        Wire.offerJoin(cluster.wire, join);
        cluster.turnUntil(() -> !cluster.home.peers().isEmpty());
        assertThat(file).isEmptyFile();
        InvalidationRange range = cluster.start(3);
        assertThat(cluster.isComplete(range))
                .as("nothing was subscribed to for it")
                .isTrue();
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        assertThat(file).isEmptyFile();
        cluster.home.close();
    }

    @Test
    @DisplayName(
            "a peer without covers is not waited for by the next home, nor is one that is offline; with them it is")
    void w64WhoHoldsNothingIsInNoRoster() throws IOException {
        Cluster cluster = new Cluster(1, options(1));
        PeerMirror bare = cluster.join("bare");
        PeerMirror away = cluster.peer("away", 0, 16);
        PeerMirror here = cluster.peer("here", 0, 16);
        cluster.turnUntil(() -> bare.status().joined());
        assertThat(lines()).hasSize(2);
        long owner = away.status().owner();
        away.offline();
        cluster.turnUntil(away::isOffline);
        cluster.stopped.addAll(List.of(bare, away, here));
        cluster.wire.cut();
        cluster.turn(10);
        assertThat(cluster.home.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("here");
            assertThat(peer.joined()).isFalse();
        });
        assertThat(lines()).singleElement().asString().endsWith("\there");

        cluster.stopped.clear();
        away.online();
        cluster.turnUntil(() -> cluster.home.peers().size() == 3 && !isBusy(away));
        assertThat(lines()).hasSize(2);
        assertThat(cluster.home.peers())
                .filteredOn(peer -> peer.name().equals("away"))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.owner())
                            .as("known by the same number")
                            .isEqualTo(owner)
                            .isEqualTo(away.status().owner());
                    assertThat(peer.sessions()).as("since it was forgotten").isEqualTo(1);
                });
        cluster.home.close();
    }

    private static boolean isBusy(PeerMirror mirror) {
        return mirror.space().guard(0, PAGE).tryReadBegin() == Subscription.BUSY;
    }

    @Test
    @DisplayName("when the home's space is released, its peers say goodbye, and the roster is empty")
    void w43TheRosterIsEmptyBehindTheRelease() {
        Cluster cluster = new Cluster(1, options(1));
        PeerMirror mirror = cluster.peer("A", 0, 16);
        PeerMirror bare = cluster.join("B");
        cluster.turnUntil(() -> bare.status().joined());
        cluster.space.close();
        cluster.turnUntil(() -> mirror.isClosed() && bare.isClosed());
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        assertThat(file).isEmptyFile();
        PeerMirror late = cluster.join("C");
        late.cover(0, PAGE);
        cluster.turnUntil(late::isClosed);
        cluster.turnUntil(() -> cluster.home.peers().isEmpty());
        cluster.home.close();
    }

    @Test
    @DisplayName("a roster that a former build has written is read, and written anew when somebody comes or goes")
    void w68ARosterOfAFormerBuildIsRead() throws IOException {
        Files.writeString(file, "00000000000000fe\t3\t77\thost\tA\n00000000000000ff\t3\t1000\t78\thost\tB\n");
        Cluster cluster = new Cluster(1, options(2));
        assertThat(cluster.home.peers())
                .extracting(peer -> peer.name() + " " + peer.pid() + " " + peer.leaseNanos())
                .containsExactlyInAnyOrder("A 77 0", "B 78 1000");
        InvalidationRange range = cluster.start(3);
        cluster.assertWaitsFor(range, "A");
        assertThat(lines()).singleElement().asString().endsWith("3\t0\t77\thost\tA");
        assertThat(cluster.home.confirmGone(0xfe)).isTrue();
        assertThat(cluster.isComplete(range)).isTrue();
        cluster.home.close();
        assertThat(file).isEmptyFile();
    }

    @Test
    @DisplayName("one of a later version lets no home begin, and stays as it is")
    void w68ARosterOfALaterVersionIsRefused() throws IOException {
        String later = "rangecast roster\t2\n0 1 2\n";
        Files.writeString(file, later);
        assertThatThrownBy(() -> new Cluster(1, options(2)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage(
                        "a roster of version 2, of which this build, whose version is 1, cannot say who is in it");
        assertThat(Files.readString(file)).isEqualTo(later);
        Files.delete(file);
        new Cluster(1, options(3)).home.close();
    }

    @Test
    @DisplayName("two homes do not keep one roster, and the second changes nothing")
    void w60TwoHomesDoNotKeepOneRoster() {
        Cluster first = new Cluster(1, options(1));
        AddressSpace space = new AddressSpace();
        assertThatThrownBy(() -> new PeerHome(space, "segment", first.wire.home(), options(2), () -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another home keeps");
        assertThat(space.report()).contains("subscriptions: 0");
        first.home.close();
        first.home.close();
        PeerHome second = new PeerHome(space, "segment", first.wire.home(), options(2), () -> 1);
        assertThat(second.peers()).isEqualTo(List.of());
        second.close();
    }

    @Test
    @DisplayName("a name with a tab or the end of a line does no harm")
    void aNameIsOneField() throws IOException {
        Cluster cluster = new Cluster(1, options(1));
        cluster.peer("A\tB\nC", 0, 1);
        assertThat(lines()).hasSize(1);
        cluster.home.close();
        Roster roster = new Roster(file);
        assertThat(roster.known().values())
                .singleElement()
                .satisfies(entry -> assertThat(entry.name().name()).isEqualTo("A?B?C"));
        roster.release();
    }

    @Test
    @DisplayName("what an old link still brings puts no older JOIN in the place of a newer one")
    void w64ALaterAttemptStays() {
        PeerName name = new PeerName("A", 1, "host");
        Roster roster = new Roster(file);
        roster.add(7, new Roster.Entry(name, 2, 5));
        roster.add(7, new Roster.Entry(name, 1, 5));
        roster.release();
        Roster read = new Roster(file);
        assertThat(read.known().get(7L)).isEqualTo(new Roster.Entry(name, 2, 5));
        read.release();
    }

    @Test
    @DisplayName("a roster that is a symbolic link is refused: what it leads to may only not be there yet")
    void w78ASymbolicLinkIsNoEmptyRoster() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Roster roster = new Roster(data.resolve("roster"));
        roster.add(7, entry());
        roster.release();
        Files.createSymbolicLink(file, data.resolve("roster"));
        assertThatThrownBy(() -> new Roster(file)).isInstanceOf(IllegalArgumentException.class);
        Files.move(data, folder.resolve("away"));
        AddressSpace space = new AddressSpace();
        assertThatThrownBy(() -> new PeerHome(space, "segment", new Wire(1).home(), options(2), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the roster " + file + " is a symbolic link: name the file itself");
        assertThat(space.report()).contains("subscriptions: 0");
    }

    private static Roster.Entry entry() {
        return new Roster.Entry(new PeerName("A", 1, "host"), 1, 0);
    }

    @Test
    @DisplayName("a home whose thread is interrupted writes down who comes and who is gone, and stays interrupted")
    void w77AnInterruptKeepsNothingFromTheDisk() throws IOException {
        Thread.currentThread().interrupt();
        Roster roster = new Roster(file);
        roster.add(7, entry());
        roster.release();
        assertThat(lines()).hasSize(1);
        PeerHome home = new PeerHome(new AddressSpace(), "segment", new Wire(1).home(), options(1), () -> 1);
        assertThat(home.confirmGone(7)).isTrue();
        home.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lines()).isEmpty();
        new Roster(file).release();
    }

    @Test
    @DisplayName("so does one that is interrupted again and again while it writes")
    void w77InterruptsWhileItWrites() throws Exception {
        Thread home = Thread.currentThread();
        Thread others = new Thread(() -> {
            for (int i = 0; i < 100; i++) { // not for good, as each has it write once more
                home.interrupt();
                LockSupport.parkNanos(200_000);
            }
        });
        others.start();
        Roster roster = new Roster(file);
        long last = 0;
        do {
            roster.add(++last, entry());
        } while (others.isAlive());
        roster.release();
        Thread.interrupted();
        assertThat(lines()).hasSize((int) last);
    }

    @Test
    @DisplayName(
            "a home that fails while it closes leaves the roster to the next, and closes the rest when asked again")
    void w79ACloseThatFailsIsDoneAgain() throws IOException {
        Roster roster = new Roster(file);
        roster.add(7, entry());
        roster.release();
        Wire wire = new Wire(1);
        wire.failsToClose = true;
        AddressSpace space = new AddressSpace();
        PeerHome home = new PeerHome(space, "segment", wire.home(), options(1), () -> 1);
        assertThat(home.confirmGone(7)).isTrue();
        assertThatThrownBy(home::close).hasMessage("the transport cannot be closed");
        assertThat(lines()).isEmpty();

        PeerHome next = new PeerHome(new AddressSpace(), "segment", new Wire(1).home(), options(2), () -> 1);
        roster.add(8, entry()); // what the next home writes
        List<String> written = lines();
        assertThat(home.doWork()).isZero();
        home.close();
        home.close();
        assertThat(wire.closes).isEqualTo(2);
        assertThat(space.report()).contains("subscriptions: 0");
        assertThat(lines()).isEqualTo(written).isNotEmpty();
        next.close();
    }
}
