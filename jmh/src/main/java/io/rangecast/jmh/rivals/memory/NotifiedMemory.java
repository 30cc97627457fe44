package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.nio.ByteBuffer;

/** Ours: the two blocks are neighbours in one address space, and one is revoked in a window that waits. */
abstract class NotifiedMemory implements RevocableMemory {
    final AddressSpace space = new AddressSpace();

    private final Invalidator invalidator = space.newInvalidator("evictor");
    private final InvalidationRange range = new InvalidationRange();
    private ByteBuffer next;
    private long address;

    @Override
    public final void prepare(ByteBuffer block) {
        next = block;
        range.init(space, address, address + Blocks.SIZE);
    }

    /** What was prepared. */
    final ByteBuffer next() {
        return next;
    }

    final void start() {
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(result + ": " + invalidator.laggards(range));
        }
    }

    final void end() {
        address ^= Blocks.SIZE;
        invalidator.invalidateRangeEnd(range);
    }
}
