package io.rangecast.notifier.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Patience;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A witness stays open as long as anything may be held, and no longer. */
@Timeout(60)
class MirrorWitnessTest {
    @TempDir
    Path folder;

    private final int before = MirrorWitness.sockets();
    private final List<SocketChannel> others = new ArrayList<>();
    private ServerSocketChannel home;
    private UnixDomainSocketAddress address;
    private MirrorWitness witness;

    @BeforeEach
    void listen() throws IOException {
        address = UnixDomainSocketAddress.of(folder.resolve("home"));
        home = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        home.bind(address, 1);
        witness = new MirrorWitness(address.getPath(), 7);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
        for (SocketChannel other : others) {
            other.close();
        }
    }

    private void awaitSockets(int count) throws InterruptedException {
        new Patience(Patience.nanos(20)).await(() -> MirrorWitness.sockets() == before + count, "sockets");
    }

    /** A home that is stopped, with as many in its queue as that has room for. */
    private void fillTheQueue() throws IOException {
        boolean isRoom = true;
        while (isRoom) {
            SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX);
            others.add(other);
            other.configureBlocking(false);
            try {
                isRoom = other.connect(address);
            } catch (IOException full) {
                isRoom = false;
            }
        }
    }

    @Test
    @DisplayName("a witness that is closed while it is connecting leaves no socket, and tries no more")
    void w76AWitnessThatIsClosedWhileItIsConnecting() throws Exception {
        fillTheQueue();
        assertThat(witness.isConnected()).isFalse();
        awaitSockets(1);
        witness.close();
        awaitSockets(0);
        assertThat(witness.isConnected()).isFalse();
        assertThat(MirrorWitness.sockets()).isEqualTo(before);
    }

    @Test
    @DisplayName("nor one whose home has ended with something unread")
    void w76AWitnessWhoseHomeHasReset() throws Exception {
        new Patience(Patience.nanos(20)).await(witness::isConnected, "the witness");
        assertThat(MirrorWitness.sockets()).isEqualTo(before + 1);
        home.accept().close();
        awaitSockets(0);
        home.close();
        new Patience(Patience.nanos(20)).await(() -> !witness.isConnected(), "the end");
        awaitSockets(0);
        witness.close();
    }
}
