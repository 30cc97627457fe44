package io.rangecast.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The mapped file in which a home and its peers meet: little-endian, a header and a {@link Slot} for each peer. Numbers are
 * written by one side each. {@code rangecast_shared.h} has the same layout, and a test compares them.
 *
 * <pre>
 *   0  magic | 8 layout version, header bytes | 16 home's incarnation | 24 epoch
 *  32  slots, records of each | 40 length of the segment | 48 bytes of a slot | 64 closed
 * </pre>
 *
 * <p>It is complete when it gets its name, and whoever opens it checks all of it. Only its user may read or write it, and only
 * he may use its directory. Tests extend it, as each step of home and peer is a call of one of its words.
 */
class SharedFile {
    /** "RANGECST", as its bytes lie in the file. */
    static final long MAGIC = 0x54534345474e4152L;

    static final int VERSION = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int HEADER_BYTES_AT = 12;
    static final int HOME_AT = 16;
    static final int EPOCH_AT = 24;
    static final int SLOTS_AT = 32;
    static final int RECORDS_AT = 36;
    static final int LENGTH_AT = 40;
    static final int SLOT_BYTES_AT = 48;
    static final int CLOSED_AT = 64;
    static final int HEADER_BYTES = 4096;

    static final int LEAST_RECORDS = 32;
    static final int MOST_RECORDS = 1 << 16;
    static final int MOST_SLOTS = 1 << 10;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path path;
    private final MappedByteBuffer memory;
    private final int slots;
    private final int records;
    private final long length;

    private SharedFile(Path path, MappedByteBuffer memory) {
        this.path = path;
        this.memory = memory;
        this.slots = getInt(SLOTS_AT);
        this.records = getInt(RECORDS_AT);
        this.length = get(LENGTH_AT);
    }

    /** The same file, with words that a test looks at. */
    SharedFile(SharedFile same) {
        this(same.path, same.memory);
    }

    /** Makes a file without peers, which gets its name when all of it is written. */
    static SharedFile create(Path path, SharedHomeOptions options) {
        long size = size(options.peers, options.records);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(options.peers) + " peers with 0x"
                    + Integer.toHexString(options.records) + " records each would take 0x" + Long.toHexString(size)
                    + " bytes, more than one mapping has");
        }
        Path unnamed = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(unnamed); // of a home that was killed here
            Files.createFile(
                    unnamed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            fill(unnamed, size);
            SharedFile file = new SharedFile(path, map(unnamed, size));
            file.write(options);
            Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteBeside(unnamed, e);
            throw new UncheckedIOException("the shared file " + path + " cannot be made", e);
        }
        return open(path);
    }

    private static void deleteBeside(Path unnamed, IOException failed) {
        try {
            Files.deleteIfExists(unnamed);
        } catch (IOException more) {
            failed.addSuppressed(more);
        }
    }

    /** Writes all of it: where there is no room this fails, and not, by a signal, the process that touches a page first. */
    private static void fill(Path path, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size; at += channel.write(zeros, at)) {
                zeros.clear().limit((int) Math.min(HEADER_BYTES, size - at));
            }
        }
    }

    private void write(SharedHomeOptions options) {
        memory.putInt(VERSION_AT, VERSION);
        memory.putInt(HEADER_BYTES_AT, HEADER_BYTES);
        memory.putInt(SLOTS_AT, options.peers);
        memory.putInt(RECORDS_AT, options.records);
        memory.putLong(LENGTH_AT, options.length);
        memory.putLong(SLOT_BYTES_AT, Slot.bytes(options.records));
        for (int i = 0; i < options.peers; i++) {
            Slot.init(this, HEADER_BYTES + i * Slot.bytes(options.records));
        }
        memory.putLong(MAGIC_AT, MAGIC);
    }

    /** Maps a file that is there, and checks it. */
    static SharedFile open(Path path) {
        try {
            checkModes(path);
            long size = Files.size(path);
            if (size < HEADER_BYTES || size > Integer.MAX_VALUE) {
                throw no(path, "it has 0x" + Long.toHexString(size) + " bytes");
            }
            MappedByteBuffer memory = map(path, size);
            check(path, memory, size);
            return new SharedFile(path, memory);
        } catch (IOException e) {
            throw new UncheckedIOException("the shared file " + path + " cannot be used", e);
        }
    }

    private static void check(Path path, ByteBuffer memory, long size) {
        long magic = memory.getLong(MAGIC_AT);
        int version = memory.getInt(VERSION_AT);
        int slots = memory.getInt(SLOTS_AT);
        int records = memory.getInt(RECORDS_AT);
        if (magic != MAGIC) {
            throw no(path, "it begins with 0x" + Long.toHexString(magic) + ", not 0x" + Long.toHexString(MAGIC));
        }
        if (version != VERSION || memory.getInt(HEADER_BYTES_AT) != HEADER_BYTES) {
            throw no(
                    path,
                    "it has layout version 0x" + Integer.toHexString(version) + ", and this is of 0x"
                            + Integer.toHexString(VERSION));
        }
        if (!areSlots(slots)
                || !areRecords(records)
                || memory.getLong(SLOT_BYTES_AT) != Slot.bytes(records)
                || size != size(slots, records)) {
            throw no(
                    path,
                    "its header says 0x" + Integer.toHexString(slots) + " slots of 0x" + Integer.toHexString(records)
                            + " records, which are not 0x" + Long.toHexString(size) + " bytes");
        }
    }

    private static IllegalArgumentException no(Path path, String why) {
        return new IllegalArgumentException(path + " is no file of rangecast-shared: " + why);
    }

    static boolean areSlots(int slots) {
        return slots > 0 && slots <= MOST_SLOTS;
    }

    static boolean areRecords(int records) {
        return records >= LEAST_RECORDS && records <= MOST_RECORDS && Integer.bitCount(records) == 1;
    }

    private static long size(int slots, int records) {
        return HEADER_BYTES + (long) slots * Slot.bytes(records);
    }

    /** Refuses a directory in which others may write: they could speak for peers, and for the home. */
    static void checkDirectory(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) { // lock and socket would lie beside the link
            throw new IllegalArgumentException(path + " is a symbolic link: name the file itself");
        }
        checkMode(path.toAbsolutePath().getParent(), "0700");
    }

    private static void checkModes(Path path) throws IOException {
        checkDirectory(path);
        checkMode(path, "0600");
    }

    private static void checkMode(Path path, String right) throws IOException {
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(path))) {
            throw new IllegalArgumentException(
                    path + " may be used by others, who could speak for peers: mode " + right + " is right");
        }
    }

    private static MappedByteBuffer map(Path path, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
            mapped.order(ByteOrder.LITTLE_ENDIAN);
            return mapped;
        }
    }

    /** Returns where the home listens for those who show that they live. */
    static Path witness(Path path) {
        return path.resolveSibling(path.getFileName() + ".sock");
    }

    /** Returns a free name as long as {@link #witness}: a home tries here whether a socket can be there, and disturbs nobody. */
    static Path trial(Path path) {
        return path.resolveSibling(path.getFileName() + ".test");
    }

    Path path() {
        return path;
    }

    int slots() {
        return slots;
    }

    int records() {
        return records;
    }

    /** Returns the length of the segment in bytes. */
    long length() {
        return length;
    }

    Slot slot(int index) {
        return new Slot(this, HEADER_BYTES + index * Slot.bytes(records), records);
    }

    // ---- its words

    long get(int at) {
        return memory.getLong(at);
    }

    int getInt(int at) {
        return memory.getInt(at);
    }

    byte getByte(int at) {
        return memory.get(at);
    }

    void put(int at, long value) {
        memory.putLong(at, value);
    }

    void putInt(int at, int value) {
        memory.putInt(at, value);
    }

    void putByte(int at, byte value) {
        memory.put(at, value);
    }

    long acquire(int at) {
        return (long) LONGS.getAcquire(memory, at);
    }

    void release(int at, long value) {
        LONGS.setRelease(memory, at, value);
    }

    boolean replace(int at, long expected, long value) {
        return LONGS.compareAndSet(memory, at, expected, value);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
