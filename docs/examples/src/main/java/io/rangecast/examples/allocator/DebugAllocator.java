package io.rangecast.examples.allocator;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A pool of blocks in its debug mode. A block that is freed is poisoned, but not before every thread that might hold its
 * address has let go; a thread that is late is reported, with the stack that shows where it is. So a use after free
 * reads poison and is found, and a thread that keeps an address for too long is named before it does harm.
 *
 * <p>An address is an offset into one direct buffer, which is never given back. Without a space it frees at once, as
 * pools do.
 */
final class DebugAllocator {
    /** What a freed block holds, everywhere. No user may store it. */
    static final long POISON = 0xDEAD_BEEF_DEAD_BEEFL;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ByteBuffer memory;
    private final int blockSize;
    private final AddressSpace space;
    private final Consumer<String> reports;
    private final ConcurrentLinkedQueue<Long> free = new ConcurrentLinkedQueue<>();

    /**
     * All blocks are free.
     *
     * @param blocks how many
     * @param blockSize in bytes, a multiple of eight
     * @param space in which its readers subscribe; null to free at once
     * @param reports gets what is said of each thread that is late
     */
    DebugAllocator(int blocks, int blockSize, AddressSpace space, Consumer<String> reports) {
        memory =
                ByteBuffer.allocateDirect(Math.multiplyExact(blocks, blockSize)).order(ByteOrder.nativeOrder());
        this.blockSize = blockSize;
        this.space = space;
        this.reports = Objects.requireNonNull(reports);
        for (long i = 0; i < blocks; i++) {
            release(i * blockSize);
        }
    }

    /** Any thread: the address of a block, or -1 if none is free. */
    long allocate() {
        Long address = free.poll();
        return address == null ? -1 : address;
    }

    /**
     * Any thread, which may hold locks: frees a block that nobody can look up any more.
     *
     * <p>It waits for a moment, to report who is late; then the block is freed by whoever finds that all have let go.
     */
    void free(long address) {
        if (space == null) {
            release(address);
            return;
        }
        InvalidationRange range = new InvalidationRange().init(space, address, address + blockSize);
        try (Invalidator invalidator = space.borrowInvalidator();
                range) {
            invalidator.publish(range);
            if (invalidator.await(range, PATIENCE_NANOS) == InvalidationResult.COMPLETED) {
                release(address);
            } else {
                reports.accept(String.format(
                        "block 0x%x is freed, and still held by%n%s", address, invalidator.describeLaggards(range)));
                invalidator.retire(range, () -> release(address));
            }
        }
    }

    private void release(long address) {
        for (int i = 0; i < blockSize; i += Long.BYTES) {
            put(address + i, POISON);
        }
        free.add(address);
    }

    /** Reads eight bytes, as a raw access would. */
    long get(long address) {
        return (long) LONGS.getOpaque(memory, (int) address);
    }

    /** Writes eight bytes. */
    void put(long address, long value) {
        LONGS.setOpaque(memory, (int) address, value);
    }

    int blockSize() {
        return blockSize;
    }
}
