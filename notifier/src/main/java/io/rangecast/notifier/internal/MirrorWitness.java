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
 * <p>The home takes its end for the death of the process, so nothing else may close it. An interrupt closes a channel at which a
 * thread blocks, and any thread may be interrupted, by its group or by who lists all threads: so the channel never blocks, and no
 * thread is ever at it but the agent's, for a moment. The collector does not close it: it is reachable for good.
 *
 * <p>What closes it here is that the home does not know whose it is, or has closed its own end, by which it watches no longer. An
 * error is neither: then it is asked again. One thread.
 */
public final class MirrorWitness {
    /** All that may still be open. */
    private static final Set<SocketChannel> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;

    /** The incarnation; what remains of it the home has not heard. */
    private final ByteBuffer hello = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer scratch = ByteBuffer.allocate(1);

    /** Null if there is none. */
    private SocketChannel channel;

    private boolean closed;

    /**
     * One that is not connected yet.
     *
     * @param path where the home listens
     * @param incarnation by which the home is to know this process
     */
    public MirrorWitness(Path path, long incarnation) {
        this.path = path;
        hello.putLong(0, incarnation);
    }

    /**
     * Whether the home can see it; if not, it is tried, and to be asked again. Does not wait.
     *
     * @return true if so
     */
    public boolean isConnected() {
        if (channel != null && (!channel.isConnected() || isAtItsEnd())) {
            drop();
        }
        if (channel == null && !closed) {
            connect();
        }
        return channel != null && hasSaidWhoThisIs();
    }

    /** The home does not know yet whose it is: so what fails here may be closed. */
    private void connect() {
        boolean isConnected = false;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            OPEN.add(channel);
            channel.configureBlocking(false);
            hello.clear();
            isConnected =
                    channel.connect(UnixDomainSocketAddress.of(path)); // false: a home is stopped, and many wait for it
        } catch (IOException e) {
            // no home
        } finally {
            if (!isConnected) {
                drop();
            }
        }
    }

    /** Says it again if that has failed: the home reads on. */
    private boolean hasSaidWhoThisIs() {
        try {
            channel.write(hello);
        } catch (IOException e) {
            // whether the home has closed its end is seen at the next look
        }
        return !hello.hasRemaining();
    }

    /** Whether the home has closed its end. */
    private boolean isAtItsEnd() {
        try {
            return channel.read(scratch.clear()) < 0; // else nothing: the home does not write
        } catch (SocketException reset) { // so it has, with something unread
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** This process holds nothing, and will not: no attempt is made any more. */
    public void close() {
        closed = true;
        drop();
    }

    /** How many of this process's may be open. */
    static int sockets() {
        return OPEN.size();
    }

    private void drop() {
        try {
            if (channel != null) {
                channel.close();
                OPEN.remove(channel);
                channel = null;
            }
        } catch (IOException e) {
            // it may be open still, and the home waits for the end of the process
        }
    }
}
