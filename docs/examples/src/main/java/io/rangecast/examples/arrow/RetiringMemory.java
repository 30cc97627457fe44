package io.rangecast.examples.arrow;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Where Arrow's buffers get their memory, which they give back by retiring it: Arrow releases on any thread and under its
 * own monitor, so nothing may wait there. What has been let go of is poisoned and used again.
 *
 * <p>Reference counts keep a buffer for those who hold a reference. This is for those who hold its address: compiled
 * expressions, native calls, views.
 */
final class RetiringMemory implements AllocationManager.Factory {
    private static final byte POISON = (byte) 0xDD;
    private static final long LEAST = 64;

    private final AddressSpace space;
    private final Map<Long, Queue<Long>> free = new ConcurrentHashMap<>();
    private final ArrowBuf empty = new ArrowBuf(ReferenceManager.NO_OP, null, 0, MemoryUtil.allocateMemory(LEAST));

    /**
     * Memory whose addresses are those of the process.
     *
     * @param space in which its readers subscribe; null to release at once
     */
    RetiringMemory(AddressSpace space) {
        this.space = space;
    }

    @Override
    public AllocationManager create(BufferAllocator accounting, long size) {
        return new Block(accounting, Math.max(LEAST, Long.highestOneBit(2 * size - 1)));
    }

    @Override
    public ArrowBuf empty() {
        return empty;
    }

    private Queue<Long> blocksOf(long size) {
        return free.computeIfAbsent(size, any -> new ConcurrentLinkedQueue<>());
    }

    private void recycle(long address, long size) {
        MemoryUtil.setMemory(address, size, POISON);
        blocksOf(size).add(address);
    }

    private final class Block extends AllocationManager {
        private final long size;
        private final long address;

        Block(BufferAllocator accounting, long size) {
            super(accounting);
            this.size = size;
            Long used = blocksOf(size).poll();
            address = used != null ? used : MemoryUtil.allocateMemory(size);
        }

        @Override
        public long getSize() {
            return size;
        }

        @Override
        protected long memoryAddress() {
            return address;
        }

        @Override
        protected void release0() {
            if (space == null) {
                recycle(address, size);
            } else {
                space.retire(InvalidationEvent.UNMAP, address, address + size, () -> recycle(address, size));
            }
        }
    }
}
