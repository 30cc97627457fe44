package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.shared.SharedPeer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * A process that reads pages of a file that a home in another process changes: it keeps the numbers of pages that it may use
 * between its polls, and reads them all the time. What it finds it writes into the file's last page.
 */
final class PeerProcess {
    static final int PAGES = 16;
    static final int PAGE = 4096;

    /** Where the last page has the numbers of reads, of those that were poison, and of sessions. */
    static final int READS = PAGES * PAGE;

    static final int POISONED = READS + 64;
    static final int SESSIONS = READS + 128;

    /** How many pages it holds, and how many homes it has refused. */
    static final int HELD = READS + 192;

    static final int REFUSED = READS + 256;

    /** How often it has gone on over another link. */
    static final int RESUMED = READS + 448;

    static final long POISON = 0xdead_dead_dead_deadL;

    /** How often it reads each page from one poll to the next. */
    private static final int ROUNDS = 200;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;
    private final AddressSpace space;

    /** Writes into the last page what the peer says of itself. */
    private final Runnable report;

    private final boolean[] held = new boolean[PAGES];

    private PeerProcess(MappedByteBuffer memory, AddressSpace space, Runnable report) {
        this.memory = memory;
        this.space = space;
        this.report = report;
    }

    static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, READS + PAGE);
            mapped.order(ByteOrder.nativeOrder());
            return mapped;
        }
    }

    /** A transport for a home or a peer of one test. */
    static AeronTransport transport(String media, Path directory, int port) {
        return media.equals("ipc")
                ? AeronTransport.ipc(directory, 10)
                : AeronTransport.udp(directory, "localhost:" + port, "localhost:" + (port + 1), 10);
    }

    /** The directory is the driver's, or a home's file. */
    static Process start(String media, Path directory, int port, Path file, Path witness, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx64m"));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                PeerProcess.class.getName(),
                media,
                directory.toString(),
                Integer.toString(port),
                file.toString()));
        if (witness != null) {
            command.add(witness.toString());
        }
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Media, driver's directory, port, file, and perhaps a witness; or {@code file}, the home's file, 0, file. */
    public static void main(String[] arguments) throws IOException {
        MappedByteBuffer memory = map(Path.of(arguments[3]));
        if (arguments[0].equals(PageHome.FILE)) {
            SharedPeer peer = SharedPeer.join(Path.of(arguments[1]), "reader", 0, (long) PAGES * PAGE);
            run(peer);
            new PeerProcess(memory, peer.space(), () -> memory.putLong(SESSIONS, peer.sessions())).read();
        }
        PeerMirror mirror = join(arguments);
        run(mirror);
        if (Boolean.getBoolean("lease")) {
            new LeasedReader(memory, mirror).read();
        }
        new PeerProcess(memory, mirror.space(), () -> report(memory, mirror)).read();
    }

    private static PeerMirror join(String... arguments) {
        MirrorOptions options =
                new MirrorOptions("reader").silence(Duration.ofMillis(Long.getLong("silence.millis", 5_000)));
        if (arguments.length > 4) {
            options.witness(Path.of(arguments[4]));
        }
        if (Boolean.getBoolean("resume")) {
            options.resume();
        }
        boolean isLeased = Boolean.getBoolean("lease");
        if (isLeased) {
            options.lease();
        }
        AeronTransport transport = transport(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        PeerMirror mirror = PeerMirror.join("pages", transport, options);
        int covers = Integer.getInteger("covers", isLeased ? PAGES : 1); // one is not ready while a window is over it
        for (int i = 0; i < covers; i++) {
            mirror.cover((long) i * PAGES / covers * PAGE, (long) PAGES / covers * PAGE);
        }
        return mirror;
    }

    private static void run(Agent peer) {
        AgentRunner.startOnThread(
                new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, peer));
    }

    private static void report(MappedByteBuffer memory, PeerMirror mirror) {
        MirrorStatus status = mirror.status();
        memory.putLong(SESSIONS, status.sessions());
        memory.putLong(REFUSED, status.refusedHomes());
        memory.putLong(RESUMED, status.resumed());
    }

    private void read() {
        Subscriber reader = new Subscriber("reader", record -> {
            for (int page = 0; page < PAGES; page++) {
                held[page] &= !record.overlaps((long) page * PAGE, (page + 1L) * PAGE);
            }
        });
        reader.attach();
        Subscription[] pages = new Subscription[PAGES];
        for (int page = 0; page < PAGES; page++) {
            pages[page] = space.subscribe((long) page * PAGE, PAGE, reader);
        }
        YieldingIdleStrategy idle = new YieldingIdleStrategy();
        while (true) {
            reader.poll(8);
            for (int page = 0; page < PAGES; page++) {
                if (!held[page]) {
                    held[page] = pages[page].tryReadBegin() != Subscription.BUSY;
                }
            }
            use();
            idle.idle();
        }
    }

    /** Raw addresses, as good as any: nobody is asked until the next poll. */
    private void use() {
        long reads = 0;
        long poisoned = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int page = 0; page < PAGES; page++) {
                if (held[page]) {
                    reads++;
                    if ((long) LONGS.getOpaque(memory, page * PAGE) == POISON) {
                        poisoned++;
                    }
                }
            }
        }
        add(memory, READS, reads);
        add(memory, POISONED, poisoned);
        report.run();
        memory.putLong(
                HELD, IntStream.range(0, PAGES).filter(page -> held[page]).count());
    }

    static void add(ByteBuffer to, int at, long more) {
        to.putLong(at, to.getLong(at) + more);
    }
}
