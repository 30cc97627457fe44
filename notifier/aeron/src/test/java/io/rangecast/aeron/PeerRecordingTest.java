package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
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
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording is told of peers. */
class PeerRecordingTest {
    @TempDir
    Path folder;

    @Test
    @Row("W67")
    @DisplayName(
            "a recording is told who joins, who is lost and why, whose session is not heard any more, and what is stale")
    void w62ARecordingIsToldWhoComesAndGoes() throws IOException, ParseException {
        Path file = folder.resolve("peers.jfr");
        Cluster cluster = new Cluster(1);
        try (Reader settings = new InputStreamReader(
                        AddressSpace.class.getResourceAsStream("/rangecast.jfc"), StandardCharsets.UTF_8);
                Recording recording = new Recording(Configuration.create(settings))) {
            recording.start();
            PeerMirror mirror = cluster.peer("A", 0, 16);
            new StalenessChecker(mirror, new Broken()).doWork();
            cluster.wire.cut();
            cluster.turnUntil(() -> mirror.status().sessions() == 2);
            cluster.turnUntil(() -> !cluster.home.peers().get(0).expected()
                    && cluster.home.peers().get(0).sessions() == 2);
            cluster.turnUntil(() -> {
                InvalidationRange range = cluster.start(3);
                boolean isCovered = !cluster.isComplete(range);
                if (isCovered) {
                    cluster.producer.evict(range);
                }
                cluster.end(range);
                return isCovered;
            });
            cluster.turnUntil(() -> mirror.status().sessions() == 3);
            cluster.stopped.add(mirror);
            assertThat(cluster.home.confirmGone(mirror.status().incarnation())).isTrue();
            cluster.turn();
            PeerMirror dies = cluster.peer("dies", 0, 16);
            cluster.stopped.add(dies);
            cluster.home.isDead(dies.status().incarnation()); // as its witness would say
            cluster.turn();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.rangecast.Peer"))
                .toList();
        String home = "peer A " + ProcessHandle.current().pid() + "@";
        assertThat(events)
                .filteredOn(event -> event.getString("peer").startsWith(home))
                .extracting(event -> event.getEventType().getName().substring("io.rangecast.".length()))
                .containsExactly(
                        "PeerJoined", "PeerLost", "PeerJoined", "PeerFenced", "PeerLost", "PeerJoined", "PeerFenced");
        assertThat(events)
                .filteredOn(event -> event.getString("peer").equals("mirror of segment by A"))
                .extracting(event -> event.getEventType().getName().substring("io.rangecast.".length()))
                .containsExactly("PeerJoined", "PeerStale", "PeerLost", "PeerJoined", "PeerLost", "PeerJoined");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().endsWith("Lost"))
                .extracting(event -> event.getString("why"))
                .contains("the link is gone", "the peer was evicted", "the home has ended the session");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().endsWith("Fenced"))
                .extracting(event -> event.getString("why"))
                .containsExactly("the peer was evicted", "the peer was declared gone", "its process has ended");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().endsWith("Stale"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("offset")).isEqualTo("3000");
                    assertThat(event.getLong("held")).isEqualTo(1);
                    assertThat(event.getLong("atHome")).isEqualTo(2);
                    assertThat(event.getString("session")).isNotEqualTo("0");
                    assertThat(event.getLong("startBefore")).isZero();
                    assertThat(event.getLong("startBehind")).isZero();
                });
    }

    /** Whose home has changed something without a word. */
    private static final class Broken implements StalenessChecker.Versions {
        @Override
        public long nextOffset() {
            return 0x3000;
        }

        @Override
        public long held(long offset) {
            return 1;
        }

        @Override
        public long atHome(long offset) {
            return 2;
        }
    }
}
