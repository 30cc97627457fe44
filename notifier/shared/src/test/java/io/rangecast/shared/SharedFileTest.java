package io.rangecast.shared;

import static io.rangecast.shared.SharedCluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscription;
import io.rangecast.records.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, of the file itself: what is refused, and what the home that comes next finds in it. */
@Timeout(60)
class SharedFileTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("memory");
    }

    private static AddressSpace space() {
        return new AddressSpace();
    }

    @Test
    @DisplayName("a file of another layout or length, or that others may use, is refused by a sentence that says why")
    void w70AnotherFileIsRefused() throws IOException {
        try (SharedCluster cluster = new SharedCluster(folder)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            assertThat(cluster.home.epoch()).isOne();
            assertThatThrownBy(() -> SharedPeer.join(path(), "A", 0, 1L << 40))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[0x0,0x10000000000) goes beyond a segment of 0x40000000 bytes");
        }
        assertThatThrownBy(() -> SharedHome.serve(
                        space(), path(), SharedCluster.options().peers(5)))
                .hasMessageContaining("is for 0x4 peers")
                .hasMessageContaining("not for 0x5");
        write(SharedFile.VERSION_AT, 2);
        assertThatThrownBy(() -> SharedPeer.join(path(), "A", 0, PAGE))
                .hasMessageEndingWith("it has layout version 0x2, and this is of 0x1");
        write(SharedFile.VERSION_AT, SharedFile.VERSION);
        write(SharedFile.RECORDS_AT, 64);
        assertThatThrownBy(() -> SharedPeer.join(path(), "A", 0, PAGE))
                .hasMessageContaining("its header says 0x4 slots of 0x40 records, which are not 0x");
        write(SharedFile.RECORDS_AT, 32);
        write(SharedFile.MAGIC_AT, 7);
        assertThatThrownBy(() -> SharedHome.serve(space(), path(), SharedCluster.options()))
                .hasMessageContaining("it begins with 0x5453434500000007, not 0x54534345474e4152");
        Files.write(path(), new byte[7]);
        assertThatThrownBy(() -> SharedPeer.join(path(), "A", 0, PAGE)).hasMessageEndingWith("it has 0x7 bytes");

        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SharedPeer.join(path(), "A", 0, PAGE))
                .hasMessageEndingWith("may be used by others, who could speak for peers: mode 0600 is right");
        Files.delete(path());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> SharedHome.serve(space(), path(), SharedCluster.options()))
                .hasMessageEndingWith("mode 0700 is right");
        assertThat(Files.exists(path())).isFalse();
    }

    private void write(int at, int value) throws IOException {
        try (FileChannel file = FileChannel.open(path(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value), at);
        }
    }

    @Test
    @DisplayName("options that no file can have are refused in hex")
    void w70OptionsAreRefused() {
        SharedHomeOptions options = new SharedHomeOptions();
        assertThatThrownBy(() -> options.peers(0)).hasMessage("0x0 peers, not 1 to 0x400");
        assertThatThrownBy(() -> options.records(48)).hasMessageStartingWith("0x30 records are no power of two");
        assertThatThrownBy(() -> options.records(16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.length(0)).hasMessage("a segment of 0x0 bytes");
        assertThatThrownBy(() ->
                        SharedHome.serve(space(), path(), options.peers(1024).records(1 << 16)))
                .hasMessage(
                        "0x400 peers with 0x10000 records each would take 0x100081000 bytes, more than one mapping has");
        assertThat(folder.resolve("memory.new")).doesNotExist();
    }

    /** On the lock's file, as Linux says; none where nobody says. */
    private long locks() throws IOException {
        Path all = Path.of("/proc/locks");
        String inode = ":" + Files.getAttribute(path().resolveSibling("memory.lock"), "unix:ino") + " ";
        return Files.exists(all)
                ? Files.readAllLines(all).stream()
                        .filter(lock -> lock.contains(inode))
                        .count()
                : 0;
    }

    @Test
    @DisplayName("there is one home; a peer that finds no slot free comes when one is")
    void w60w71ThereIsOneHomeAndAsManyPeersAsSlots() throws IOException {
        try (SharedCluster cluster =
                new SharedCluster(folder, SharedCluster.options().peers(1))) {
            long locks = locks();
            assertThatThrownBy(() -> SharedHome.serve(
                            space(), path(), SharedCluster.options().peers(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another home keeps " + path() + ".lock");
            assertThat(locks()).as("no other process gets it either").isEqualTo(locks);
            SharedPeer first = cluster.peer("first", 0, 1);
            SharedPeer second = cluster.join("second", 0, 1);
            cluster.turn(200);
            assertThat(second.sessions()).isZero();
            first.close();
            cluster.turnUntil(second::isReady);
        }
    }

    @Test
    @DisplayName(
            "a record without its number does not exist, whoever has written the rest; numbers go on behind those that do")
    void w52ARecordWithoutItsNumberDoesNotExist() {
        try (SharedCluster cluster = new SharedCluster(folder)) {
            SharedPeer peer = cluster.peer("A", 0, 16);
            InvalidationRange range = cluster.start(1);
            cluster.complete(range);
            cluster.end(range);
            SharedFile file = SharedFile.open(path());
            Slot slot = file.slot(0);
            cluster.turnUntil(() -> !Slot.isOdd(slot.state()));
            long next = slot.last() + 1;
            int at = slot.record(next);
            file.put(at + RecordLayout.START, 3 * PAGE);
            file.put(at + RecordLayout.END, 4 * PAGE);
            file.put(at + Slot.RECORD_STATE, slot.state() | 1);
            Subscription reader = peer.space().guard(3 * PAGE, PAGE);
            long seen = reader.tryReadBegin();
            cluster.turn(50);
            assertThat(reader.readRetry(seen)).isFalse();
            assertThat(slot.last()).isEqualTo(next - 1);

            InvalidationRange real = cluster.start(5);
            cluster.complete(real);
            cluster.end(real);
            assertThat(reader.readRetry(seen))
                    .as("the fields are those of the record that came")
                    .isFalse();
            assertThat(slot.last()).isEqualTo(next);
        }
    }

    @Test
    @DisplayName("where no socket can be there is no home, and nobody is asked to drop anything")
    void w70WhereNoSocketCanBeThereIsNoHome() throws IOException {
        Path deep = Files.createDirectory(
                folder.resolve("a".repeat(120)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SharedCluster before = new SharedCluster(folder);
        before.peer("A", 0, 16);
        before.home.close();
        before.peers.clear();
        Path moved = Files.move(path(), deep.resolve("memory"));
        long session = SharedFile.open(moved).slot(0).everything();
        assertThatThrownBy(() -> SharedHome.serve(space(), moved, SharedCluster.options()))
                .hasMessageContaining("no home can be at " + moved)
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(SharedFile.open(moved).slot(0).everything()).isEqualTo(session);
    }

    @Test
    @DisplayName("another home waits for whom it finds in the file, until that has dropped everything and joined")
    void w29w59AnotherHomeWaitsForWhomItFinds() {
        SharedCluster before = new SharedCluster(folder);
        SharedPeer peer = before.peer("A", 0, 16);
        SharedPeer gone = before.peer("gone", 0, 16);
        Subscription reader = peer.space().guard(0, PAGE);
        long seen = reader.tryReadBegin();
        before.home.close();
        before.peers.clear(); // its agents stand

        SharedCluster cluster = new SharedCluster(folder);
        assertThat(cluster.home.epoch()).isEqualTo(2);
        assertThat(cluster.home.peers()).extracting(SharedPeerStatus::expected).containsExactly(true, true);
        InvalidationRange anywhere = cluster.start(1000);
        cluster.turn(50);
        assertThat(cluster.producer.laggards(anywhere)).hasSize(2);
        assertThat(cluster.producer.describeLaggards(anywhere)).contains("had joined a home before this one");

        cluster.peers.add(peer);
        cluster.turnUntil(() -> peer.sessions() == 2 && peer.isReady());
        assertThat(reader.readRetry(seen)).isTrue();
        assertThat(cluster.isComplete(anywhere)).isFalse();
        assertThat(cluster.home.confirmGone(gone.incarnation())).isTrue();
        assertThat(cluster.isComplete(anywhere)).isTrue();
        cluster.turn();
        assertThat(cluster.home.peers()).singleElement().matches(status -> status.joined() && !status.expected());
        cluster.close();
    }

    @Test
    @DisplayName("a home that is closed lets go, by a word, of a peer whose slot has another owner by now")
    void w20AClosedHomeLetsGoOfAPeerThatHasLeft() {
        SharedCluster before = new SharedCluster(folder, SharedCluster.options().peers(1));
        SharedPeer peer = before.peer("A", 0, 16);
        InvalidationRange range = before.start(3);
        before.home.close();
        peer.close();
        while (!peer.isClosed()) {
            peer.doWork();
        }
        before.peers.clear();
        try (SharedCluster cluster =
                new SharedCluster(folder, SharedCluster.options().peers(1))) {
            SharedPeer next = cluster.peer("B", 0, 16);
            assertThat(before.home.confirmGone(next.incarnation())).isTrue();
            assertThat(before.isComplete(range)).isFalse();
            assertThat(before.home.confirmGone(peer.incarnation())).isTrue();
            assertThat(before.isComplete(range)).isTrue();
            assertThat(before.home.confirmGone(peer.incarnation())).isFalse();
        }
    }

    @Test
    @DisplayName("a peer that leaves while there is no home is not expected by the next")
    void w64WhoLeavesWithoutAHomeIsNotExpected() {
        SharedCluster before = new SharedCluster(folder);
        SharedPeer peer = before.peer("A", 0, 16);
        before.home.close();
        peer.close();
        before.peers.clear();
        while (!peer.isClosed()) {
            peer.doWork();
        }
        try (SharedCluster cluster = new SharedCluster(folder)) {
            InvalidationRange range = cluster.start(3);
            assertThat(cluster.isComplete(range)).isTrue();
            cluster.turn();
            assertThat(cluster.home.peers()).isEmpty();
        }
    }
}
