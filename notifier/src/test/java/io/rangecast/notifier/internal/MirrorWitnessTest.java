package io.rangecast.notifier.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.VirtualThreads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
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

    private static final int TURNS = 100;

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

    private int sockets() {
        return MirrorWitness.sockets() - before;
    }

    @Test
    @DisplayName("a home that is stopped, and has no room for one more, is waited for by nobody, and no socket stays")
    void w76AHomeThatIsStopped() throws IOException {
        fillTheQueue();
        assertThat(witness.isConnected()).isFalse();
        assertThat(sockets()).isZero();
        home.accept().close();
        assertThat(witness.isConnected()).isTrue();
        witness.close();
        assertThat(sockets()).isZero();
        assertThat(witness.isConnected()).as("tried again").isFalse();
        assertThat(sockets()).isZero();
    }

    @Test
    @DisplayName("a witness whose home has ended, with something unread, leaves no socket")
    void w76AWitnessWhoseHomeHasReset() throws IOException {
        assertThat(witness.isConnected()).isTrue();
        assertThat(sockets()).isOne();
        home.accept().close();
        home.close();
        assertThat(witness.isConnected()).isFalse();
        assertThat(sockets()).isZero();
        witness.close();
    }

    @Test
    @DisplayName("an interrupt closes no socket, of whichever thread of the peer's: the home hears of no death")
    void w77AnInterruptIsNoDeath() throws Exception {
        home.close();
        Files.delete(address.getPath());
        HomeWitness watching = new HomeWitness(address.getPath());
        List<Long> dead = new ArrayList<>();
        ThreadGroup application = new ThreadGroup("application");
        Runnable turns = () -> {
            for (int i = 0; i < TURNS; i++) {
                application.interrupt(); // whoever is in it, and else sleeps or waits
                Thread.currentThread().interrupt();
                witness.isConnected();
                Thread.yield();
            }
        };
        Thread agent = new Thread(application, turns);
        agent.start();
        agent.join();
        assertThat(watching.watches(7, dead::add)).isTrue();
        VirtualThreads.run(turns).get();
        assertThat(watching.watches(7, dead::add)).isTrue();
        assertThat(dead).isEmpty();
        witness.close();
        assertThat(watching.watches(7, dead::add)).isFalse();
        assertThat(dead).as("whose end is seen").containsExactly(7L);
        watching.close();
    }

    @Test
    @DisplayName("a home that is interrupted sees whoever it has seen before, and nobody dead")
    void w77AnInterruptOfTheHomeIsNoDeath() throws Exception {
        home.close();
        Files.delete(address.getPath());
        HomeWitness watching = new HomeWitness(address.getPath());
        List<Long> dead = new ArrayList<>();
        Thread.currentThread().interrupt();
        assertThat(witness.isConnected()).isTrue();
        assertThat(watching.watches(7, dead::add)).isTrue();
        assertThat(watching.watches(7, dead::add)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(dead).isEmpty();
        witness.close();
        watching.close();
    }
}
