package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An Error strikes at each depth of a turn, as the stack ends there: also where no word of the file is looked at. */
@Timeout(60)
class ErrorInATurnTest {
    private static final int MOST_FRAMES = 60;

    @TempDir
    Path folder;

    private Throwable failure;
    private int struck;

    @Test
    @DisplayName("a peer that an error strikes when it lets readers in lets them in at its next turn")
    void w63APeerIsReadyAtItsNextTurn() throws InterruptedException {
        Thread shallow = new Thread(null, this::strikeAtEachDepth, "with a small stack", 256 * 1024);
        shallow.setUncaughtExceptionHandler((thread, thrown) -> failure = thrown);
        shallow.start();
        shallow.join();
        assertThat(failure).isNull();
        assertThat(struck).isPositive();
    }

    private void strikeAtEachDepth() {
        try (SharedCluster cluster = new SharedCluster(folder)) {
            SharedPeer peer = cluster.peer("A", 0, 16);
            for (int frames = 0; frames < MOST_FRAMES; frames++) {
                joinInAWindow(cluster, peer);
                descend(frames, new boolean[1], () -> {
                    try {
                        peer.doWork();
                    } catch (StackOverflowError strikes) {
                        struck++;
                    }
                });
                for (int turn = 0; turn < 3 && !peer.isReady(); turn++) {
                    peer.doWork();
                }
                assertThat(peer.isReady()).as("%d frames", frames).isTrue();
            }
        }
    }

    /** Its readers may begin at its next turn. */
    private static void joinInAWindow(SharedCluster cluster, SharedPeer peer) {
        peer.offline();
        cluster.turnUntil(peer::isOffline);
        InvalidationRange range = cluster.start(3);
        long sessions = peer.sessions();
        peer.online();
        cluster.turnUntil(() -> peer.sessions() > sessions);
        cluster.turn(3);
        assertThat(peer.isReady()).isFalse();
        cluster.end(range);
        cluster.home.doWork();
    }

    /** Runs an action so many frames above the end of the stack; returns how many frames are below this. */
    private static int descend(int above, boolean[] tried, Runnable action) {
        int below;
        try {
            below = 1 + descend(above, tried, action);
        } catch (StackOverflowError end) {
            below = 0;
        }
        if (below == above && !tried[0]) {
            tried[0] = true;
            action.run();
        }
        return below;
    }
}
