package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The way between a home and its peers by Aeron: on one host by {@code aeron:ipc}, else by {@code aeron:udp}. Peers write to
 * the home's channel, and the home answers by response channels, so that no peer needs a port.
 *
 * <p>A media driver runs, in any process. A process that can write into the driver's directory, or send to the port, can speak
 * for peers and for the home: IPC belongs into a directory of mode 0700, UDP into a private network. docs/remote.md says more.
 *
 * <p>A client of Aeron that has ended, as its driver has, is replaced by a new one as soon as there is a driver: agents look for
 * that now and then, and do not wait. {@link PeerHome#serve} does wait, up to the driver timeout of Aeron.
 */
public final class AeronTransport {
    /** A driver whose heartbeat is older is dead. */
    private static final long DRIVER_TIMEOUT_MILLIS = 5_000;

    private final String directory;
    private final String requests;
    private final String responses;
    private final int stream;

    private AeronTransport(Path directory, String requests, String responses, int stream) {
        this.directory = directory.toString();
        this.requests = requests;
        this.responses = responses;
        this.stream = stream;
        checkFlag();
    }

    /**
     * Between processes of one host, by shared memory.
     *
     * @param directory of the media driver
     * @param stream where peers write; the home answers on the next
     * @return the transport, for one home or one mirror
     * @throws IllegalStateException if the JVM was started without the flag that Agrona needs
     */
    public static AeronTransport ipc(Path directory, int stream) {
        Objects.requireNonNull(directory, "directory");
        return new AeronTransport(directory, "aeron:ipc", "aeron:ipc?control-mode=response", stream);
    }

    /**
     * Between machines.
     *
     * @param directory of this machine's media driver
     * @param endpoint of the home, {@code host:port}, to which peers write
     * @param control of the home, {@code host:port}, from which it answers
     * @param stream where peers write; the home answers on the next
     * @return the transport, for one home or one mirror
     * @throws IllegalStateException if the JVM was started without the flag that Agrona needs
     */
    public static AeronTransport udp(Path directory, String endpoint, String control, int stream) {
        Objects.requireNonNull(directory, "directory");
        String requests = new ChannelUriStringBuilder()
                .media("udp")
                .endpoint(Objects.requireNonNull(endpoint, "endpoint"))
                .build();
        String responses = new ChannelUriStringBuilder()
                .media("udp")
                .controlMode("response")
                .controlEndpoint(Objects.requireNonNull(control, "control"))
                .build();
        return new AeronTransport(directory, requests, responses, stream);
    }

    private static void checkFlag() {
        try {
            new UnsafeBuffer(new byte[Long.BYTES]).putLong(0, 1);
        } catch (IllegalAccessError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "rangecast-aeron needs the JVM option --add-exports java.base/jdk.internal.misc=ALL-UNNAMED,"
                            + " as Agrona's buffers do",
                    e);
        }
    }

    Transport home() {
        return new AeronHomeTransport(this);
    }

    Transport peer() {
        return new AeronPeerTransport(this);
    }

    /** A client, or null if no driver is there at present. */
    Aeron tryConnect() {
        return CommonContext.isDriverActive(new File(directory), DRIVER_TIMEOUT_MILLIS, text -> {}) ? connect() : null;
    }

    /** A client; waits for a driver, and throws what Aeron does if none comes. */
    Aeron connect() {
        return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory).errorHandler(error -> {}));
    }

    String requests() {
        return requests;
    }

    String responses() {
        return responses;
    }

    int requestStream() {
        return stream;
    }

    int responseStream() {
        return stream + 1;
    }

    @Override
    public String toString() {
        return requests + " stream 0x" + Integer.toHexString(stream);
    }
}
