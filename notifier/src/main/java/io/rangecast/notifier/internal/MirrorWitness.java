package io.rangecast.notifier.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows a home on this host that this process lives: a socket that stays open until the process ends, or holds nothing.
 *
 * <p>The home takes its end for the death of the process, so nothing else may close it. An interrupt closes the channel that a
 * thread is at: so only threads that nobody else knows touch it, one for each attempt. The collector does not close it: it is
 * reachable for good.
 */
public final class MirrorWitness {
    /** All that may still be open. */
    private static final Set<SocketChannel> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final long incarnation;

    /** Written by the thread of an attempt: null if there is none yet, or the home has closed its end. */
    private volatile SocketChannel channel;

    private volatile Thread attempt;

    /**
     * One that is not connected yet.
     *
     * @param path where the home listens
     * @param incarnation by which the home is to know this process
     */
    public MirrorWitness(Path path, long incarnation) {
        this.path = path;
        this.incarnation = incarnation;
    }

    /**
     * Whether the home can see it; if not, it is tried, and to be asked again.
     *
     * @return true if so
     */
    public boolean isConnected() {
        Thread running = attempt;
        if (channel == null && (running == null || !running.isAlive())) {
            Thread next = new Thread(this::connectAndWatch, "rangecast-witness");
            next.setDaemon(true);
            attempt = next;
            next.start();
        }
        return channel != null;
    }

    /** Blocks until the home closes its end: from then on it does not look at this one any more. */
    private void connectAndWatch() {
        SocketChannel made = null;
        boolean isSeen = false;
        try {
            made = SocketChannel.open(StandardProtocolFamily.UNIX);
            OPEN.add(made);
            made.connect(UnixDomainSocketAddress.of(path));
            ByteBuffer hello = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            hello.putLong(0, incarnation);
            isSeen = true; // whatever fails from here on, it stays open
            while (hello.hasRemaining()) {
                made.write(hello);
            }
            channel = made;
            while (made.read(hello.clear()) >= 0) {
                // the home does not write
            }
            isSeen = false;
        } catch (IOException e) {
            // no home, or this side was closed
        } finally {
            channel = null;
            if (!isSeen) {
                close(made);
            }
        }
    }

    /** This process holds nothing, and will not. */
    public void close() {
        close(channel);
    }

    private static void close(SocketChannel made) {
        try {
            if (made != null) {
                made.close();
                OPEN.remove(made);
            }
        } catch (IOException e) {
            // it stays open, and the home waits for the end of the process
        }
    }
}
