package io.rangecast.notifier.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Knows which peers on this host are dead, by the end of a Unix-domain socket that each has connected. The kernel closes it
 * when it ends the process, behind the process's memory, and never while the process is stopped. Needs no clock and no process
 * id, and so works between containers that share the folder.
 *
 * <p>Only the end of the stream is a proof. An error is none, nor that this side's channel is closed: such a peer has no witness any
 * more, and is waited for. No channel blocks, so an interrupt of the agent's thread closes none. One thread.
 */
public final class HomeWitness {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final class Watched {
        final SocketChannel channel;
        final ByteBuffer incarnation = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Watched(SocketChannel channel) {
            this.channel = channel;
        }

        boolean isKnown() {
            return !incarnation.hasRemaining();
        }

        long id() {
            return incarnation.getLong(0);
        }
    }

    private final Path path;
    private final ServerSocketChannel server;
    private final List<Watched> all = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(1);
    private long looked;

    /** Whether the path is this one's: until it is deleted, as another may listen there behind that. */
    private boolean isMine = true;

    /**
     * Listens.
     *
     * @param path a path that is free, in a directory that nobody but this user may write
     * @throws UncheckedIOException if it cannot
     * @throws IllegalArgumentException if others may write in the directory
     */
    public HomeWitness(Path path) {
        this.path = path;
        try {
            checkDirectory(path.toAbsolutePath().getParent());
            server = listen(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the witness cannot listen at " + path, e);
        }
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel made = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isListening = false;
        try {
            made.bind(UnixDomainSocketAddress.of(path));
            made.configureBlocking(false);
            isListening = true;
        } finally {
            if (!isListening) {
                made.close();
            }
        }
        return made;
    }

    private static void checkDirectory(Path directory) throws IOException {
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(directory);
        if (open.contains(PosixFilePermission.GROUP_WRITE) || open.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    directory + " may be written by others, who could speak for peers: mode 0700 is right");
        }
    }

    /**
     * Looks now and then, and tells of each incarnation that is dead: once, unless that fails.
     *
     * @param now the clock, {@link System#nanoTime}
     * @param dead is given each
     * @return how much there was to do
     */
    public int poll(long now, LongConsumer dead) {
        if (now - looked < LOOK_NANOS) {
            return 0;
        }
        looked = now;
        return look(dead);
    }

    private int look(LongConsumer dead) {
        int work = 0;
        while (accept()) {
            work++;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Watched watched = all.get(i);
            if (isAtItsEnd(watched)) {
                if (watched.isKnown()) {
                    dead.accept(watched.id()); // first: if that fails, the end is seen again
                }
                all.remove(i);
                work++;
            } else if (!watched.channel.isOpen()) {
                all.remove(i);
            }
        }
        return work;
    }

    /**
     * Whether the process of that incarnation lives, as far as can be seen, and its end will be.
     *
     * @param incarnation which
     * @param dead is given each that is found dead meanwhile
     * @return true if it is watched
     */
    public boolean watches(long incarnation, LongConsumer dead) {
        look(dead); // it connects before it says so
        for (Watched watched : all) {
            if (watched.isKnown() && watched.id() == incarnation) {
                return true;
            }
        }
        return false;
    }

    private boolean accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                all.add(new Watched(channel));
            }
            return channel != null;
        } catch (IOException e) {
            return false; // nobody is watched who was not
        }
    }

    private boolean isAtItsEnd(Watched watched) {
        try {
            if (watched.isKnown()) {
                scratch.clear();
                return watched.channel.read(scratch) < 0;
            }
            boolean isAtItsEnd = watched.channel.read(watched.incarnation) < 0;
            if (watched.isKnown() && isTaken(watched)) { // two that say they are one: the first is
                watched.channel.close();
            }
            return isAtItsEnd;
        } catch (IOException e) {
            close(watched); // no proof
            return false;
        }
    }

    private boolean isTaken(Watched newcomer) {
        for (Watched watched : all) {
            if (watched != newcomer && watched.isKnown() && watched.id() == newcomer.id()) {
                return true;
            }
        }
        return false;
    }

    private static void close(Watched watched) {
        try {
            watched.channel.close();
        } catch (IOException e) {
            // it is not watched any more, and nobody else's
        }
    }

    /** Listens no more, and watches nobody. A second call does what the first could not, as that has thrown, or nothing. */
    public void close() {
        try {
            server.close();
            if (isMine) {
                Files.deleteIfExists(path);
                isMine = false;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the witness cannot let go of " + path, e);
        } finally {
            all.forEach(HomeWitness::close);
        }
    }
}
