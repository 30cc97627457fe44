package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What flight recordings and counters say of peers. */
@Timeout(60)
class SharedRecordingTest {
    @TempDir
    Path folder;

    private static String type(RecordedEvent event) {
        return event.getEventType().getName().substring("io.rangecast.".length());
    }

    @Test
    @DisplayName("a recording is told who joins, who is lost and why, and whose session is not heard any more")
    void w62ARecordingIsToldWhoComesAndGoes() throws IOException, ParseException {
        Path dump = folder.resolve("peers.jfr");
        SharedCluster cluster = new SharedCluster(folder);
        try (Reader settings = new InputStreamReader(
                        AddressSpace.class.getResourceAsStream("/rangecast.jfc"), StandardCharsets.UTF_8);
                Recording recording = new Recording(Configuration.create(settings))) {
            recording.start();
            SharedPeer peer = cluster.peer("A", 0, 16);
            InvalidationRange range = cluster.start(3);
            cluster.producer.evict(range);
            cluster.end(range);
            cluster.turnUntil(() -> peer.sessions() == 2 && peer.isReady());
            cluster.peers.clear();
            assertThat(cluster.home.confirmGone(peer.incarnation())).isTrue();
            cluster.turn();
            dies(cluster);
            recording.stop();
            recording.dump(dump);
        }
        cluster.close();
        List<RecordedEvent> events = RecordingFile.readAllEvents(dump).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.rangecast.Peer"))
                .toList();
        String pid = " " + ProcessHandle.current().pid();
        assertThat(events)
                .filteredOn(event -> event.getString("peer").equals("peer A" + pid))
                .extracting(SharedRecordingTest::type)
                .containsExactly("PeerJoined", "PeerLost", "PeerFenced", "PeerJoined", "PeerFenced");
        assertThat(events)
                .filteredOn(event -> event.getString("peer").equals("A at " + cluster.path))
                .extracting(SharedRecordingTest::type)
                .containsExactly("PeerJoined", "PeerLost", "PeerJoined");
        assertThat(events)
                .filteredOn(event -> event.getString("peer").startsWith("peer raw "))
                .extracting(SharedRecordingTest::type)
                .containsExactly("PeerJoined", "PeerFenced");
        assertThat(events)
                .filteredOn(event -> !type(event).equals("PeerJoined"))
                .extracting(event -> event.getString("why"))
                .contains(
                        "the peer was evicted",
                        "the home has ended the session",
                        "the peer was declared gone",
                        "its process has ended");
    }

    /** A peer by its words and its socket alone, which ends as if its process did. */
    private static void dies(SharedCluster cluster) throws IOException {
        Slot slot = SharedFile.open(cluster.path).slot(0);
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(SharedFile.witness(cluster.path)));
            socket.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, 7));
            assertThat(slot.claim(7)).isTrue();
            slot.describe("raw", 8, 0, SharedCluster.PAGE);
            slot.join(slot.everything());
            cluster.turnUntil(() -> slot.joined() == slot.everything());
        }
        cluster.turnUntil(() -> slot.owner() == Slot.FREE);
    }

    @Test
    @DisplayName("the counters of peers are in the file, for whoever may look at it")
    void w62TheCountersOfPeersAreInTheFile() {
        try (SharedCluster cluster = new SharedCluster(folder)) {
            SharedPeer peer = cluster.peer("A", 0, 16);
            InvalidationRange range = cluster.start(3);
            cluster.complete(range);
            cluster.end(range);
            InvalidationRange evicting = cluster.start(3);
            cluster.turn();
            cluster.producer.evict(evicting);
            cluster.end(evicting);
            cluster.turnUntil(() -> peer.sessions() == 2 && peer.isReady());
            InvalidationRange last = cluster.start(3);
            cluster.complete(last);
            cluster.end(last);
            cluster.turn();
            SharedPeerStatus status = cluster.home.peers().get(0);
            assertThat(status.sessions()).isEqualTo(2);
            assertThat(status.starts()).isBetween(2L, 3L);
            assertThat(status.acknowledged()).isBetween(2L, status.starts());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SharedStat.print(cluster.path, new PrintStream(out, true, StandardCharsets.UTF_8));
            String name = "peer A " + ProcessHandle.current().pid();
            assertThat(out.toString(StandardCharsets.UTF_8).lines().map(String::trim))
                    .containsExactly(
                            status.starts() + "  rangecast starts: " + name,
                            status.acknowledged() + "  rangecast acknowledged: " + name,
                            "2  rangecast sessions: " + name);
        }
    }
}
