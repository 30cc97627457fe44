package io.rangecast.notifier.internal;

import java.io.IOException;
import java.net.SocketException;
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

    /** Of the attempt that runs, and written by its thread; null if there is none. */
    private volatile SocketChannel channel;

    /** Written by the thread of an attempt: whether the home can see it. */
    private volatile boolean connected;

    private volatile boolean closed;
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
        if (!connected && !closed && (running == null || !running.isAlive())) {
            Thread next = new Thread(this::connectAndWatch, "rangecast-witness");
            next.setDaemon(true);
            attempt = next;
            next.start();
        }
        return connected;
    }

    /** Blocks until the home closes its end: from then on it does not look at this one any more. */
    private void connectAndWatch() {
        SocketChannel made = null;
        boolean isSeen = false;
        try {
            made = SocketChannel.open(StandardProtocolFamily.UNIX);
            OPEN.add(made);
            channel = made;
            if (!closed) { // behind the channel: close() finds that, or is seen here
                made.connect(UnixDomainSocketAddress.of(path));
                isSeen = true; // whatever fails from here on, it stays open ...
                if (sayWhoThisIs(made)) {
                    connected = true;
                    awaitEnd(made);
                }
                isSeen = false; // ... but here the home has not heard of it, or has closed its end
            }
        } catch (IOException e) {
            // no home, or this side was closed
        } finally {
            connected = false;
            channel = null;
            if (!isSeen) {
                close(made);
            }
        }
    }

    /** False if the home has not heard all of it. */
    private boolean sayWhoThisIs(SocketChannel made) {
        ByteBuffer hello = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        hello.putLong(0, incarnation);
        try {
            while (hello.hasRemaining()) {
                made.write(hello);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitEnd(SocketChannel made) throws IOException {
        ByteBuffer scratch = ByteBuffer.allocate(1);
        try {
            while (made.read(scratch.clear()) >= 0) {
                // the home does not write
            }
        } catch (SocketException reset) { // so it has closed its end, with something unread
            return;
        }
    }

    /** This process holds nothing, and will not: an attempt that is under way ends, too, and none is made any more. */
    public void close() {
        closed = true;
        close(channel);
    }

    /** How many of this process's may be open. */
    static int sockets() {
        return OPEN.size();
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
