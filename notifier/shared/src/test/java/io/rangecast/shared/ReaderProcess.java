package io.rangecast.shared;

import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * A peer that is a process of its own, and does what {@code reader.c} does: it keeps pages that it may use between its polls, and
 * copies words between begin and retry. What it finds it writes into its report.
 */
final class ReaderProcess {
    static final int PAGES = 8;
    static final int PAGE = 4096;
    static final long POISON = 0xdead_dead_dead_deadL;

    /** Where its report has what. */
    static final int READS = 0;

    static final int POISONED = 64;
    static final int VALIDATED = 128;
    static final int TORN = 192;
    static final int BUSY = 256;

    private static final int ROUNDS = 200;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer pages;
    private final MappedByteBuffer report;
    private final Subscription[] guards = new Subscription[PAGES];
    private final boolean[] held = new boolean[PAGES];

    private ReaderProcess(MappedByteBuffer pages, MappedByteBuffer report) {
        this.pages = pages;
        this.report = report;
    }

    static MappedByteBuffer map(Path file, int size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
            mapped.order(ByteOrder.nativeOrder());
            return mapped;
        }
    }

    /** A JVM for a class of the tests, with no option that opens anything. */
    static List<String> java(Class<?> main, Object... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** Shared file, pages, report, name. */
    public static void main(String[] arguments) throws IOException {
        SharedPeer peer = SharedPeer.join(Path.of(arguments[0]), arguments[3], 0, PAGES * PAGE);
        AgentRunner.startOnThread(
                new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, peer));
        new ReaderProcess(map(Path.of(arguments[1]), PAGES * PAGE), map(Path.of(arguments[2]), PAGE)).read(peer);
    }

    private void read(SharedPeer peer) {
        Subscriber reader = new Subscriber("reader", record -> {
            for (int page = 0; page < PAGES; page++) {
                held[page] &= !record.overlaps((long) page * PAGE, (page + 1L) * PAGE);
            }
        });
        reader.attach();
        Subscription[] mine = new Subscription[PAGES];
        for (int page = 0; page < PAGES; page++) {
            mine[page] = peer.space().subscribe((long) page * PAGE, PAGE, reader);
            guards[page] = peer.space().guard((long) page * PAGE, PAGE);
        }
        while (true) {
            reader.poll(8);
            for (int page = 0; page < PAGES; page++) {
                held[page] = held[page] || mine[page].tryReadBegin() != Subscription.BUSY;
            }
            use();
            copy();
            LockSupport.parkNanos(100_000);
        }
    }

    private void use() {
        long reads = 0;
        long poisoned = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int page = 0; page < PAGES; page++) {
                if (held[page]) {
                    reads++;
                    poisoned += word(page) == POISON ? 1 : 0;
                }
            }
        }
        add(READS, reads);
        add(POISONED, poisoned);
    }

    private void copy() {
        for (int page = 0; page < PAGES; page++) {
            long seen = guards[page].tryReadBegin();
            if (seen == Subscription.BUSY) {
                add(BUSY, 1);
                continue;
            }
            long copied = word(page);
            if (!guards[page].readRetry(seen)) {
                add(VALIDATED, 1);
                add(TORN, copied == POISON ? 1 : 0);
            }
        }
    }

    private long word(int page) {
        return (long) LONGS.getOpaque(pages, page * PAGE);
    }

    private void add(int at, long more) {
        LONGS.getAndAdd(report, at, more);
    }
}
