package io.rangecast.aeron;

import io.rangecast.notifier.internal.HomeLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that says who may hold something, for the home that comes next: a line with the file's version, and one for each peer, with its incarnation, the number of
 * the JOIN by which it came, the length of its leases, process, host and name. A process in no line holds nothing, so a peer is written down before its first
 * SUBSCRIBE of a session is answered, and struck out when it is gone. A JOIN that is not above the number in its line is an old
 * one, that some channel has kept: the peer may hold something again since then, so that is no answer.
 *
 * <p>A lock on a second file beside it keeps a second home away as long as the process of this one exists, be it stopped or not.
 */
final class Roster {
    /** Begin of the first line, which no peer's line has: that begins with a number in hex. */
    private static final String VERSIONED = "rangecast roster\t";

    /** Version of the lines behind it. */
    private static final String VERSION = "1";

    private static final int FIELDS_WITHOUT_LEASE = 5;

    private final Path file;
    private final HomeLock lock;
    private Map<Long, Entry> known;
    private boolean closed;

    /**
     * @param attempt of its last JOIN
     * @param leaseNanos how long the home that has written this waited for it at most, behind its last word; 0 if for ever
     */
    record Entry(PeerName name, long attempt, long leaseNanos) {}

    /**
     * @throws UncheckedIOException if it cannot be read, is of a later version, or has a line that is none: nobody could say who is
     *     missing
     * @throws IllegalArgumentException if it is a symbolic link: the lock would be another's, and what it leads to may only not be
     *     there yet
     * @throws IllegalStateException if another home keeps it
     */
    Roster(Path file) {
        this.file = file.toAbsolutePath();
        if (Files.isSymbolicLink(this.file)) {
            throw new IllegalArgumentException("the roster " + file + " is a symbolic link: name the file itself");
        }
        boolean isRead = false;
        HomeLock locked = null;
        try {
            locked = HomeLock.take(this.file.resolveSibling(file.getFileName() + ".lock"));
            known = read(this.file);
            isRead = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the roster " + file + " cannot be kept", e);
        } finally {
            if (!isRead && locked != null) {
                locked.release();
            }
        }
        lock = locked;
    }

    private static Map<Long, Entry> read(Path file) throws IOException {
        Map<Long, Entry> read = new LinkedHashMap<>();
        for (String line : linesOfPeers(lines(file))) {
            String[] fields = line.split("\t", -1);
            try {
                Entry entry = entry(fields);
                read.put(Long.parseUnsignedLong(fields[0], 16), entry);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("no line of a roster: " + line, e);
            }
        }
        return read;
    }

    /** A file that is not there has nobody in it; of one that cannot be looked at, nobody can say. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** A file in which nobody is has no version, and neither has that of a build from before there were versions. */
    private static List<String> linesOfPeers(List<String> lines) throws IOException {
        if (lines.isEmpty() || !lines.get(0).startsWith(VERSIONED)) {
            return lines;
        }
        String version = lines.get(0).substring(VERSIONED.length());
        if (!version.equals(VERSION)) {
            throw new IOException("a roster of version " + version + ", of which this build, whose version is "
                    + VERSION + ", cannot say who is in it");
        }
        return lines.subList(1, lines.size());
    }

    /** Before there were leases, there was no field for their length. */
    private static Entry entry(String[] fields) {
        boolean hasLease = fields.length != FIELDS_WITHOUT_LEASE;
        int pid = hasLease ? 3 : 2;
        PeerName name = new PeerName(fields[pid + 2], Long.parseLong(fields[pid]), fields[pid + 1]);
        return new Entry(name, Long.parseLong(fields[1]), hasLease ? Long.parseLong(fields[2]) : 0);
    }

    /** The peers that may hold something, by incarnation. */
    Map<Long, Entry> known() {
        return known;
    }

    /**
     * Writes a peer down, before it may begin to hold something. Waits for the disk, unless it is written down so, or with a later attempt: by
     * then this one has dropped all.
     *
     * @throws UncheckedIOException if it cannot be written down: the peer must hold nothing then
     */
    void add(long incarnation, Entry entry) {
        Entry before = known.get(incarnation);
        if (before == null || before.attempt < entry.attempt) {
            Map<Long, Entry> next = new LinkedHashMap<>(known);
            next.put(incarnation, entry);
            write(next);
        }
    }

    /**
     * When some may be gone. Waits for the disk, if so.
     *
     * @throws UncheckedIOException if they cannot be struck out: the next home waits for them in vain
     */
    void retain(Collection<Long> incarnations) {
        Map<Long, Entry> next = new LinkedHashMap<>(known);
        if (next.keySet().retainAll(incarnations)) {
            write(next);
        }
    }

    /** Whole or not at all, also if the machine fails. An interrupt closes the channel: it is taken away, and given back. */
    private void write(Map<Long, Entry> next) {
        byte[] bytes = bytes(next);
        boolean isWritten = false;
        boolean interrupted = false;
        try {
            while (!isWritten) {
                interrupted |= Thread.interrupted();
                isWritten = isWritten(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the roster " + file + " cannot be written", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        known = next;
    }

    private static byte[] bytes(Map<Long, Entry> next) {
        StringBuilder lines = new StringBuilder();
        if (!next.isEmpty()) {
            lines.append(VERSIONED).append(VERSION).append(System.lineSeparator());
        }
        next.forEach((incarnation, entry) -> {
            PeerName name = entry.name;
            lines.append(String.format(
                    "%016x\t%d\t%d\t%d\t%s\t%s%n",
                    incarnation, entry.attempt, entry.leaseNanos, name.pid(), name.host(), name.name()));
        });
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** False if this thread was interrupted meanwhile. */
    private boolean isWritten(byte[] bytes) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    written,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
            return true;
        } catch (ClosedByInterruptException interrupted) {
            return false;
        }
    }

    /**
     * The home stops: who is gone is struck out, others stay written down. Whatever fails, another home may have the file behind this; so a
     * second call writes nothing.
     *
     * @throws UncheckedIOException if they cannot be struck out: the next home waits for them in vain
     */
    void close(Collection<Long> incarnations) {
        boolean isFirst = !closed;
        closed = true;
        try {
            if (isFirst) {
                retain(incarnations);
            }
        } finally {
            release();
        }
    }

    /** The home does not begin; who is written down stays so. */
    void release() {
        lock.release();
    }
}
