package io.rangecast.notifier;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts how much memory of one space waits to be freed, or is just being freed, and knows how much may. Any thread; lock-free.
 *
 * <p>Memory is counted before anybody is told of it, and until the action that frees it has returned.
 */
final class HeldAmount {
    private final AtomicLong blocks = new AtomicLong();

    /** Unsigned; comes round if more is held than there are addresses, and back. */
    private final AtomicLong bytes = new AtomicLong();

    private final LongAdder retirements = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Memory that reports name. */
    interface Listed {
        /** When it was put aside, or made if nobody has held it. */
        long since();

        /** Describes it. Allocates. */
        QuarantinedMemory report(long now);
    }

    /** Those that executors have been given and have not run. */
    private final Set<Listed> handedOver = ConcurrentHashMap.newKeySet();

    private volatile long mostBlocks = Long.MAX_VALUE;
    private volatile long mostBytes = -1; // unsigned: all there are

    void limit(long newMostBlocks, long newMostBytes) {
        mostBlocks = newMostBlocks;
        mostBytes = newMostBytes;
    }

    /** Whether there is any limit. */
    boolean isLimited() {
        return mostBlocks != Long.MAX_VALUE || mostBytes != -1;
    }

    /** Counts one block more, unless the limit is reached. */
    boolean tryAddBlock() {
        return tryAdd(blocks, 1, mostBlocks);
    }

    /** Counts so many bytes more, unless the limit is reached. */
    boolean tryAddBytes(long more) {
        return tryAdd(bytes, more, mostBytes);
    }

    /** Unsigned. */
    private static boolean tryAdd(AtomicLong to, long more, long limit) {
        long before;
        do {
            before = to.get();
            boolean limited = limit != -1;
            if (limited && (Long.compareUnsigned(more, limit) > 0 || Long.compareUnsigned(before, limit - more) > 0)) {
                return false;
            }
        } while (!to.compareAndSet(before, before + more));
        return true;
    }

    /** Counts one block more, whatever the limits are. */
    void addBlock() {
        blocks.getAndIncrement();
    }

    void addBytes(long more) {
        bytes.getAndAdd(more);
    }

    void removeBlock() {
        blocks.getAndDecrement();
    }

    void removeBytes(long fewer) {
        bytes.getAndAdd(-fewer);
    }

    long blocks() {
        return blocks.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Before an executor gets it: it is listed until it is {@link #returned}. Allocates. */
    void handOver(Listed memory) {
        handedOver.add(memory);
    }

    void returned(Listed memory) {
        handedOver.remove(memory);
    }

    /** Those that executors have been given and have not run, in no order. */
    Stream<Listed> handedOver() {
        return handedOver.stream();
    }

    /** Memory was retired of which somebody has not let go. */
    void countRetirement() {
        retirements.increment();
    }

    long retirements() {
        return retirements.sum();
    }

    /** An action that frees has thrown. */
    void countFailure() {
        failures.increment();
    }

    long failures() {
        return failures.sum();
    }
}
