package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;
import java.util.function.Function;

/** What makes memory revocable, as a parameter of benchmarks. */
public enum MemoryKind {
    /** Ours. */
    RANGECAST("Rangecast", RangecastMemory::new),
    /** Ours: a section of a group for each access. */
    SECTION("section", SectionMemory::new),
    /** A shared arena that lends a block. */
    ARENA("shared arena", block -> new ArenaMemory(block, false)),
    /** A shared arena with memory of its own. */
    ALLOCATING_ARENA("arena + memory", block -> new ArenaMemory(block, true)),
    /** The JDK's lock for reading and writing. */
    READ_WRITE_LOCK("ReadWriteLock", ReadWriteLockMemory::new),
    /** The JDK's lock with stamps. */
    STAMPED_LOCK("StampedLock", StampedLockMemory::new),
    /** A count of readers. */
    COUNT("count", CountedMemory::new),
    /** Netty's count of references. */
    NETTY("Netty", NettyMemory::new),
    /** The JDK's phaser. */
    PHASER("Phaser", PhaserMemory::new);

    private final String label;
    private final Function<ByteBuffer, RevocableMemory> open;

    MemoryKind(String label, Function<ByteBuffer, RevocableMemory> open) {
        this.label = label;
        this.open = open;
    }

    /**
     * What it is called in results.
     *
     * @return a short name
     */
    public String label() {
        return label;
    }

    /**
     * Whether this JDK has it: shared arenas came with 22.
     *
     * @return true if so
     */
    public boolean isAvailable() {
        return this != ARENA && this != ALLOCATING_ARENA || ArenaMemory.isAvailable();
    }

    /**
     * New memory.
     *
     * @param block the first to be read
     * @return memory without readers
     * @throws UnsupportedOperationException if this JDK does not have it
     */
    public RevocableMemory open(ByteBuffer block) {
        if (!isAvailable()) {
            throw new UnsupportedOperationException(this + " needs JDK 22, and this is " + Runtime.version());
        }
        return open.apply(block);
    }
}
