package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/** What makes a read safe from revocation, as a parameter of benchmarks. */
public enum ReadGuardKind {
    /** Nothing does: the limit. */
    UNGUARDED("unguarded", block -> () -> new PlainReads(block)),
    /** Ours: begin and retry, for each read. */
    BEGIN_RETRY("begin-retry", ReadGuardKind::beginRetry),
    /** Ours: a poll, for each read. */
    POLL("poll", block -> singly(MemoryKind.RANGECAST, block)),
    /** Ours: a poll for 16 reads. */
    POLL_PER_16("poll-per-16", ReadGuardKind::pollPerBatch),
    /** Ours: each address is translated, with a poll for 16 reads. */
    TRANSLATE("translate", ReadGuardKind::translate),
    /** Ours: a section, for each read. */
    SECTION(MemoryKind.SECTION),
    /** An optimistic read of a {@code StampedLock}. */
    OPTIMISTIC("optimistic", ReadGuardKind::optimistic),
    /** A read lock with a stamp. */
    STAMPED_LOCK(MemoryKind.STAMPED_LOCK),
    /** A read lock. */
    READ_WRITE_LOCK(MemoryKind.READ_WRITE_LOCK),
    /** A count of readers. */
    COUNT(MemoryKind.COUNT),
    /** Netty's count of references. */
    NETTY(MemoryKind.NETTY),
    /** The JDK's phaser. */
    PHASER(MemoryKind.PHASER),
    /** A shared arena. */
    ARENA(MemoryKind.ARENA);

    private final String label;
    private final Function<ByteBuffer, Supplier<IntToLongFunction>> over;

    ReadGuardKind(String label, Function<ByteBuffer, Supplier<IntToLongFunction>> over) {
        this.label = label;
        this.over = over;
    }

    ReadGuardKind(MemoryKind memory) {
        this(memory.label(), block -> singly(memory, block));
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
     * Whether this JDK has it.
     *
     * @return true if so
     */
    public boolean isAvailable() {
        return this != ARENA || MemoryKind.ARENA.isAvailable();
    }

    /**
     * Guards a block.
     *
     * @param block to read
     * @return makes a reader, for one thread: it reads so many longs and returns their sum
     * @throws UnsupportedOperationException if this JDK does not have it
     */
    public Supplier<IntToLongFunction> over(ByteBuffer block) {
        return over.apply(block);
    }

    private static Supplier<IntToLongFunction> singly(MemoryKind kind, ByteBuffer block) {
        RevocableMemory memory = kind.open(block);
        return () -> memory.newReader()::readSingly;
    }

    private static Supplier<IntToLongFunction> pollPerBatch(ByteBuffer block) {
        RevocableMemory memory = MemoryKind.RANGECAST.open(block);
        return () -> {
            MemoryReader reader = memory.newReader();
            return reads -> reader.readBatches(reads / MemoryReader.BATCH);
        };
    }

    private static Supplier<IntToLongFunction> beginRetry(ByteBuffer block) {
        Subscription subscription = new AddressSpace().guard(0, Blocks.SIZE);
        return () -> new BeginRetryReads(subscription, block);
    }

    private static Supplier<IntToLongFunction> translate(ByteBuffer block) {
        AddressSpace space = new AddressSpace();
        return () -> new TranslatedReads(space, block);
    }

    private static Supplier<IntToLongFunction> optimistic(ByteBuffer block) {
        StampedLock lock = new StampedLock();
        return () -> new StampedReads(lock, block);
    }
}
