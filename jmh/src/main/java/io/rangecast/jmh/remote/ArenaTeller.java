package io.rangecast.jmh.remote;

import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.MemoryReader;
import java.nio.ByteBuffer;

/** Closes a shared arena by which a thread of this process reads, when another has taken its place. */
final class ArenaTeller implements Teller {
    private final ByteBuffer block = ByteBuffer.allocateDirect(Blocks.SIZE);
    private final ArenaMemory arena = new ArenaMemory(block, false);
    private final ReaderThread reader;

    ArenaTeller(Pace pace) {
        MemoryReader reads = arena.newReader();
        reader = new ReaderThread(
                pace,
                () -> {
                    reads.readBatches(1);
                    return 0;
                },
                () -> {});
    }

    @Override
    public void tell() {
        arena.prepare(block);
        arena.revoke();
    }

    @Override
    public void close() {
        reader.close();
    }
}
