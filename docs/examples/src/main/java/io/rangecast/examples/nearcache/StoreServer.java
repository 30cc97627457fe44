package io.rangecast.examples.nearcache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends the value of a key to whoever asks through a socket: what any store does. A thread for each client. */
final class StoreServer {
    private final ServerSocketChannel server;
    private final Store store;

    StoreServer(Path socket, Store store) throws IOException {
        this.store = store;
        Files.deleteIfExists(socket); // of a home that was killed
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        daemon("accept", this::accept);
    }

    static void daemon(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                daemon("serve", () -> serve(client));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SocketChannel client) {
        ByteBuffer message = ByteBuffer.allocate(Long.BYTES);
        try (client) {
            while (transfer(client, message, true)) {
                message.putLong(0, store.get((int) message.getLong(0)));
                transfer(client, message, false);
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    /** Reads or writes one number; false at the end. */
    private static boolean transfer(SocketChannel channel, ByteBuffer message, boolean reads) throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            if ((reads ? channel.read(message) : channel.write(message)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Asks a server: connects when there is one, and again when that has gone. One thread. */
    static final class Client implements NearCache.Loader {
        private final Path socket;
        private final ByteBuffer message = ByteBuffer.allocate(Long.BYTES);
        private SocketChannel channel;

        Client(Path socket) {
            this.socket = socket;
        }

        @Override
        public long load(long key) {
            try {
                if (channel == null) {
                    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                }
                message.putLong(0, key);
                transfer(channel, message, false);
                if (!transfer(channel, message, true)) {
                    throw new IOException("the store has gone");
                }
                return message.getLong(0);
            } catch (IOException e) {
                close();
                throw new UncheckedIOException(e);
            }
        }

        private void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // it is left
            } finally {
                channel = null;
            }
        }
    }
}
